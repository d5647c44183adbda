import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, type Call, emails, SCOPE, told } from './kit.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

afterEach(() => bench[Symbol.asyncDispose]());

const [A0 = ''] = emails(1);

/** Lets a call end, and another ask for the same item in the moment in which its request is given up. */
async function replace(leaving: Call, ask: () => Call): Promise<Call> {
  let next: Call | undefined;
  bench.onCancelled = () => {
    next ??= ask();
  };
  leaving.abort.abort();
  await bench.pass(0.001);
  if (!next) throw new Error('nothing was given up');
  return next;
}

describe('a call that leaves', () => {
  test.each([
    ['free read', 'v1', 1, 1],
    ['start', 'v2', 1, 1],
    ['poll', 'v2', 2, 6],
  ] as const)('takes no slot for its %s any more', async (_, generation, perMinute, seconds) => {
    const work = bench.coordinator(generation, {}, perMinute);
    const call = bench.ask(work, emails(1));
    await bench.pass(seconds);
    call.abort.abort();
    await bench.pass(0.1);
    bench.sent.length = 0;
    // Another question of the same account gets the next slot.
    const other = bench.coordinator(generation, { api: work.options.api });
    bench.ask(other, emails(10, 10), { wait: 600 });
    await bench.pass(62);
    expect(bench.sent).toMatchObject([{ emails: emails(10, 10) }]);
  });

  test.each([
    ['free read', 'v1', ['token'], 1],
    ['start', 'v2', ['token'], 1],
    ['poll', 'v2', ['token', 'start'], 0],
  ] as const)('leaves its place and not its slot to the next: a %s', async (_, generation, before, next) => {
    const work = bench.coordinator(generation, {}, before.length);
    const leaving = bench.ask(work, emails(1));
    await bench.pass(6);
    leaving.abort.abort();
    bench.ask(work, emails(1, next), { wait: 600 });
    await bench.pass(50);
    expect(bench.sent.map(({ kind }) => kind)).toEqual(before);
    await bench.pass(10);
    expect(bench.sent).toHaveLength(before.length + 1);
  });

  test('does not end the free read for the one that comes then', async () => {
    bench.replies.read.push('lost');
    const work = bench.coordinator('v1');
    const leaving = bench.ask(work, emails(1));
    await bench.pass(1);
    const next = await replace(leaving, () => bench.ask(work, emails(1)));
    await bench.pass(10);
    expect([told(leaving), told(next)]).toEqual([['not_run: deadline'], ['done by v1']]);
  });

  test('does not end the poll of an old task for the one that comes then', async () => {
    const walls = {};
    const payer = { generation: 'v2', tool: 'verify_emails', walls } as const;
    const { at: sentAt } = await bench.store.claim(SCOPE, [{ item: A0, input: A0, credits: 1 }], payer);
    await bench.store.started(SCOPE, [{ item: A0, sentAt }], 'old');
    await bench.pass(90_000);
    const work = bench.coordinator();
    bench.replies.read.push('lost');
    const leaving = bench.ask(work, emails(1));
    await bench.pass(1);
    const next = await replace(leaving, () => bench.ask(work, emails(1)));
    await bench.pass(1);
    expect([told(leaving), told(next)]).toEqual([['pending'], undefined]);
    expect(await bench.row(A0)).toMatchObject({ state: 'running' });
  });

  test('does not end a read that is about the item of another', async () => {
    bench.replies.read.push({ takes: 3 });
    const work = bench.coordinator();
    const leaving = bench.ask(work, emails(1));
    const staying = bench.ask(work, emails(1, 1));
    await bench.pass(6);
    leaving.abort.abort();
    await bench.pass(5);
    expect([told(leaving), told(staying)]).toEqual([['pending'], ['done by v2']]);
    expect(bench.log('start')).toEqual(['25: 2']);
    expect(bench.log('read')).toHaveLength(1);
  });
});

test('a call that wants to hear neither of requests nor of progress gets its answer', async () => {
  const call = bench.ask(bench.coordinator(), emails(2), { curious: false });
  await bench.pass(10);
  expect(told(call)).toEqual(['done by v2', 'done by v2']);
});

test('a call about nothing is answered at once', async () => {
  const call = bench.ask(bench.coordinator(), []);
  await bench.pass(0.01);
  expect(call.at).toBe(0);
});

test('a call that may not pay waits for the answer that another pays for', async () => {
  const work = bench.coordinator();
  bench.ask(work, emails(1));
  const call = bench.ask(work, emails(1), { mayPay: false });
  await bench.pass(10);
  expect(told(call)).toEqual(['done by v2']);
  expect(call.answered?.paid.get(A0)).toBe(0);
});

test('a call that only wants its items queued had too little time where they are not', async () => {
  bench.replies.token.push({ takes: 5 });
  const call = bench.ask(bench.coordinator(), emails(1), { wait: 1, until: 'started' });
  await bench.pass(2);
  expect(told(call)).toEqual(['not_run: deadline']);
});

test('a call whose start v2 does not know goes on in v1 as soon as that is known', async () => {
  bench.replies.start.push({ status: 404, body: {}, takes: 1 });
  bench.ask(bench.coordinator('auto'), emails(1));
  await bench.pass(2);
  expect(bench.sent.filter(({ kind }) => kind === 'start').map(({ at }) => at)).toEqual([25, 1025]);
});

test('a call that leaves takes no payer from those that wait for a slot', async () => {
  const work = bench.coordinator('v2', {}, 1);
  const paying = bench.ask(work, emails(1), { wait: 600 });
  const waiting = bench.ask(work, emails(1), { mayPay: false, wait: 600 });
  const leaving = bench.ask(work, emails(1, 1), { wait: 1 });
  await bench.pass(2);
  expect([paying, waiting, leaving].map(told)).toEqual([undefined, undefined, ['not_run: rate_limit']]);
  await bench.pass(400);
  expect([paying, waiting].map(told)).toEqual([['done by v2'], ['done by v2']]);
});
