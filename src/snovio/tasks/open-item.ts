import type { Generation, Row } from '../../spending/store.ts';
import type { NotRun, Outcome, State } from './item.ts';
import type { AnyMethod } from './method.ts';
import type { Work } from './work.ts';
import { isBegun, type WorkItem } from './work-item.ts';

/** An item that a call wants to know about. */
export interface Want {
  readonly key: string;
  readonly input: unknown;
  /** The most it can cost. */
  readonly price: number;
  /** Whether the call's budget covers it; without, only what is stored, running or free answers. */
  readonly mayPay: boolean;
  /** The outcome where it would have to be paid for and this call may not pay. */
  readonly otherwise: NotRun;
  /** Only this generation can answer it. */
  readonly only?: Generation | undefined;
}

/** What is known of an item before anything is asked: `stored` needs nothing, `running` time, `new` a payment. */
export interface Known {
  readonly state: 'stored' | 'running' | 'new';
  /** Whether asking can cost anything. */
  readonly mayCost: boolean;
  /** The generation that the answer came from, or that works on it. */
  readonly generation: Generation | undefined;
  /** The stored answer, where that is enough. */
  readonly answer?: unknown;
  /** Credits that an item in doubt holds, where asking can cost something. */
  readonly reserved?: number;
}

const FRESH_MS = 3_600_000;
/** Greylisting servers want 15 minutes before they take the next attempt [A][B]. */
const GREYLIST_SECONDS = 900;

/** What a call wants anew. */
export interface Freshness {
  /** Refuses stored answers older than an hour, and pays once more for what is in doubt, lost or provisional. */
  readonly fresh: boolean;
  /** When the call began, by the store's clock. */
  readonly since?: number | undefined;
}

/** Whether a call wants this item anew: not where the call itself has paid for it, or perhaps. */
export function isWantedAnew(
  row: Row | undefined,
  { fresh, since = Number.POSITIVE_INFINITY }: Freshness,
): boolean {
  return fresh && (row === undefined || row.sentAt < since);
}

/** What an item would need. */
export function survey(work: Work, row: Row | undefined, fresh: boolean): Known {
  if (!row) return { state: 'new', mayCost: true, generation: undefined };
  if (isEnough(work, row, fresh)) {
    return { state: 'stored', mayCost: false, generation: row.answer.generation, answer: row.answer.value };
  }
  const { generation } = row;
  const miss = work.methodOf(generation).miss;
  if (row.state === 'done') return known(isFreeToRead(row) ? 'running' : 'new', generation);
  if (row.state !== 'doubt' && !isAbandoned(work, row)) return known('running', generation);
  if (fresh) return known('new', generation);
  // A doubtful address of v1 that turns out never to have been queued is paid for then.
  if (miss)
    return { state: 'running', mayCost: miss.answer === undefined, generation, reserved: row.reserved };
  return { state: 'stored', mayCost: false, generation };
}

function known(state: 'running' | 'new', generation: Generation): Known {
  return { state, mayCost: state === 'new', generation };
}

/** The item as this process works on it, or its outcome where nothing has to be done. */
export function openItem(
  work: Work,
  want: Want,
  row: Row | undefined,
  freshness: Freshness,
): WorkItem | Outcome<unknown> {
  const fresh = isWantedAnew(row, freshness);
  if (row && isEnough(work, row, fresh) && !isDue(work, row)) return stored(row);
  const { state } = survey(work, row, fresh);
  if (row && state === 'stored' && row.state === 'doubt')
    return { status: 'failed', reason: row.reason ?? 'in_doubt' };
  const goesOn = state === 'new' ? undefined : row;
  const method = methodFor(work, want, goesOn);
  return {
    key: want.key,
    openedAt: work.options.store.now(),
    method,
    // What runs upstream is asked for in the spelling in which it was sent; where that was forgotten, in this call's.
    input: goesOn?.input ?? want.input,
    state: goesOn ? stateOf(goesOn) : work.firstState(method, want.key),
    waiters: new Set(),
    payer: undefined,
    holds: 0,
    dueAt: goesOn ? work.firstDue(method, goesOn) : 0,
    polls: 0,
    expected: undefined,
    failures: 0,
    alone: false,
    pinned: want.only !== undefined,
    fellBack: false,
    replaces: goesOn ? undefined : row?.changedAt,
    fallback: goesOn?.state === 'done' ? stored(goesOn) : undefined,
  };
}

