import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { survey } from '../../../src/snovio/tasks/open-item.ts';
import { Bench, emails, QUOTA, SCOPE, status, told } from './kit.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

afterEach(() => bench[Symbol.asyncDispose]());

const [A0 = ''] = emails(1);
const V2 = { generation: 'v2', tool: 'verify_emails', walls: {} } as const;
const V1 = { ...V2, generation: 'v1' } as const;
const spent = async () => (await bench.store.spent('account')).last24Hours;

/** Records a payment as another process does, directly before its request leaves. */
async function claim(payer: typeof V1 | typeof V2 = V2) {
  const { at: sentAt } = await bench.store.claim(SCOPE, [{ item: A0, input: A0, credits: 1 }], payer);
  return { item: A0, sentAt };
}

/** Stores an answer to A0. */
async function settle(more: object = {}, payer: typeof V1 | typeof V2 = V2, payment?: { sentAt: number }) {
  const { sentAt } = payment ?? (await claim(payer));
  const rest = { credits: 1, provisional: false, open: false, miss: false };
  const ending = { item: A0, input: A0, sentAt, since: Date.now(), answer: 'stored', ...rest, ...more };
  await bench.store.settled(SCOPE, [ending], payer.generation);
}

describe('a call whose time is over', () => {
  test('is answered then, with what has become of each item', async () => {
    bench.takes = 100;
    const work = bench.coordinator('v2', {}, 3);
    const call = bench.ask(work, emails(30), { wait: 2 });
    await bench.pass(3);
    expect(call.at).toBe(2000);
    expect(told(call)).toEqual([
      ...emails(20).map(() => 'pending'),
      ...emails(10).map(() => 'not_run: rate_limit'),
    ]);
    expect([...(call.answered?.paid.values() ?? [])].filter(paid => paid === 1)).toHaveLength(20);
    expect(work.busy).toBe(false);
  });

  test('says that the time was too short where slots were free', async () => {
    bench.replies.token.push({ takes: 5 });
    const call = bench.ask(bench.coordinator(), emails(1), { wait: 1 });
    await bench.pass(2);
    expect(told(call)).toEqual(['not_run: deadline']);
  });

  test('does not give up a request that is under way; the next call goes on with it', async () => {
    bench.replies.start.push({ takes: 3 });
    const work = bench.coordinator();
    const call = bench.ask(work, emails(1), { wait: 1 });
    await bench.pass(2);
    expect(told(call)).toEqual(['pending']);
    expect(work.busy).toBe(true);
    expect(bench.inFlight.size).toBe(1);
    await bench.pass(2);
    expect(work.busy).toBe(false);
    expect(bench.inFlight.size).toBe(0);
    expect(await bench.row(A0)).toMatchObject({ state: 'running', task: 'task1' });
    const next = bench.ask(work, emails(1));
    await bench.pass(10);
    expect(told(next)).toEqual(['done by v2']);
    expect(bench.log('start')).toHaveLength(1);
    expect(next.answered?.paid.get(A0)).toBe(0);
  });

  test('in doubt says so', async () => {
    bench.replies.start.push('reset');
    const call = bench.ask(bench.coordinator('v1'), emails(1), { wait: 5 });
    await bench.pass(6);
    expect(told(call)).toEqual(['pending: in_doubt']);
    expect(call.answered?.paid.get(A0)).toBe(1);
  });

  test('or that has to answer at once, is answered at once', async () => {
    const call = bench.ask(bench.coordinator(), emails(1));
    await bench.pass(1);
    call.answerNow.abort();
    await bench.pass(0.01);
    expect(told(call)).toEqual(['pending']);
  });
});

