import { setTimeout as sleep } from 'node:timers/promises';
import { explain, hasCode, SnovioError } from '../../errors.ts';
import { parseArguments, runTool } from '../../mcp/run-tool.ts';
import type { Account } from '../../snovio/account.ts';
import { deadlineIn } from '../../snovio/call-context.ts';
import type { Policy, Tool } from '../../tool.ts';
import type { Fields, Flow, FlowOptions, Item } from './flows.ts';

export interface ChunkRequest {
  readonly flow: Flow;
  readonly tool: Tool;
  readonly options: FlowOptions;
  readonly account: Account;
  readonly policy: Policy;
  /** What the run may spend; undefined for free flows. */
  readonly maxCredits?: number | undefined;
  readonly waitSeconds: number;
  /** How long to wait where Snov.io says "too fast" and not for how long. */
  readonly windowMs: number;
  readonly signal: AbortSignal;
  /** Told why nothing happens for a while. */
  readonly tell: (text: string) => void;
}

/** What became of a chunk. */
export interface ChunkResult {
  /** One per row, in order; undefined for rows that have no final answer. */
  readonly items: readonly (Item | undefined)[];
  readonly spent: number;
  /** Why the whole run has to stop. */
  readonly stop?: string | undefined;
}

/** How often a chunk is asked although nothing moves. */
function triesFor({ walled }: Attempt): number {
  return walled ? 2 : 6;
}

/** Reasons of single rows that may pass. */
const PASSING = ['deadline', 'rate_limit', 'hourly_quota', 'upstream_unavailable', 'upstream_malformed'];
/** A ceiling that stays, or the end of a doubt: an item that turned out never to have been paid for is paid by the next call. */
const CEILING = 'credit_ceiling';
/** Reasons of single rows that all others will meet too. */
const FATAL: Readonly<Record<string, string>> = {
  not_enough_credits: 'the Snov.io account has not enough credits',
  plan_forbidden: 'the Snov.io plan does not allow this',
  sending_not_allowed: 'this could send mail',
};
const FORMAT: Item = { status: 'error', reason: 'format' };

/** Asks about a chunk of rows until each has its final answer; what is pending goes on free. */
export async function runChunk(
  rows: readonly Fields[],
  asking: ChunkRequest,
  moved: Moved,
): Promise<ChunkResult> {
  const items = rows.map(row => (isComplete(row, asking.flow) ? undefined : FORMAT));
  let spent = 0;
  for (let tries = 0; ; ) {
    const open = [...items.keys()].filter(at => items[at] === undefined);
    if (open.length === 0) return { items, spent };
    const told: Moved = done => moved(rows.length - open.length + done);
    const asked = await attempt(
      open.map(at => rows[at] ?? {}),
      asking,
      told,
    );
    spent += asked.spent;
    const left = take(items, open, asked.items);
    tries = left < open.length || asked.waiting ? 0 : tries + 1;
    const stop = asked.stop ?? (tries >= triesFor(asked) ? asked.said : undefined);
    if (stop !== undefined && left > 0) return { items, spent, stop };
    if (left > 0) await rest(asked, tries, asking);
  }
}

/** Keeps the final answers. @returns how many rows are still open */
function take(items: (Item | undefined)[], open: readonly number[], found: Attempt['items']): number {
  open.forEach((at, i) => {
    if (isFinal(found[i])) items[at] = found[i];
  });
  return open.filter(at => items[at] === undefined).length;
}

/** Told how many rows of the chunk are done. */
export type Moved = (done: number) => void;

interface Attempt {
  readonly items: readonly (Item | undefined)[];
  readonly spent: number;
  /** It is only a matter of time, which is no failure however long it takes. */
  readonly waiting: boolean;
  readonly walled?: boolean;
  readonly stop?: string | undefined;
  /** Why nothing came of it. */
  readonly said: string;
  /** ChunkRequest sooner makes no sense. */
  readonly waitMs?: number | undefined;
}