/** The outcome of an item where this call need not or cannot wait; else undefined. */
export function outcomeOf(
  item: WorkItem | Outcome<unknown>,
  { mayPay, otherwise }: Want,
  until: 'answered' | 'started',
): Outcome<unknown> | undefined {
  if ('status' in item) return item;
  if (until === 'started' && item.state.name === 'running' && !item.fallback) return { status: 'pending' };
  if (item.state.name === 'queued' && !mayPay && item.waiters.size === 0)
    return { status: 'not_run', reason: otherwise };
  return undefined;
}

/** The outcome of an item for a call that has to answer before the item has ended. */
export function unfinished(work: Work, item: WorkItem, until: 'answered' | 'started'): Outcome<unknown> {
  if (item.fallback) return item.fallback;
  const { name } = item.state;
  const isDoubtful =
    name === 'doubtful' || (until === 'started' && (name === 'sending' || name === 'elsewhere'));
  if (isDoubtful) return { status: 'pending', reason: 'in_doubt' };
  if (isBegun(item)) return { status: 'pending' };
  const late = work.options.api.pace.delay('start') > 0;
  return { status: 'not_run', reason: late ? 'rate_limit' : 'deadline' };
}

/** How many milliseconds ago something was; a moment in the future, left by a clock that was set back, is now. */
function ageOf({ options }: Work, moment: number): number {
  return Math.max(0, options.store.now() - moment);
}

type Answered = Row & { readonly answer: NonNullable<Row['answer']> };

function isEnough(work: Work, row: Row, fresh: boolean): row is Answered {
  if (!row.answer) return false;
  if (!fresh) return true;
  if (row.state !== 'done' || row.answer.provisional) return false;
  return ageOf(work, row.answer.checkedAt) < FRESH_MS;
}

/** Queued in v1 and provisional: reading stays free, and Snov.io charges when the answer is final. */
function isFreeToRead({ answer }: Row): boolean {
  return answer?.provisional === true && answer.generation === 'v1';
}

/**
 * Whether the process that is sending it has died: the request's time-out is over.
 * @param seen since when this process knows of it (`performance.now()`). A clock that was set back makes rows look young.
 */
export function isAbandoned(
  { options }: Work,
  { state, sentMsAgo }: Row,
  seen = Number.POSITIVE_INFINITY,
): boolean {
  const { times } = options.api;
  const age = Math.max(sentMsAgo, performance.now() - seen);
  return state === 'sent' && age > times.onceMs + times.ms(5);
}

/** A v1 address that was greylisted is read again, free, once the mail server may accept it. */
function isDue(work: Work, row: Answered): boolean {
  if (row.state !== 'done' || !isFreeToRead(row)) return false;
  return ageOf(work, row.answer.checkedAt) >= work.options.api.times.ms(GREYLIST_SECONDS);
}

/** A stored answer as an outcome. */
function stored(row: Row): Outcome<unknown> {
  const {
    value: answer,
    checkedAt,
    provisional,
  } = row.answer ?? {
    value: undefined,
    checkedAt: row.changedAt,
    provisional: false,
  };
  return { status: 'done', answer, source: 'ledger', checkedAt, provisional };
}

/** An item belongs to the generation that started it until it ends. */
function methodFor(work: Work, want: Want, row: Row | undefined): AnyMethod {
  const { generations, scope } = work.options;
  return work.methodOf(row?.generation ?? want.only ?? generations.choose(scope.question));
}

/** The state in which an item goes on, from its row. */
function stateOf(row: Row): State {
  const now = performance.now();
  const { sentAt, task } = row;
  const started = now - row.sentMsAgo;
  if (row.state === 'sent') return { name: 'elsewhere', sentAt, started };
  if (row.state !== 'doubt') return { name: 'running', sentAt, started, task, seen: false };
  return { name: 'doubtful', sentAt, started, since: now - row.changedMsAgo };
}