describe('a call that only wants its items queued', () => {
  test('is answered when they are', async () => {
    const call = bench.ask(bench.coordinator(), emails(2), { until: 'started' });
    await bench.pass(0.1);
    expect(told(call)).toEqual(['pending', 'pending']);
    expect(call.progress).toEqual([1, 2]);
    expect(bench.log('read')).toEqual([]);
  });

  test('leaves alone who wants the answer', async () => {
    const work = bench.coordinator();
    const queueing = bench.ask(work, emails(1), { until: 'started' });
    const asking = bench.ask(work, emails(1));
    await bench.pass(10);
    expect([told(queueing), told(asking)]).toEqual([['pending'], ['done by v2']]);
  });

  test('is answered at once where they run already, or are known', async () => {
    const work = bench.coordinator();
    bench.ask(work, emails(1));
    await bench.pass(1);
    const running = bench.ask(work, emails(1), { until: 'started', mayPay: false });
    await bench.pass(0.01);
    expect(told(running)).toEqual(['pending']);
    await bench.pass(10);
    const known = bench.ask(work, emails(1), { until: 'started', mayPay: false });
    await bench.pass(0.01);
    expect(told(known)).toEqual(['done by ledger']);
  });

  test.each([
    ['is under way', 'lost'],
    ['is in doubt', 'reset'],
  ] as const)('does not know whether they are while the request %s', async (_, reply) => {
    bench.replies.start.push(reply);
    const call = bench.ask(bench.coordinator('v1'), emails(1), { until: 'started', wait: 2 });
    await bench.pass(3);
    expect(told(call)).toEqual(['pending: in_doubt']);
  });

  test('is told of a refusal', async () => {
    bench.replies.start.push(status(422));
    const call = bench.ask(bench.coordinator(), emails(1), { until: 'started' });
    await bench.pass(1);
    expect(told(call)).toEqual(['failed: refused']);
  });
});

describe('an item that another process is sending', () => {
  test('is followed until it is answered', async () => {
    const sent = await claim();
    const call = bench.ask(bench.coordinator(), emails(1));
    await bench.pass(1);
    expect(bench.sent).toEqual([]);
    await bench.store.started(SCOPE, [sent], 'theirs');
    await bench.pass(10);
    const reads = bench.sent.filter(({ kind }) => kind === 'read');
    expect(reads.map(({ at, task }) => [at, task])).toContainEqual([5500, 'theirs']);
    await settle({}, V2, sent);
    await bench.pass(60);
    expect(call.answered?.paid.get(A0)).toBe(0);
  });

  test('is answered as soon as it is stored', async () => {
    const sent = await claim();
    const call = bench.ask(bench.coordinator(), emails(1));
    await bench.pass(1);
    await settle({}, V2, sent);
    await bench.pass(0.21);
    expect(told(call)).toEqual(['done by ledger']);
    expect(bench.sent).toEqual([]);
  });

  test('was refused there: nothing was paid, and the next call may', async () => {
    const sent = await claim();
    const work = bench.coordinator();
    const call = bench.ask(work, emails(1));
    await bench.pass(1);
    await bench.store.released(SCOPE, [sent]);
    await bench.pass(0.21);
    expect(told(call)).toEqual(['not_run: rate_limit']);
    expect(work.busy).toBe(false);
  });

  test('is in doubt when that process must be dead, and no sooner', async () => {
    await claim();
    const call = bench.ask(bench.coordinator(), emails(1), { wait: 200 });
    await bench.pass(109.9);
    expect((await bench.row(A0))?.state).toBe('sent');
    await bench.pass(0.6);
    expect(await bench.row(A0)).toMatchObject({ state: 'doubt', reason: 'in_doubt' });
    expect(told(call)).toEqual(['failed: in_doubt']);
  });

  test('is in doubt as soon, though the clock was set back', async () => {
    await claim();
    const call = bench.ask(bench.coordinator(), emails(1), { wait: 200 });
    await bench.pass(1);
    bench.time.jump(-3_600_000);
    await bench.pass(109.6);
    expect(told(call)).toEqual(['failed: in_doubt']);
  });

  test('is pending when the time is over; nobody follows it any more', async () => {
    const sent = await claim();
    const work = bench.coordinator();
    const call = bench.ask(work, emails(1), { wait: 1 });
    const queueing = bench.ask(work, emails(1), { wait: 1, until: 'started' });
    await bench.pass(2);
    expect([told(call), told(queueing)]).toEqual([['pending'], ['pending: in_doubt']]);
    expect(work.busy).toBe(false);
    await settle({}, V2, sent);
    expect(await bench.row(A0)).toMatchObject({ state: 'done' });
  });

  test('and was claimed a moment before', async () => {
    const [work, other] = [bench.coordinator(), bench.coordinator()];
    const calls = [bench.ask(work, emails(10)), bench.ask(other, emails(10))];
    await bench.pass(20);
    expect(calls.map(told).map(words => words?.every(word => word.startsWith('done')))).toEqual([true, true]);
    expect(bench.log('start')).toEqual(['0: 10']);
    expect(await spent()).toBe(10);
  });
});

