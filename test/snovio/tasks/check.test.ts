import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, emails, QUOTA, type Reply, same, status, TOO_FAST, told } from './kit.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

afterEach(() => bench[Symbol.asyncDispose]());

const spent = async () => (await bench.store.spent('account')).last24Hours;

describe('the free read before a payment', () => {
  /** How a call ends whose first free reads are answered so, and when they were sent. */
  async function checked(...replies: Reply[]) {
    bench.replies.read.push(...replies);
    const call = bench.ask(bench.coordinator('v1'), emails(1), { wait: 100 });
    await bench.pass(101);
    return call;
  }

  test.each([
    ['a broken connection', 'reset', 'upstream_unavailable'],
    ['an answer that says nothing', { body: {} }, 'upstream_malformed'],
    ['an answer that cannot be read', { body: 'nothing' }, 'upstream_malformed'],
    ['a server error', status(500), 'upstream_unavailable'],
  ] as const)('%s is met three times, at growing distances', async (_, reply, reason) => {
    const call = await checked(...same(3, reply));
    expect(told(call)).toEqual([`failed: ${reason}`]);
    expect(bench.moments('read')).toEqual([25, 525, 1525]);
    expect(bench.log('start')).toEqual([]);
  });

  test('an answer that says nothing is no reason to pay', async () => {
    const call = await checked(...same(3, { body: {} }));
    const [outcome] = call.answered?.outcomes.values() ?? [];
    expect(outcome).toMatchObject({
      error: { message: expect.stringContaining('nothing was paid for') },
    });
  });

  test('a failure that passes costs half a second', async () => {
    expect(told(await checked('reset'))).toEqual(['done by v1']);
    expect(bench.moments('start')).toEqual([525]);
  });

  test('a token that is refused is renewed once', async () => {
    const call = await checked(status(401), status(401));
    expect(told(call)).toEqual(['failed: unauthorized']);
    expect(bench.log('token')).toHaveLength(2);
    expect(bench.moments('read')).toEqual([25, 525]);
  });

  test('"too fast" is no failure: it is read again once the pause is over', async () => {
    const call = await checked(...same(4, TOO_FAST));
    expect(bench.moments('read')).toEqual([25, 62_425]);
    expect(told(call)).toEqual(['not_run: rate_limit']);
  });

  test.each([
    ['an hourly quota that is used up', QUOTA, 'not_run: hourly_quota'],
    ['a plan without the method', status(403), 'failed: plan_forbidden'],
  ])('%s ends all that wait', async (_, reply, word) => {
    bench.replies.read.push(reply);
    const work = bench.coordinator('v1', {}, 2);
    const calls = [bench.ask(work, emails(10)), bench.ask(work, emails(10, 10))];
    await bench.pass(5);
    expect(calls.map(told)).toEqual(same(2, same(10, word)));
    expect(bench.log('read')).toEqual(['0: 10']);
  });

  test('a refusal ends its own items only', async () => {
    bench.replies.read.push(status(422));
    const work = bench.coordinator('v1');
    const calls = [bench.ask(work, emails(10)), bench.ask(work, emails(10, 10))];
    await bench.pass(20);
    expect(calls.map(told)).toEqual([same(10, 'failed: refused'), same(10, 'done by v1')]);
  });

  test('is not repeated for ten minutes where it knew nothing', async () => {
    const work = bench.coordinator('v1');
    const look = async () => {
      const call = bench.ask(work, emails(1), { mayPay: false, otherwise: 'rate_limit' });
      await bench.pass(1);
      return told(call);
    };
    expect(await look()).toEqual(['not_run: rate_limit']);
    expect(bench.log('read')).toHaveLength(1);
    await bench.pass(598);
    expect(await look()).toEqual(['not_run: rate_limit']);
    expect(bench.log('read')).toHaveLength(1);
    await bench.pass(1);
    await look();
    expect(bench.log('read')).toHaveLength(2);
    const paying = bench.ask(work, emails(1));
    await bench.pass(3);
    expect(bench.log('read')).toHaveLength(2);
    expect(bench.log('start')).toHaveLength(1);
    await bench.pass(7);
    expect(told(paying)).toEqual(['done by v1']);
  });

  test('ends early when nobody waits for it any more', async () => {
    bench.replies.read.push('lost');
    const work = bench.coordinator('v1');
    const call = bench.ask(work, emails(1));
    await bench.pass(1);
    expect(work.busy).toBe(true);
    call.abort.abort();
    await bench.pass(0.1);
    expect(told(call)).toEqual(['not_run: deadline']);
    expect(work.busy).toBe(false);
    await bench.pass(60);
    expect(bench.log('read')).toHaveLength(1);
  });

  test('finds what somebody else has queued, and waits for it', async () => {
    bench.replies.read.push({ body: { 'a0@acme.example': { status: { identifier: 'in_progress' } } } });
    const call = bench.ask(bench.coordinator('v1'), emails(1), { mayPay: false });
    await bench.pass(30);
    expect(bench.log('start')).toEqual([]);
    expect(bench.moments('read').slice(0, 2)).toEqual([25, 2025]);
    expect(await spent()).toBe(0);
    expect(told(call)).toBeUndefined();
  });
});
