import { describe, expect, test } from 'vitest';
import {
  type Event,
  type Rules,
  type State,
  type Step,
  step,
  type Write,
} from '../../../src/snovio/tasks/item.ts';
import type { Found, Miss } from '../../../src/snovio/tasks/method.ts';

// An item's life: every state against every event, then what depends on the clock and on the method.

const NOW = 1_000_000_000;
const DAY_MS = 86_400_000;
/** Time runs ten times faster here; a day stays a day. */
const ms = (seconds: number) => seconds * 100;

const DONE = { state: 'done', answer: { status: 'valid' }, credits: 1 } as const;
const MISSED = { state: 'done', answer: 'nothing', credits: 0, miss: true } as const;
/** v1's finder: after two minutes, or once it was seen running, nothing was found. */
const FINDER: Miss<unknown> = { afterSeconds: 120, afterRunning: true, answer: () => MISSED };
/** v1's verifier: an address that is not there was never queued. */
const VERIFIER: Miss<unknown> = { afterSeconds: 0, afterRunning: false };

const rules = (more: Partial<Rules> = {}): Rules => ({
  now: NOW,
  miss: undefined,
  isReread: false,
  ms,
  ...more,
});
const told = (found: Found<unknown>): Event => ({ type: 'told', found });

const ABSENT = told({ state: 'absent' });
const UNCLEAR = told({ state: 'unclear' });

const started = NOW - 1000;
const sending: State = { name: 'sending', sentAt: 7, started };
const running = { name: 'running', sentAt: 7, started, task: 'task', seen: false } as const;
const doubtful = { name: 'doubtful', sentAt: 7, started, since: started + 500 } as const;

const STATES = {
  checking: { name: 'checking' },
  queued: { name: 'queued' },
  sending,
  running,
  doubtful,
  elsewhere: { name: 'elsewhere', sentAt: 7, started },
  ended: { name: 'ended', end: { status: 'not_run', reason: 'deadline' } },
} as const satisfies Record<State['name'], State>;

const EVENTS = {
  claimed: { type: 'claimed', sentAt: 9 },
  taken: { type: 'taken' },
  'accepted with a task': { type: 'accepted', task: 'new' },
  'accepted without a task': { type: 'accepted', task: undefined },
  refused: { type: 'refused' },
  unanswered: { type: 'unanswered' },
  dropped: { type: 'dropped', end: { status: 'pending', reason: 'hourly_quota' } },
  'told done': told(DONE),
  'told running': told({ state: 'running' }),
  'told absent': ABSENT,
  'told failed': told({ state: 'failed', reason: 'refused' }),
  'told unclear': UNCLEAR,
} as const satisfies Record<string, Event>;

const to = (state: State, write: Write['kind'] = 'none'): Step => ({
  state,
  write: { kind: write } as Write,
});
const failed = (reason: string, write?: Write['kind']) =>
  to({ name: 'ended', end: { status: 'failed', reason } }, write);
const inDoubt: Write = { kind: 'doubted', reason: 'in_doubt' };

const SETTLED = to({ name: 'ended', end: { status: 'done', found: DONE } }, 'settled');
const DROPPED = to({ name: 'ended', end: EVENTS.dropped.end });

/** What changes something; nothing else does. No free read can find an item here. */
const MOVES: Record<State['name'], Partial<Record<keyof typeof EVENTS, Step>>> = {
  checking: {
    dropped: DROPPED,
    'told done': SETTLED,
    'told running': to({ name: 'running', sentAt: undefined, started: NOW, task: undefined, seen: true }),
    'told absent': to({ name: 'queued' }),
    'told failed': failed('refused'),
  },
  queued: {
    claimed: to({ name: 'sending', sentAt: 9, started: NOW }),
    taken: to({ name: 'elsewhere', sentAt: Number.NaN, started: NOW }),
    dropped: DROPPED,
  },
  sending: {
    'accepted with a task': to({ ...running, started: NOW, task: 'new' }, 'started'),
    'accepted without a task': to({ ...running, started: NOW, task: undefined }, 'started'),
    refused: to({ name: 'queued' }, 'released'),
    unanswered: { ...failed('in_doubt'), write: inDoubt },
    'told done': SETTLED,
    'told running': to({ ...running, started: NOW, task: undefined }, 'started'),
    'told absent': { ...failed('in_doubt'), write: inDoubt },
    'told failed': failed('refused', 'released'),
    'told unclear': { ...failed('in_doubt'), write: inDoubt },
  },
  running: {
    dropped: DROPPED,
    'told done': SETTLED,
    'told running': to({ ...running, seen: true }),
    'told failed': failed('refused', 'released'),
  },
  doubtful: {
    dropped: DROPPED,
    'told done': SETTLED,
    'told running': to({ ...running, task: undefined, seen: true }, 'started'),
    'told failed': failed('refused', 'released'),
  },
  elsewhere: { dropped: DROPPED },
  ended: {},
};

