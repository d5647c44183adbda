import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyV1, verifyV2 } from '../../../src/snovio/methods/verify.ts';
import type { AnyMethod, Found } from '../../../src/snovio/tasks/method.ts';
import { survey } from '../../../src/snovio/tasks/open-item.ts';
import { Bench, emails, QUOTA, SCOPE, same, status, told } from './kit.ts';

// Answers that other questions give, or that come about something old: what is concluded from them.

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

afterEach(() => bench[Symbol.asyncDispose]());

const [A0 = '', A1 = ''] = emails(2);
const V2 = { generation: 'v2', tool: 'verify_emails', walls: {} } as const;
const V1 = { ...V2, generation: 'v1' } as const;
const spent = async () => (await bench.store.spent('account')).last24Hours;
const absent = { status: { identifier: 'not_verified' } };
const greylisted = { status: { identifier: 'complete' }, data: { smtpStatus: 'greylisted' } };
const running = { status: { identifier: 'in_progress' } };

/** The verifier with something else about it. */
const like = (more: Partial<AnyMethod>, base = verifyV2) => [{ ...base, ...more }] as unknown as AnyMethod[];

/** Records a payment. */
async function claim(payer: typeof V1 | typeof V2 = V2, replaces?: number) {
  const entry = { item: A0, input: A0, credits: 1, replaces };
  const { at: sentAt } = await bench.store.claim(SCOPE, [entry], payer);
  return { item: A0, sentAt };
}

/** Stores an answer to A0. */
async function settle(more: object = {}, payer: typeof V1 | typeof V2 = V2) {
  const { sentAt } = await claim(payer);
  const rest = { credits: 1, provisional: false, open: false, miss: false };
  const ending = { item: A0, input: A0, sentAt, since: Date.now(), answer: 'stored', ...rest, ...more };
  await bench.store.settled(SCOPE, [ending], payer.generation);
}

/** Pays anew for A0, as `fresh` does; the old answer stays until the new one is there. */
const claimAnew = async (payer: typeof V1 | typeof V2 = V2) => claim(payer, (await bench.row(A0))?.changedAt);

describe('an answer', () => {
  test('is final unless it says otherwise', async () => {
    const poll: AnyMethod['poll'] = (inputs, task) => ({
      request: verifyV2.poll?.(inputs as string[], task).request ?? { method: 'GET', path: '/' },
      read: () => inputs.map(answer => ({ state: 'done', answer, credits: 1 })),
    });
    const call = bench.ask(bench.coordinator('v2', { methods: like({ poll }) }), emails(1));
    await bench.pass(10);
    expect(call.answered?.outcomes.get(A0)).toMatchObject({ answer: A0, source: 'v2', provisional: false });
  });

  test('of v1 after a 404 of v2 is remembered for the question, unless it says that it is none', async () => {
    const { request } = verifyV1.start([A0]);
    const found: Found<unknown> = { state: 'done', answer: 'v1', credits: 1 };
    const answering = like({ start: () => ({ request, read: () => ({ found: [found] }) }) }, verifyV1);
    const work = bench.coordinator('auto', { methods: [...like({}), ...answering] });
    bench.replies.start.push(status(404));
    const call = bench.ask(work, emails(1));
    await bench.pass(10);
    expect(told(call)).toEqual(['done by v1']);
    expect(work.options.generations.choose('verify')).toBe('v1');
  });

  test('that leaves items out is read again for them', async () => {
    let reads = 0;
    const poll: AnyMethod['poll'] = (inputs, task) => {
      const step = verifyV2.poll?.(inputs as string[], task);
      if (!step) throw new Error('the verifier polls');
      reads += 1;
      const left = reads === 1 ? 1 : 2;
      return { request: step.request, read: json => step.read(json).slice(0, left) };
    };
    const call = bench.ask(bench.coordinator('v2', { methods: like({ poll }) }), emails(2));
    await bench.pass(10);
    expect(told(call)).toEqual(same(2, 'done by v2'));
    expect(bench.moments('read')).toEqual([5525, 7525]);
  });

  test('that may still be charged counts as what was reserved for it', async () => {
    bench.takes = 1000;
    bench.replies.read.push('honest', { body: { [A0]: greylisted } });
    const call = bench.ask(bench.coordinator('v1'), emails(1));
    await bench.pass(10);
    expect(call.answered?.outcomes.get(A0)).toMatchObject({ status: 'done', provisional: true });
    expect(call.answered?.paid.get(A0)).toBe(1);
  });

  test('is not to be had without a method', () => {
    const work = bench.coordinator('v2', { methods: [] });
    expect(() => work.methodOf('v2')).toThrow('a question without a method');
  });
});