describe('what is stored', () => {
  test('is given again, free and at once', async () => {
    await settle();
    const call = bench.ask(bench.coordinator(), emails(1), { mayPay: false });
    await bench.pass(0.01);
    expect(told(call)).toEqual(['done by ledger']);
    expect(call.answered?.outcomes.get(A0)).toMatchObject({ answer: 'stored', provisional: false });
    expect(call.answered?.paid.size).toBe(0);
    expect(call.progress).toEqual([1]);
  });

  test.each([
    ['younger than an hour is fresh enough', 3599, {}, 'done by ledger'],
    ['older than an hour is asked anew', 3600, {}, 'done by v2'],
    ['that may change is asked anew', 1, { provisional: true }, 'done by v2'],
  ])('%s', async (_, seconds, more, word) => {
    await settle(more);
    await bench.pass(seconds);
    const call = bench.ask(bench.coordinator(), emails(1), { fresh: true });
    await bench.pass(10);
    expect(told(call)).toEqual([word]);
  });

  test('and may change is given again by v2', async () => {
    await settle({ provisional: true });
    await bench.pass(3600);
    const call = bench.ask(bench.coordinator(), emails(1));
    await bench.pass(1);
    expect(told(call)).toEqual(['done by ledger']);
    expect(call.answered?.outcomes.get(A0)).toMatchObject({ provisional: true });
  });
});

describe('an address that v1 calls greylisted', () => {
  const grey = () => settle({ provisional: true, open: true, credits: 0 }, V1);
  const greylisted = { status: { identifier: 'complete' }, data: { smtpStatus: 'greylisted' } };

  test('is given as it is for a quarter of an hour, then read again, free', async () => {
    await grey();
    await bench.pass(899);
    const early = bench.ask(bench.coordinator('v1'), emails(1), { mayPay: false });
    await bench.pass(0.5);
    expect(told(early)).toEqual(['done by ledger']);
    expect(bench.sent).toEqual([]);
    await bench.pass(0.5);
    const complete = { status: { identifier: 'complete' }, data: { smtpStatus: 'valid' } };
    bench.replies.read.push({ body: { [A0]: complete } });
    const due = bench.ask(bench.coordinator('v1'), emails(1), { mayPay: false });
    await bench.pass(1);
    expect(told(due)).toEqual(['done by v1']);
    expect(bench.log('start')).toEqual([]);
    expect(await bench.store.reported(SCOPE, [A0])).toMatchObject({ spent: 1, reserved: 0 });
  });

  test.each([
    ['is still so', { body: { [A0]: greylisted } }, 'done by v1'],
    [
      'is not known any more',
      { body: { [A0]: { status: { identifier: 'not_verified' } } } },
      'done by ledger',
    ],
    ['cannot be read for want of a quota', QUOTA, 'done by ledger'],
  ])('stays greylisted where it %s', async (_, reply, word) => {
    await grey();
    await bench.pass(900);
    bench.replies.read.push(reply);
    const call = bench.ask(bench.coordinator('v1'), emails(1), { mayPay: false });
    await bench.pass(1);
    expect(told(call)).toEqual([word]);
    expect(call.answered?.outcomes.get(A0)).toMatchObject({ status: 'done', provisional: true });
    expect(bench.log('start')).toEqual([]);
  });

  test('stays greylisted where three reads say nothing, or the time is over', async () => {
    await grey();
    await bench.pass(900);
    bench.replies.read.push({ body: {} }, 'reset', { body: {} });
    const hurried = bench.ask(bench.coordinator('v1'), emails(1), { wait: 1 });
    await bench.pass(2);
    expect(told(hurried)).toEqual(['done by ledger']);
    bench.replies.read.push({ body: {} });
    const patient = bench.ask(bench.coordinator('v1'), emails(1), { wait: 100 });
    await bench.pass(100);
    expect(told(patient)).toEqual(['done by ledger']);
    expect(bench.log('read')).toHaveLength(4);
  });
});

