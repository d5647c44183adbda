import { findColumns } from '../../../src/commands/run/columns/find-columns.ts';
import { readRow } from '../../../src/commands/run/columns/read-row.ts';
import { CSV_FLOWS } from '../../../src/commands/run/flows/index.ts';

const NO_CHOICE = { mappings: [], only: [] };

export function flowOf(name: string) {
  const flow = CSV_FLOWS[name];
  if (!flow) throw new Error(`no flow ${name}`);
  return flow;
}

/** Header and rows as they stand in a file with commas, a line each. */
export function table(text: string) {
  const [header = [], ...rows] = text.split('\n').map(line => line.split(','));
  return { header, rows };
}

/** The headings in which a flow finds its fields, by field. */
export function headings(name: string, text: string, choice: Partial<typeof NO_CHOICE> = {}) {
  const { header, places } = findColumns(flowOf(name), table(text), { ...NO_CHOICE, ...choice });
  return Object.fromEntries([...places].map(([field, { index }]) => [field, header[index]]));
}

/** The rows of a file as a flow sees them. */
export function readRows(name: string, text: string, choice: { mappings?: string[]; only?: string[] } = {}) {
  const flow = flowOf(name);
  const sample = table(text);
  const columns = findColumns(flow, sample, { ...NO_CHOICE, ...choice });
  return sample.rows.map(row => readRow(flow, columns, row));
}