async function attempt(rows: readonly Fields[], asking: ChunkRequest, moved: Moved): Promise<Attempt> {
  const { flow, tool, options, account, policy, maxCredits, signal } = asking;
  const given = { ...flow.args(rows, options), ...(maxCredits !== undefined && { maxCredits }) };
  const deadline = deadlineIn(asking.waitSeconds);
  const call = { signal, tool: tool.name, deadline, progress: moved };
  try {
    const args = parseArguments(tool, given);
    const answer = (await runTool(tool, args, { snovio: account, policy, call })) as Answer;
    return read(answer, asking);
  } catch (error) {
    if (isAboutRows(error, flow) && rows.length > 1) return singly(rows, asking);
    return failed(error, rows, asking);
  }
}

/** A chunk was refused for what one of its rows says: each is asked alone. */
async function singly(rows: readonly Fields[], asking: ChunkRequest): Promise<Attempt> {
  const attempts: Attempt[] = [];
  for (const row of rows) attempts.push(await attempt([row], asking, () => {}));
  return {
    items: attempts.flatMap(one => one.items),
    spent: attempts.reduce((sum, one) => sum + one.spent, 0),
    waiting: attempts.some(one => one.waiting),
    stop: attempts.find(one => one.stop !== undefined)?.stop,
    said: attempts.at(-1)?.said ?? '',
  };
}

function isAboutRows(error: unknown, { rows }: Flow): error is SnovioError {
  return hasCode(error, 'invalid_input') && error.message.startsWith(rows);
}

interface Answer {
  readonly results: readonly Item[];
  readonly pending: number;
  readonly note?: string;
  readonly credits?: { readonly spent: number };
}

function read({ results, pending, note, credits }: Answer, { windowMs }: ChunkRequest): Attempt {
  const has = (reason: string) => results.some(one => one.reason === reason);
  const fatal = results.find(one => one.reason !== undefined && FATAL[one.reason] !== undefined);
  return {
    items: results,
    spent: credits?.spent ?? 0,
    waiting: pending > 0 || has('rate_limit') || has('hourly_quota'),
    stop: fatal?.reason === undefined ? undefined : FATAL[fatal.reason],
    walled: has(CEILING),
    said: has(CEILING) ? 'a credit limit is reached' : (note ?? 'Snov.io gives no answer'),
    waitMs: has('hourly_quota') ? windowMs : undefined,
  };
}

/** What a failure of the whole call means: another try, a row that nothing can be made of, or the end of the run. */
function failed(error: unknown, rows: readonly Fields[], { flow, windowMs, signal }: ChunkRequest): Attempt {
  if (!(error instanceof SnovioError) || signal.aborted) throw error;
  const none = { items: rows.map(() => undefined), spent: 0, waiting: false, said: explain(error).text };
  if (hasCode(error, 'rate_limited', 'hourly_quota')) {
    return { ...none, waiting: true, waitMs: (error.facts.retryAfterSeconds ?? windowMs / 1000) * 1000 };
  }
  if (hasCode(error, 'upstream_unavailable', 'upstream_malformed')) return none;
  if (isAboutRows(error, flow)) return { ...none, items: [FORMAT] };
  return { ...none, stop: none.said };
}

function isComplete(row: Fields, { needed }: Flow): boolean {
  return needed.every(field => row[field]);
}

function isFinal(item: Item | undefined): boolean {
  if (item === undefined || item.status === 'pending' || item.status === 'not_run') return false;
  if (item.emailStatus === 'pending' || item.emailStatus === 'not_run') return false;
  return item.status !== 'error' || !(PASSING.includes(item.reason ?? '') || FATAL[item.reason ?? '']);
}

async function rest(asked: Attempt, tries: number, { windowMs, signal, tell }: ChunkRequest): Promise<void> {
  // A window is a minute of life: backoff shrinks with it in tests.
  const ms = asked.waitMs ?? (asked.waiting ? 0 : (windowMs / 60) * 2 ** tries);
  if (ms > 2000) tell(`waiting ${Math.round(ms / 1000)} s: ${asked.said}`);
  await sleep(ms, undefined, { signal }).catch(cause => {
    throw new SnovioError('cancelled', { cause });
  });
}
