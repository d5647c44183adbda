import { openApp } from '../../../app/app.ts';
import type { Config } from '../../../config/settings.ts';
import { isAboutRows } from '../../../mcp/repeat/attempt.ts';
import { parseArguments, quote } from '../../../mcp/run-tool.ts';
import type { Tool } from '../../../tool.ts';
import { readRow } from '../columns/read-row.ts';
import { chunksOf } from '../files/table.ts';
import { type CsvFlow, chunkRowsOf, type FlowOptions, type RowFields } from '../flows/flow.ts';
import type { Input } from '../input.ts';

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
  config: Config,
): Promise<number> {
  const app = await openApp(config);
  const seen = new Set<string>();
  let price = 0;
  try {
    const context = { snovio: app.accounts.ownAccount(), policy: app.policy };
    for await (const chunk of chunksOf(table.rows(doneRows), chunkRowsOf(flow))) {
      const asked = chunk.map(({ cells }) => readRow(flow, columns, cells)).filter(({ known }) => !known);
      const rows = asked.map(({ fields }) => fields).filter(row => isNew(row, seen));
      if (rows.length > 0) price += await chunkPrice(flow, tool, argsOf(flow, rows, options), context);
    }
    return price;
  } finally {
    await app.close();
  }
}

/** Rows that the tool refuses the run tells one by one; they cost nothing. What it refuses in the flags stands in every row's way. */
async function chunkPrice(
  flow: CsvFlow,
  tool: Tool,
  args: object,
  context: Parameters<typeof quote>[2],
): Promise<number> {
  try {
    return await quote(tool, parseArguments(tool, args), context);
  } catch (error) {
    if (isAboutRows(error, flow)) return 0;
    throw error;
  }
}

function argsOf(flow: CsvFlow, rows: readonly RowFields[], options: FlowOptions): object {
  const maxCredits = flow.rowCredits && flow.rowCredits(options) * rows.length;
  return { ...flow.args(rows, options), ...(maxCredits !== undefined && { maxCredits }) };
}

function isNew(row: RowFields, seen: Set<string>): boolean {
  const key = JSON.stringify(row);
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}
