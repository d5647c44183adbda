import { openApp } from '../../app/app.ts';
import type { Config } from '../../config/settings.ts';
import { hasCode, SnovioError } from '../../errors.ts';
import { parseArguments, runTool } from '../../mcp/run-tool.ts';
import type { Tool } from '../../tool.ts';
import { CHUNK_ROWS } from './chunk.ts';
import { fieldsOf } from './columns.ts';
import type { CsvFlow, RowFields, SaveOptions } from './flows/flow.ts';
import type { InputFile } from './input-file.ts';

/** More than any account has. */
const NO_WALL = 100_000_000;

/**
 * The most that the input's rows can cost now: each is asked with nothing to spend, so the flow itself prices it, and what the
 * ledger knows is free. Nothing is sent for what would have to be paid.
 */
export async function priceOf(
  input: InputFile,
  flow: CsvFlow,
  tool: Tool,
  options: SaveOptions,
  config: Config,
): Promise<number> {
  const nothing = { maxCreditsPerCall: 0, maxCreditsPerDay: NO_WALL, maxCredits: undefined };
  const app = await openApp({ ...config, ...nothing });
  const seen = new Set<string>();
  let price = 0;
  try {
    for await (const { records } of input.chunks(CHUNK_ROWS)) {
      const rows = records.map(record => fieldsOf(input.columns, record)).filter(row => isNew(row, seen));
      if (rows.length === 0) continue;
      try {
        const call = { signal: AbortSignal.abort(), deadline: Date.now(), tool: tool.name };
        const context = { snovio: app.accounts.ownAccount(), call, policy: app.policy };
        await runTool(tool, parseArguments(tool, flow.args(rows, options)), context);
      } catch (error) {
        if (hasCode(error, 'credit_ceiling')) price += error.facts.ask?.credits ?? 0;
        else if (!(error instanceof SnovioError) || hasCode(error, 'not_configured')) throw error;
      }
    }
    return price;
  } finally {
    await app.close();
  }
}

function isNew(row: RowFields, seen: Set<string>): boolean {
  const key = JSON.stringify(row).toLowerCase();
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}
