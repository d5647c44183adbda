import { type ErrorCode, explain, hasCode, SnovioError } from '../../errors.ts';
import { type CallContext, deadlineIn } from '../../snovio/call-context.ts';
import { partsOf, type ResultItem, type RowsFlow } from './rows-flow.ts';
import { type Waiting, waitAfter } from './wait.ts';

/** What the calls of a tool for some rows share. */
export interface CallSettings<Row, Options> extends Waiting {
  readonly flow: RowsFlow<Row, Options>;
  readonly options: Options;
  /** Runs the tool with arguments that nobody has checked yet. @throws SnovioError */
  readonly ask: (args: Record<string, unknown>, call: CallContext) => Promise<object>;
  /** Credits that a call may spend; undefined for free flows. */
  readonly maxCredits?: number | undefined;
  readonly waitSeconds: number;
  /** After which no other call is made, in milliseconds of `performance.now()`. */
  readonly stopAt?: number;
  /** What else belongs to every call. */
  readonly call?: Partial<CallContext>;
}

/** Called with the number of rows that have an answer, and how far the call is in words. */
export type OnAnswered = (rows: number, total?: number, message?: string) => void;

/** What one call of the tool did for its rows. */
export interface Attempt {
  /** One entry per row, in order; undefined where the answer is not final. */
  readonly items: readonly (ResultItem | undefined)[];
  /** One entry per row as it was answered, final or not; undefined where the call has failed. */
  readonly told: readonly (ResultItem | undefined)[];
  /** The tool's whole answer; undefined where the call has failed. */
  readonly answer?: object | undefined;
  /** Credits. */
  readonly spent: number;
  /** Credits that the call has caused or may have, told or not. */
  readonly caused: number;
  /** Whether the missing answers only need time. Waiting is no failure, however long it takes. */
  readonly waiting: boolean;
  /** Whether a credit limit stopped rows. */
  readonly atCreditLimit?: boolean;
  /** Why the whole run has to stop. */
  readonly stop?: string | undefined;
  /** The kind of that, or of what a limit stopped, where it is known. */
  readonly stopCode?: ErrorCode | undefined;
  /** The failure behind it, where the call as a whole has failed. */
  readonly error?: SnovioError;
  /** Why answers are missing. */
  readonly problem: string;
  /** Milliseconds before another call makes sense; undefined where nobody said. */
  readonly waitMs?: number | undefined;
  /** The kind of what is waited for, where it is known. */
  readonly waitsFor?: ErrorCode | undefined;
}

/** Reasons of single rows that another call may get over. */
const TEMPORARY_REASONS = [
  'deadline',
  'rate_limit',
  'hourly_quota',
  'upstream_unavailable',
  'upstream_malformed',
];

/** Reasons of single rows that would stop every other row too, in words. */
const STOP_REASONS = {
  not_enough_credits: 'the Snov.io account has not enough credits',
  plan_forbidden: 'the Snov.io plan does not allow this',
  sending_not_allowed: 'this could send mail',
} as const;

/** The answer for a row that the tool cannot take. */
export const INVALID_ROW: ResultItem = { status: 'error', reason: 'format' };

/**
 * Calls the tool once for these rows. When it refuses them for what a single row says, each row gets a call of its own.
 * @param causedBefore credits that earlier calls have caused for them
 * @throws SnovioError `cancelled` when the signal is aborted
 */
export async function attemptRows<Row, Options>(
  rows: readonly Row[],
  settings: CallSettings<Row, Options>,
  onAnswered: OnAnswered,
  causedBefore = 0,
): Promise<Attempt> {
  const { flow, options, signal } = settings;
  const ownLimit = flow.rowCredits && flow.rowCredits(options) * rows.length - causedBefore;
  const maxCredits = creditsOf(settings.maxCredits, ownLimit);
  const raw = { ...flow.args(rows, options), ...(maxCredits !== undefined && { maxCredits }) };
  let caused = 0;
  const call: CallContext = {
    ...settings.call,
    signal,
    tool: flow.tool,
    byPlace: true,
    deadline: deadlineIn(settings.waitSeconds),
    onPaid: credits => {
      caused += credits;
      settings.call?.onPaid?.(credits);
    },
    // Where a row has several results, what the tool counts are not rows.
    ...(!flow.outputRows && { progress: onAnswered }),
  };
  try {
    const answer = (await settings.ask(raw, call)) as Answer;
    const results = flow.results?.(answer, rows, options) ?? answer.results;
    const isSpent = ownLimit !== undefined && caused >= ownLimit;
    return { ...fromAnswer({ ...answer, results }, settings, isSpent), answer, caused };
  } catch (error) {
    if (isAboutRows(error, flow) && rows.length > 1) return attemptEachRow(rows, settings);
    return { ...fromError(error, rows, settings), caused };
  }
}