describe('an address that v1 calls greylisted', () => {
  beforeEach(async () => {
    await settle({ provisional: true, open: true, credits: 0 }, V1);
    await bench.pass(900);
  });

  test('is not "queued" because it is read again: the call waits for what is known', async () => {
    bench.replies.read.push({ body: { [A0]: running } }, { body: { [A0]: running } });
    const call = bench.ask(bench.coordinator('v1'), emails(1), { until: 'started', wait: 5 });
    await bench.pass(6);
    expect(told(call)).toEqual(['done by ledger']);
  });

  test('is given as it is while it is paid for anew', async () => {
    await claimAnew(V1);
    const call = bench.ask(bench.coordinator('v1'), emails(1));
    await bench.pass(0.01);
    expect(told(call)).toEqual(['done by ledger']);
    expect(bench.sent).toEqual([]);
  });
});

describe('what an item needs, before anything is asked', () => {
  const known = async (fresh: boolean, methods = like({})) =>
    survey(bench.coordinator('v2', { methods }), await bench.row(A0), fresh);

  test('it is paid for anew: patience, and the old answer only for who takes it', async () => {
    await settle();
    await claimAnew();
    expect(await known(true)).toEqual({ state: 'running', mayCost: false, generation: 'v2' });
    expect(await known(false)).toMatchObject({ state: 'stored', answer: 'stored' });
  });

  test('v1 has answered it for good: money where it is asked anew', async () => {
    await settle({}, V1);
    await bench.pass(3601);
    expect(await known(true, like({}, verifyV1))).toEqual({ state: 'new', mayCost: true, generation: 'v1' });
    const call = bench.ask(bench.coordinator('v1'), emails(1), { mayPay: false });
    await bench.pass(0.01);
    expect(told(call)).toEqual(['done by ledger']);
  });

  test('it is in doubt, and a miss has been paid for: patience only', async () => {
    await bench.store.doubted(SCOPE, [await claim(V1)], 'in_doubt');
    const answer = (): Found<unknown> & { state: 'done' } => ({ state: 'done', answer: 'none', credits: 1 });
    const miss = { afterSeconds: 30, afterRunning: true, answer };
    expect(await known(false, like({ miss }, verifyV1))).toEqual({
      state: 'running',
      mayCost: false,
      reserved: 1,
      generation: 'v1',
    });
  });
});

describe('something old', () => {
  test('that is in doubt is read at once, and paid for if it was never queued', async () => {
    await bench.store.doubted(SCOPE, [await claim(V1)], 'in_doubt');
    await bench.pass(20);
    bench.replies.read.push({ body: { [A0]: absent } });
    const call = bench.ask(bench.coordinator('v1'), emails(1), { mayPay: false });
    await bench.pass(0.1);
    expect(bench.moments('read')).toEqual([20_000]);
    expect(told(call)).toEqual(['not_run: credit_ceiling']);
    expect(await spent()).toBe(0);
  });

  test('that runs is no miss by the first read that does not find it', async () => {
    await bench.store.started(SCOPE, [await claim(V1)], undefined);
    await bench.pass(10);
    const answer = (): Found<unknown> & { state: 'done' } => ({ state: 'done', answer: 'none', credits: 1 });
    const methods = like({ miss: { afterSeconds: 600, afterRunning: true, answer } }, verifyV1);
    bench.replies.read.push({ body: { [A0]: absent } }, { body: { [A0]: running } });
    const call = bench.ask(bench.coordinator('v1', { methods }), emails(1));
    await bench.pass(4);
    expect([bench.log('read').length, told(call)]).toEqual([2, undefined]);
    bench.replies.read.push({ body: { [A0]: absent } });
    await bench.pass(10);
    expect(told(call)).toEqual(['done by v1']);
  });

  test.each([
    ['fails', 'reset'],
    ['is unknown', status(404)],
    ['says nothing', { body: { status: 'strange' } }],
  ] as const)('that has run for a day is lost where its read %s', async (_, reply) => {
    await bench.store.started(SCOPE, [await claim()], 'old');
    await bench.pass(86_401);
    bench.replies.read.push(reply);
    const call = bench.ask(bench.coordinator(), emails(1));
    await bench.pass(1);
    expect(told(call)).toEqual(['failed: task_lost']);
    expect(await bench.row(A0)).toMatchObject({ state: 'doubt', reason: 'task_lost', reserved: 1 });
  });

  test('that was answered stays so where a second payment is answered 404', async () => {
    await settle();
    await bench.pass(3601);
    bench.replies.start.push(status(404));
    const work = bench.coordinator();
    const call = bench.ask(work, emails(1), { fresh: true });
    await bench.pass(1);
    expect(told(call)).toEqual(['failed: refused']);
    const again = bench.ask(work, emails(1));
    await bench.pass(1);
    expect(told(again)).toEqual(['done by ledger']);
  });

  test('that is in doubt stays so where the quota of reads is used up, and the rest is pending', async () => {
    const work = bench.coordinator('v1');
    bench.replies.start.push('reset');
    const doubtful = bench.ask(work, [A0]);
    await bench.pass(1);
    const other = bench.ask(work, [A1]);
    await bench.pass(1);
    bench.replies.read.push(QUOTA);
    await bench.pass(5);
    expect([told(doubtful), told(other)]).toEqual([['pending: in_doubt'], ['pending: hourly_quota']]);
    expect(await bench.row(A0)).toMatchObject({ state: 'doubt', reserved: 1 });
  });
});
