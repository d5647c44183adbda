import { setTimeout as sleep } from 'node:timers/promises';
import { SnovioError } from '../../errors.ts';
import { type Attempt, attemptRows, type CallSettings, INVALID_ROW, type OnAnswered } from './attempt.ts';
import type { CsvFlow, ResultItem, RowFields } from './flows/flow.ts';

/** Rows of one call; the tools take no more than 100. */
export function chunkRowsOf({ chunkRows = 100 }: CsvFlow): number {
  return chunkRows;
}

/** What became of a chunk. */
export interface ChunkResult {
  /** One entry per row, in order; undefined where there is no final answer. */
  readonly items: readonly (ResultItem | undefined)[];
  /** Credits. */
  readonly spent: number;
  /** Why the whole run has to stop. */
  readonly stop?: string | undefined;
}

/**
 * Calls the tool for a chunk of rows until each has its final answer or the run has to stop. Repeated calls continue
 * pending tasks and pay for nothing twice.
 * @param known results of rows that need no call
 * @throws SnovioError `cancelled` when the signal is aborted
 */
export async function runChunk(
  rows: readonly RowFields[],
  known: readonly (ResultItem | undefined)[],
  settings: CallSettings,
  onAnswered: OnAnswered,
): Promise<ChunkResult> {
  const items = rows.map(
    (row, index) => known[index] ?? (isComplete(row, settings.flow) ? undefined : INVALID_ROW),
  );
  let [spent, caused] = [0, 0];
  for (let failures = 0; ; ) {
    const open = indexesWithoutAnswer(items);
    if (open.length === 0) return { items, spent };
    const attempt = await attemptRows(
      open.map(index => rows[index] ?? {}),
      settings,
      answered => onAnswered(rows.length - open.length + answered),
      caused,
    );
    spent += attempt.spent;
    caused += attempt.caused;
    open.forEach((index, position) => {
      items[index] = attempt.items[position];
    });
    const left = indexesWithoutAnswer(items).length;
    if (left === 0) return { items, spent };
    failures = left < open.length || attempt.waiting ? 0 : failures + 1;
    const stop = attempt.stop ?? (failures >= maxFailures(attempt) ? attempt.problem : undefined);
    if (stop !== undefined) return { items, spent, stop };
    // The call's progress also counts rows that it could not run.
    onAnswered(rows.length - left);
    await pause(attempt, failures, settings);
  }
}

/**
 * How many calls in a row may bring no final answer. At a credit limit a second call is enough: an item in doubt may turn
 * out never to have been paid for, and then that call pays for it; otherwise the limit stays.
 */
function maxFailures({ atCreditLimit }: Attempt): number {
  return atCreditLimit ? 2 : 6;
}

function indexesWithoutAnswer(items: readonly (ResultItem | undefined)[]): number[] {
  return [...items.keys()].filter(index => items[index] === undefined);
}

function isComplete(row: RowFields, { requiredFields, orFields }: CsvFlow): boolean {
  return orFields !== undefined || requiredFields.every(field => row[field]);
}

/** Waits before the next call: as long as Snov.io asked for, else twice as long after each failure. */
async function pause(
  { waitMs, waiting, problem }: Attempt,
  failures: number,
  { windowMs, signal, onWait }: CallSettings,
): Promise<void> {
  // The rate window is 60 s at Snov.io, so the unit is 1 s there; in tests both are shorter.
  const ms = waitMs ?? (waiting ? 0 : (windowMs / 60) * 2 ** failures);
  if (ms > 2000) onWait(`waiting ${Math.round(ms / 1000)} s: ${problem}`);
  await sleep(ms, undefined, { signal }).catch(cause => {
    throw new SnovioError('cancelled', { cause });
  });
}
