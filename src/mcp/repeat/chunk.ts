import type { ErrorCode, SnovioError } from '../../errors.ts';
import { type Attempt, attemptRows, type CallSettings, type OnAnswered } from './attempt.ts';
import type { ResultItem } from './rows-flow.ts';
import { backOff, MOST_FAILURES, waitFor } from './wait.ts';

/** What became of a chunk. */
export interface ChunkResult {
  /** One entry per row, in order; undefined where there is no final answer. */
  readonly items: readonly (ResultItem | undefined)[];
  /** The last that was answered of each row, final or not. */
  readonly told: readonly (ResultItem | undefined)[];
  /** The tool's answers, the first first. */
  readonly answers: readonly object[];
  /** Credits. */
  readonly spent: number;
  /** Why the whole run has to stop. */
  readonly stop?: string | undefined;
  /** The kind of that, where it is known. */
  readonly stopCode?: ErrorCode | undefined;
  /** The failure behind that. */
  readonly error?: SnovioError | undefined;
}

/**
 * Calls the tool for a chunk of rows until each has its final answer or the run has to stop. Repeated calls continue
 * pending tasks and pay for nothing twice.
 * @param known results of rows that need no call
 * @throws SnovioError `cancelled` when the signal is aborted
 */
export async function runChunk<Row, Options>(
  rows: readonly Row[],
  known: readonly (ResultItem | undefined)[],
  settings: CallSettings<Row, Options>,
  onAnswered: OnAnswered,
): Promise<ChunkResult> {
  const items = rows.map((_, index) => known[index]);
  const told = [...items];
  const answers: object[] = [];
  let [spent, caused] = [0, 0];
  for (let failures = 0; ; ) {
    const open = indexesWithoutAnswer(items);
    if (open.length === 0) return { items, told, answers, spent };
    const attempt = await attemptRows(
      open.map(index => rows[index] as Row),
      settings,
      (answered, _, message) => onAnswered(rows.length - open.length + answered, rows.length, message),
      caused,
    );
    spent += attempt.spent;
    caused += attempt.caused;
    if (attempt.answer) answers.push(attempt.answer);
    open.forEach((index, position) => {
      items[index] = attempt.items[position];
      told[index] = attempt.told[position] ?? told[index];
    });
    const left = indexesWithoutAnswer(items).length;
    if (left === 0) return { items, told, answers, spent };
    failures = left < open.length || attempt.waiting ? 0 : failures + 1;
    const end = endOf(attempt, failures, settings, items);
    if (end) return { items, told, answers, spent, ...end };
    // The call's progress also counts rows that it could not run.
    onAnswered(rows.length - left);
    const { waitMs, waiting, problem, waitsFor: code } = attempt;
    const ms = waitMs ?? (waiting ? 0 : backOff(failures, settings.windowMs));
    await waitFor({ ms, problem, code }, settings);
  }
}

/** What the chunk ends with, if no other call is made. */
function endOf<Row, Options>(
  attempt: Attempt,
  failures: number,
  settings: CallSettings<Row, Options>,
  items: readonly (ResultItem | undefined)[],
): Partial<ChunkResult> | undefined {
  const stop = stopOf(attempt, failures, settings);
  if (stop === undefined) return undefined;
  const { error, stopCode } = attempt;
  return failures >= maxFailures(attempt) && isUnread(attempt, items)
    ? { items: items.map(item => item ?? UNREAD) }
    : { stop, stopCode, error };
}

/** Why no other call is made, if none is. */
function stopOf<Row, Options>(
  attempt: Attempt,
  failures: number,
  { call, stopAt = Number.POSITIVE_INFINITY }: CallSettings<Row, Options>,
): string | undefined {
  const isOver = call?.answerNow?.aborted || performance.now() >= stopAt;
  return attempt.stop ?? (isOver || failures >= maxFailures(attempt) ? attempt.problem : undefined);
}

/** For each row that Snov.io's answers say nothing of, so many others of its chunk have to be answered. */
const ANSWERED_EACH = 9;
const UNREAD: ResultItem = { status: 'error', reason: 'upstream_malformed' };

/** Whether Snov.io's answers say nothing of a few rows, however often they are asked for: these hold up all others. */
function isUnread({ stop, error, told }: Attempt, items: readonly (ResultItem | undefined)[]): boolean {
  const isFew = items.length >= (ANSWERED_EACH + 1) * indexesWithoutAnswer(items).length;
  if (stop !== undefined || !isFew) return false;
  return error ? error.code === UNREAD.reason : told.every(item => item?.reason === 'not_checked');
}

/**
 * How many calls in a row may bring no final answer. At a credit limit a second call is enough: an item in doubt may turn
 * out never to have been paid for, and then that call pays for it; otherwise the limit stays.
 */
function maxFailures({ atCreditLimit }: Attempt): number {
  return atCreditLimit ? 2 : MOST_FAILURES;
}

function indexesWithoutAnswer(items: readonly (ResultItem | undefined)[]): number[] {
  return [...items.keys()].filter(index => items[index] === undefined);
}
