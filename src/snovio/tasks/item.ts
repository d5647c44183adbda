import type { SnovioError } from '../../errors.ts';
import type { DoubtReason, Generation } from '../../spending/store.ts';
import type { Found, Miss } from './method.ts';

// An item's life: every state, every event, and what follows. docs/architecture.md draws it.

/** What a call gets for one item. */
export type Outcome<A> =
  | { status: 'done'; answer: A; source: 'ledger' | Generation; checkedAt: number; provisional: boolean }
  /** Paid for, perhaps paid for, or queued upstream: asking again goes on with it. */
  | { status: 'pending'; reason?: 'hourly_quota' | 'in_doubt' | undefined }
  | { status: 'not_run'; reason: NotRun }
  | { status: 'failed'; reason: string; error?: SnovioError | undefined };

export type NotRun = 'deadline' | 'rate_limit' | 'hourly_quota' | 'credit_ceiling';

/** The end of an item; `done` is stored, and delivered with the time at which it was. */
export type Ended =
  | { status: 'done'; found: Found<unknown> & { state: 'done' } }
  | Exclude<Outcome<unknown>, { status: 'done' }>;

/** An item's state. Moments are milliseconds of `performance.now()`, except `sentAt`, which names a payment in the store. */
export type State =
  /** To be read free first. */
  | { readonly name: 'checking' }
  /** Has to be paid for. */
  | { readonly name: 'queued' }
  /** Recorded as being paid for; its charged request is under way. */
  | { readonly name: 'sending'; readonly sentAt: number; readonly started: number }
  /** Snov.io works on it. Without `sentAt` it was queued from elsewhere, and is not paid for here. */
  | {
      readonly name: 'running';
      readonly sentAt: number | undefined;
      readonly started: number;
      readonly task: string | undefined;
      /** A read has seen it running. */
      readonly seen: boolean;
    }
  /** Perhaps charged. Free reads may prove that it was, or that it was not. */
  | { readonly name: 'doubtful'; readonly sentAt: number; readonly started: number; readonly since: number }
  /** Another process is sending it. */
  | { readonly name: 'elsewhere'; readonly sentAt: number; readonly started: number }
  | { readonly name: 'ended'; readonly end: Ended };

/** What happens to an item. */
export type Event =
  /** Recorded as being paid for. */
  | { readonly type: 'claimed'; readonly sentAt: number }
  /** Another process has recorded it first. */
  | { readonly type: 'taken' }
  /** The charged request was accepted. */
  | { readonly type: 'accepted'; readonly task: string | undefined }
  /** The charged request certainly cost nothing. */
  | { readonly type: 'refused' }
  /** The charged request may have been charged, and its answer is lost or says nothing. */
  | { readonly type: 'unanswered' }
  /** An answer says something about it. */
  | { readonly type: 'told'; readonly found: Found<unknown> }
  /** Nothing more is done about it in this call. */
  | { readonly type: 'dropped'; readonly end: Ended };

/** What has to be stored before the new state counts. */
export type Write =
  | { readonly kind: 'none' }
  | { readonly kind: 'started' }
  | { readonly kind: 'settled' }
  | { readonly kind: 'doubted'; readonly reason: DoubtReason }
  | { readonly kind: 'released' };

export interface Step {
  readonly state: State;
  readonly write: Write;
}

/** What a transition depends on besides state and event. */
export interface Rules {
  readonly now: number;
  readonly miss: Miss<unknown> | undefined;
  /** A provisional answer is only read again: where there is nothing newer, it stays. */
  readonly isReread: boolean;
  /** Seconds of real time, in milliseconds here: tests shrink them. */
  ms(seconds: number): number;
}

/** How long a doubtful item is not read, so that a slow queue is not taken for "never queued". */
export const PROVE_AFTER_SECONDS = 10;
/** How long a paid item is read on while its answers say nothing. Then it ends. */
const GIVE_UP_MS = 86_400_000;

type Named<N extends State['name']> = Extract<State, { name: N }>;
type Typed<T extends Event['type']> = Extract<Event, { type: T }>;
type Table = {
  [N in State['name']]: {
    [T in Event['type']]: (state: Named<N>, event: Typed<T>, rules: Rules) => Step;
  };
};

const stay = (state: State): Step => ({ state, write: { kind: 'none' } });
const to = (state: State, write: Write = { kind: 'none' }): Step => ({ state, write });
const end = (ended: Ended, write: Write = { kind: 'none' }): Step => to({ name: 'ended', end: ended }, write);
const drop = (_: State, { end: ended }: Typed<'dropped'>): Step => end(ended);
const settle = (found: Found<unknown> & { state: 'done' }): Step =>
  end({ status: 'done', found }, { kind: 'settled' });
const failed = (reason: string, write?: Write): Step => end({ status: 'failed', reason }, write);