const names = Object.keys(STATES) as State['name'][];
const events = Object.keys(EVENTS) as (keyof typeof EVENTS)[];

describe.each(names)('an item that is %s', name => {
  test.each(events)('%s', event => {
    const after = step(STATES[name], EVENTS[event], rules());
    expect(after).toEqual(MOVES[name][event] ?? to(STATES[name]));
  });
});

describe('a charged request whose answer is lost', () => {
  test.each(['unanswered', 'told absent', 'told unclear'] as const)('%s', event => {
    const after = step(sending, EVENTS[event], rules({ miss: VERIFIER }));
    expect(after).toEqual({ state: { ...doubtful, since: NOW }, write: inDoubt });
  });
});

/** What follows when so much time has passed since the item was started. */
function atAge(state: State & { started: number }, event: Event, age: number, more: Partial<Rules> = {}) {
  return step(state, event, rules({ now: state.started + age, ...more }));
}

describe('what runs and', () => {
  const LOST = { ...failed('task_lost'), write: { kind: 'doubted', reason: 'task_lost' } };

  test.each([
    ['says nothing', UNCLEAR, {}],
    ['is absent under its task', ABSENT, {}],
    ['is absent, though that cannot happen', ABSENT, { miss: VERIFIER }],
  ])('%s is waited for for a day', (_, event, more) => {
    expect(atAge(running, event, DAY_MS - 1, more)).toEqual(to(running));
    expect(atAge(running, event, DAY_MS, more)).toEqual(LOST);
  });

  test('was seen running is a miss once it is absent', () => {
    const seen = { ...running, seen: true };
    const miss = to({ name: 'ended', end: { status: 'done', found: MISSED } }, 'settled');
    expect(atAge(seen, ABSENT, 1, { miss: FINDER })).toEqual(miss);
    expect(atAge(seen, ABSENT, 1, { miss: { ...FINDER, afterRunning: false } })).toEqual(to(seen));
    expect(atAge(seen, UNCLEAR, 1, { miss: FINDER })).toEqual(to(seen));
  });

  test('was never seen running is a miss after its time', () => {
    const miss = to({ name: 'ended', end: { status: 'done', found: MISSED } }, 'settled');
    expect(atAge(running, ABSENT, ms(120) - 1, { miss: FINDER })).toEqual(to(running));
    expect(atAge(running, ABSENT, ms(120), { miss: FINDER })).toEqual(miss);
  });

  test('is only read again stays as it is known', () => {
    const reread = { miss: FINDER, isReread: true };
    expect(atAge(running, ABSENT, ms(200), reread)).toEqual(failed('task_lost'));
    expect(atAge(running, UNCLEAR, ms(200), reread)).toEqual(to(running));
  });
});

describe('what is in doubt and', () => {
  const since = doubtful.since - doubtful.started;

  test('is absent was never queued, where the method says so and has had its time', () => {
    const verifier = { miss: VERIFIER };
    expect(atAge(doubtful, ABSENT, since + ms(10) - 1, verifier)).toEqual(to(doubtful));
    expect(atAge(doubtful, ABSENT, since + ms(10), verifier)).toEqual(to({ name: 'queued' }, 'released'));
  });

  test('is absent stays in doubt for good once a late answer would have come', () => {
    expect(atAge(doubtful, ABSENT, ms(120) - 1, { miss: FINDER })).toEqual(to(doubtful));
    expect(atAge(doubtful, ABSENT, ms(120), { miss: FINDER })).toEqual(failed('in_doubt'));
  });

  test('is absent where no read finds it stays in doubt for good', () => {
    expect(atAge(doubtful, ABSENT, since + ms(10) - 1)).toEqual(to(doubtful));
    expect(atAge(doubtful, ABSENT, since + ms(10))).toEqual(failed('in_doubt'));
  });

  test('says nothing is read for a day', () => {
    expect(atAge(doubtful, UNCLEAR, DAY_MS - 1)).toEqual(to(doubtful));
    expect(atAge(doubtful, UNCLEAR, DAY_MS)).toEqual(failed('in_doubt'));
  });
});
