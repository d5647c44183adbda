import { openApp } from '../../app/app.ts';
import type { Config } from '../../config/settings.ts';
import { SnovioError } from '../../errors.ts';
import { parseArguments, quote } from '../../mcp/run-tool.ts';
import type { Tool } from '../../tool.ts';
import { CHUNK_ROWS } from './chunk.ts';
import { fieldsOf } from './columns.ts';
import type { CsvFlow, RowFields, SaveOptions } from './flows/flow.ts';
import type { InputFile } from './input-file.ts';

/** The most that the input's rows can cost now; what the ledger knows is free. Nothing is sent. */
export async function priceOf(
  input: InputFile,
  flow: CsvFlow,
  tool: Tool,
  options: SaveOptions,
  config: Config,
): Promise<number> {
  const app = await openApp(config);
  const seen = new Set<string>();
  let price = 0;
  try {
    const context = { snovio: app.accounts.ownAccount(), policy: app.policy };
    for await (const { records } of input.chunks(CHUNK_ROWS)) {
      const rows = records.map(record => fieldsOf(input.columns, record)).filter(row => isNew(row, seen));
      if (rows.length > 0) price += await chunkPrice(tool, flow.args(rows, options), context);
    }
    return price;
  } finally {
    await app.close();
  }
}

/** What the tool refuses, the run tells row by row; it costs nothing. */
async function chunkPrice(tool: Tool, args: object, context: Parameters<typeof quote>[2]): Promise<number> {
  try {
    return await quote(tool, parseArguments(tool, args), context);
  } catch (error) {
    if (error instanceof SnovioError) return 0;
    throw error;
  }
}

function isNew(row: RowFields, seen: Set<string>): boolean {
  const key = JSON.stringify(row).toLowerCase();
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}
