import { isAboutRows } from '../../../mcp/repeat/attempt.ts';
import { parseArguments, quote } from '../../../mcp/run-tool.ts';
import type { Context, Tool } from '../../../tool.ts';
import { readRow } from '../columns/read-row.ts';
import { chunksOf } from '../files/table.ts';
import { type CsvFlow, chunkRowsOf, type FlowOptions, type RowFields } from '../flows/flow.ts';
import type { Input } from '../input.ts';
import { identitiesOf } from './identities.ts';

/**
 * The most that the input's rows can cost now; what the ledger knows is free. Nothing is sent.
 * @param doneRows rows that the output has already
 */
export async function priceOf(
  { table, columns }: Input,
  doneRows: number,
  flow: CsvFlow,
  tool: Tool,
  options: FlowOptions,
  context: Omit<Context, 'call'>,
): Promise<number> {
  const seen = new Set<string>();
  let price = 0;
  for await (const chunk of chunksOf(table.rows(doneRows), chunkRowsOf(flow))) {
    const asked = chunk.map(({ cells }) => readRow(flow, columns, cells)).filter(({ known }) => !known);
    const rows = asked.map(({ fields }) => fields).filter(row => isNew(flow, row, seen));
    if (rows.length > 0) price += await chunkPrice(flow, tool, rows, options, context);
  }
  return price;
}

/** Rows that the tool refuses cost nothing, and the run asks for the others one by one. What it refuses in the flags stands in every row's way. */
async function chunkPrice(
  flow: CsvFlow,
  tool: Tool,
  rows: readonly RowFields[],
  options: FlowOptions,
  context: Omit<Context, 'call'>,
): Promise<number> {
  try {
    return await quote(tool, parseArguments(tool, argsOf(flow, rows, options)), context);
  } catch (error) {
    if (!isAboutRows(error, flow)) throw error;
    if (rows.length === 1) return 0;
    let price = 0;
    for (const row of rows) price += await chunkPrice(flow, tool, [row], options, context);
    return price;
  }
}

function argsOf(flow: CsvFlow, rows: readonly RowFields[], options: FlowOptions): object {
  const maxCredits = flow.rowCredits && flow.rowCredits(options) * rows.length;
  return { ...flow.args(rows, options), ...(maxCredits !== undefined && { maxCredits }) };
}

function isNew(flow: CsvFlow, row: RowFields, seen: Set<string>): boolean {
  const keys = identitiesOf(flow, row);
  const [own = JSON.stringify(row)] = keys;
  if (seen.has(own)) return false;
  for (const key of [own, ...keys]) seen.add(key);
  return true;
}
