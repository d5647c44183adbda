import type { Columns } from './columns/columns.ts';
import type { Sample } from './columns/contents.ts';
import { findColumns } from './columns/find-columns.ts';
import { withoutHeader } from './columns/no-header.ts';
import { openTable } from './files/open-table.ts';
import type { Table } from './files/table.ts';
import type { Job } from './job.ts';
import { findRetry, withoutOwn } from './resume/retry.ts';

/** The user's file, and where the flow finds its fields in it. */
export interface Input {
  readonly table: Table;
  readonly columns: Columns;
  readonly sample: Sample;
}

/**
 * Opens a job's file, reads it through and finds the flow's columns in its header.
 * @throws SnovioError `invalid_input` when the file is broken or empty
 * @throws ConfigError when the file cannot be read, or a column is missing
 */
export async function openInput({ csv, read, flow, columnChoice, retry }: Job): Promise<Input> {
  const opened = await openTable(csv, read);
  const table = columnChoice.noHeader ? withoutHeader(opened) : opened;
  const sample = await sampleOf(table);
  if (!retry) return { table, sample, columns: findColumns(flow, sample, columnChoice) };
  const columns = findColumns(flow, { ...sample, header: withoutOwn(table.header, flow) }, columnChoice);
  const found = await findRetry(table, flow, retry);
  return { table, sample, columns: { ...columns, header: table.header, own: found.places, retry: found } };
}

/** So many rows show what a column holds. */
const SAMPLE_ROWS = 200;

async function sampleOf(table: Table): Promise<Sample> {
  const rows: (readonly string[])[] = [];
  for await (const { cells } of table.rows()) {
    rows.push(cells);
    if (rows.length === SAMPLE_ROWS) break;
  }
  return { header: table.header, rows };
}