/** Every state against every event. What cannot happen, or comes too late, changes nothing. */
const TABLE: Table = {
  checking: {
    claimed: stay,
    taken: stay,
    accepted: stay,
    refused: stay,
    unanswered: stay,
    told: toldChecking,
    dropped: drop,
  },
  queued: {
    claimed: (_, { sentAt }, { now }) => to({ name: 'sending', sentAt, started: now }),
    taken: (_, _event, { now }) => to({ name: 'elsewhere', sentAt: Number.NaN, started: now }),
    accepted: stay,
    refused: stay,
    unanswered: stay,
    told: stay,
    dropped: drop,
  },
  sending: {
    claimed: stay,
    taken: stay,
    accepted: ({ sentAt }, { task }, { now }) =>
      to({ name: 'running', sentAt, started: now, task, seen: false }, { kind: 'started' }),
    refused: () => to({ name: 'queued' }, { kind: 'released' }),
    unanswered: doubt,
    told: toldSending,
    // A charged request that has left is never given up.
    dropped: stay,
  },
  running: {
    claimed: stay,
    taken: stay,
    accepted: stay,
    refused: stay,
    unanswered: stay,
    told: toldRunning,
    dropped: drop,
  },
  doubtful: {
    claimed: stay,
    taken: stay,
    accepted: stay,
    refused: stay,
    unanswered: stay,
    told: toldDoubtful,
    dropped: drop,
  },
  elsewhere: {
    claimed: stay,
    taken: stay,
    accepted: stay,
    refused: stay,
    unanswered: stay,
    told: stay,
    dropped: drop,
  },
  ended: {
    claimed: stay,
    taken: stay,
    accepted: stay,
    refused: stay,
    unanswered: stay,
    told: stay,
    dropped: stay,
  },
};

/** The state after an event, and what has to be stored before it counts. */
export function step(state: State, event: Event, rules: Rules): Step {
  const transition = TABLE[state.name][event.type] as (state: State, event: Event, rules: Rules) => Step;
  return transition(state, event, rules);
}

/** Nothing is paid yet. What is known is free, and what is unknown has to be paid for. */
function toldChecking(state: Named<'checking'>, { found }: Typed<'told'>, { now }: Rules): Step {
  switch (found.state) {
    case 'done':
      return settle(found);
    case 'running':
      return to({ name: 'running', sentAt: undefined, started: now, task: undefined, seen: true });
    case 'absent':
      return to({ name: 'queued' });
    case 'failed':
      return failed(found.reason);
    case 'unclear':
      return stay(state);
  }
}

/** The answer of the charged request itself says something. */
function toldSending(state: Named<'sending'>, event: Typed<'told'>, rules: Rules): Step {
  const { found } = event;
  switch (found.state) {
    case 'done':
      return settle(found);
    case 'running':
      return TABLE.sending.accepted(state, { type: 'accepted', task: undefined }, rules);
    case 'failed':
      return failed(found.reason, { kind: 'released' });
    case 'absent':
    case 'unclear':
      return doubt(state, { type: 'unanswered' }, rules);
  }
}

function toldRunning(state: Named<'running'>, { found }: Typed<'told'>, rules: Rules): Step {
  switch (found.state) {
    case 'done':
      return settle(found);
    case 'running':
      return stay({ ...state, seen: true });
    case 'failed':
      return failed(found.reason, { kind: 'released' });
    case 'absent':
      if (rules.isReread) return failed('task_lost');
      return isFinalMiss(state, rules) && rules.miss?.answer
        ? settle(rules.miss.answer())
        : waitOn(state, rules);
    case 'unclear':
      return waitOn(state, rules);
  }
}

function toldDoubtful(state: Named<'doubtful'>, { found }: Typed<'told'>, rules: Rules): Step {
  const { sentAt, started } = state;
  switch (found.state) {
    case 'done':
      return settle(found);
    case 'running':
      return to({ name: 'running', sentAt, started, task: undefined, seen: true }, { kind: 'started' });
    case 'failed':
      return failed(found.reason, { kind: 'released' });
    case 'absent':
      return absentInDoubt(state, rules);
    case 'unclear':
      return rules.now >= started + GIVE_UP_MS ? failed('in_doubt') : stay(state);
  }
}

/** v1's verifier has a word for an address that was never queued. The other reads cannot tell "never" from "not yet". */
function absentInDoubt(state: Named<'doubtful'>, { now, miss, ms }: Rules): Step {
  const proved = now >= state.since + ms(PROVE_AFTER_SECONDS);
  if (!proved) return stay(state);
  if (miss && !miss.answer) return to({ name: 'queued' }, { kind: 'released' });
  return now >= state.started + ms(miss?.afterSeconds ?? 0) ? failed('in_doubt') : stay(state);
}

function isFinalMiss({ started, seen }: Named<'running'>, { now, miss, ms }: Rules): boolean {
  return miss !== undefined && ((miss.afterRunning && seen) || now >= started + ms(miss.afterSeconds));
}

/** Paid for, and the answer says nothing: it is read again for a day. */
function waitOn(state: Named<'running'>, { now }: Rules): Step {
  return now >= state.started + GIVE_UP_MS
    ? failed('task_lost', { kind: 'doubted', reason: 'task_lost' })
    : stay(state);
}

/** Free reads that find an item without its task (`miss`) may clear the doubt up; otherwise nothing can. */
function doubt({ sentAt, started }: Named<'sending'>, _: Typed<'unanswered'>, { now, miss }: Rules): Step {
  const write = { kind: 'doubted', reason: 'in_doubt' } as const;
  return miss ? to({ name: 'doubtful', sentAt, started, since: now }, write) : failed('in_doubt', write);
}