describe('what an item needs, before anything is asked', () => {
  const known = async (generation: 'v1' | 'v2' = 'v2', fresh = false) =>
    survey(bench.coordinator(generation), await bench.row(A0), fresh);

  test('nothing is known of it: money', async () => {
    expect(await known()).toEqual({ state: 'new', mayCost: true, generation: undefined });
  });

  test('it is stored: nothing; anew: money', async () => {
    await settle();
    const stored = { state: 'stored', mayCost: false, generation: 'v2', answer: 'stored' };
    expect(await known()).toEqual(stored);
    expect(await known('v2', true)).toEqual(stored);
    await bench.pass(3601);
    expect(await known('v2', true)).toEqual({ state: 'new', mayCost: true, generation: 'v2' });
  });

  test('it may change: patience in v1, money in v2', async () => {
    await settle({ provisional: true }, V1);
    expect(await known('v1', true)).toEqual({ state: 'running', mayCost: false, generation: 'v1' });
    await settle({ provisional: true, sentAt: undefined }, V2);
    expect(await known('v2', true)).toEqual({ state: 'new', mayCost: true, generation: 'v2' });
  });

  test('it runs, or is being sent: patience, also anew', async () => {
    const running = { state: 'running', mayCost: false, generation: 'v2' };
    const sent = await claim();
    expect([await known(), await known('v1', true)]).toEqual([running, running]);
    await bench.store.started(SCOPE, [sent], 'task');
    expect([await known(), await known('v2', true)]).toEqual([running, running]);
    await bench.pass(100_000);
    expect(await known()).toEqual(running);
  });

  test('whoever sent it is dead, or it is in doubt: nothing in v2; anew: money', async () => {
    const sent = await claim();
    await bench.pass(110);
    expect(await known()).toMatchObject({ state: 'running' });
    await bench.pass(0.01);
    expect(await known()).toEqual({ state: 'stored', mayCost: false, generation: 'v2' });
    await bench.store.doubted(SCOPE, [sent], 'task_lost');
    expect(await known()).toEqual({ state: 'stored', mayCost: false, generation: 'v2' });
    expect(await known('v2', true)).toEqual({ state: 'new', mayCost: true, generation: 'v2' });
    const call = bench.ask(bench.coordinator(), emails(1));
    await bench.pass(0.01);
    expect(told(call)).toEqual(['failed: task_lost']);
  });

  test('it is in doubt in v1: a free read, after which it may have to be paid for', async () => {
    await bench.store.doubted(SCOPE, [await claim(V1)], 'in_doubt');
    expect(await known()).toEqual({ state: 'running', mayCost: true, reserved: 1, generation: 'v1' });
    const call = bench.ask(bench.coordinator('v2'), emails(1), { mayPay: false });
    await bench.pass(20);
    expect(bench.moments('read')[0]).toBe(10_000);
    expect(told(call)).toEqual(['not_run: credit_ceiling']);
    expect(await spent()).toBe(0);
  });
});

test('an answer is stored and given, also where other questions cannot learn from it', async () => {
  const learnt: unknown[] = [];
  const onAnswer = async (answer: unknown) => {
    learnt.push(answer);
    throw new Error('no');
  };
  const call = bench.ask(bench.coordinator('v2', { onAnswer }), emails(2));
  await bench.pass(10);
  expect(learnt).toMatchObject([{ status: 'valid' }, { status: 'valid' }]);
  expect(call.answered?.outcomes.size).toBe(2);
  expect(await bench.row(A0)).toMatchObject({ state: 'done' });
});