/** What a call may spend: what the run may, and no more than its rows may. */
function creditsOf(ofRun: number | undefined, ofRows: number | undefined): number | undefined {
  return ofRun === undefined || ofRows === undefined ? ofRun : Math.max(0, Math.min(ofRun, ofRows));
}

async function attemptEachRow<Row, Options>(
  rows: readonly Row[],
  settings: CallSettings<Row, Options>,
): Promise<Attempt> {
  const attempts: Attempt[] = [];
  for (const row of rows) attempts.push(await attemptRows([row], settings, () => {}));
  return {
    items: attempts.flatMap(attempt => attempt.items),
    told: attempts.flatMap(attempt => attempt.told),
    spent: attempts.reduce((sum, attempt) => sum + attempt.spent, 0),
    caused: attempts.reduce((sum, attempt) => sum + attempt.caused, 0),
    waiting: attempts.some(attempt => attempt.waiting),
    stop: attempts.find(attempt => attempt.stop !== undefined)?.stop,
    stopCode: attempts.find(attempt => attempt.stopCode !== undefined)?.stopCode,
    problem: attempts.at(-1)?.problem ?? '',
  };
}

/** Whether the tool refused its arguments for what a row says: the message starts with the argument's name. */
export function isAboutRows(
  error: unknown,
  { rowsArguments }: Pick<RowsFlow<never, never>, 'rowsArguments'>,
): error is SnovioError {
  return hasCode(error, 'invalid_input') && rowsArguments.some(name => error.message.startsWith(name));
}

/** What the tools behind the flows answer. */
interface Answer {
  readonly results: readonly ResultItem[];
  readonly pending: number;
  readonly note?: string;
  readonly credits?: { readonly spent: number };
}

/** @param isSpent whether what these rows may cost is spent: then a credit limit is final for them */
function fromAnswer<Row, Options>(
  { results, pending, note, credits }: Answer,
  { flow, windowMs }: CallSettings<Row, Options>,
  isSpent: boolean,
): Omit<Attempt, 'caused'> {
  const parts = results.flatMap(item => partsOf(flow, item));
  const has = (reason: string) => parts.some(part => part.reason === reason);
  const stopReason = parts.map(({ reason }) => reason).find(isStopReason);
  const isOver = (part: ResultItem) => isFinal(part) || (isSpent && part.reason === 'credit_ceiling');
  return {
    items: results.map(item => (partsOf(flow, item).every(isOver) ? item : undefined)),
    told: results,
    spent: credits?.spent ?? 0,
    waiting:
      pending > 0 ||
      parts.some(({ status }) => status === 'pending') ||
      has('rate_limit') ||
      has('hourly_quota'),
    stop: stopReason && STOP_REASONS[stopReason],
    stopCode: stopReason ?? (has('credit_ceiling') ? 'credit_ceiling' : undefined),
    atCreditLimit: has('credit_ceiling'),
    problem: problemIn(has, note),
    waitMs: has('hourly_quota') ? windowMs : undefined,
    waitsFor: has('hourly_quota') ? 'hourly_quota' : undefined,
  };
}

function problemIn(has: (reason: string) => boolean, note = 'Snov.io gives no answer'): string {
  if (has('credit_ceiling')) return 'a credit limit is reached';
  return has('hourly_quota') ? "the plan's hourly quota is used up" : note;
}

function isStopReason(reason = ''): reason is keyof typeof STOP_REASONS {
  return Object.hasOwn(STOP_REASONS, reason);
}

/** Whether another call could not change this item. */
function isFinal({ status, reason = '', emailStatus }: ResultItem): boolean {
  const unfinished = ['pending', 'not_run'];
  if (unfinished.includes(status) || unfinished.includes(String(emailStatus))) return false;
  return status !== 'error' || !(TEMPORARY_REASONS.includes(reason) || isStopReason(reason));
}

/** What the failure of a whole call means: the rows are tried again, a single row is invalid, or the run stops. */
function fromError<Row, Options>(
  error: unknown,
  rows: readonly Row[],
  { flow, windowMs, signal }: CallSettings<Row, Options>,
): Omit<Attempt, 'caused'> {
  if (!(error instanceof SnovioError) || signal.aborted) throw error;
  const problem = explain(error).text;
  const none = rows.map(() => undefined);
  const nothing = { items: none, told: none, spent: 0, waiting: false, problem, stopCode: error.code, error };
  const waitMs = waitAfter(error, windowMs);
  if (waitMs !== undefined) return { ...nothing, waiting: true, waitMs, waitsFor: error.code };
  if (hasCode(error, 'upstream_unavailable', 'upstream_malformed')) return nothing;
  if (isAboutRows(error, flow)) return { ...nothing, items: [INVALID_ROW], told: [INVALID_ROW] };
  return { ...nothing, stop: problem };
}
