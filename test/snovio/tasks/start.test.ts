import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, emails, QUOTA, type Reply, same, status, TOO_FAST, told } from './kit.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

afterEach(() => bench[Symbol.asyncDispose]());

const spent = async () => (await bench.store.spent('account')).last24Hours;

describe('items of several calls', () => {
  test('travel together when they come within 25 ms of each other', async () => {
    const work = bench.coordinator();
    const first = bench.ask(work, emails(1));
    await bench.pass(0.02);
    const second = bench.ask(work, emails(1, 1));
    await bench.pass(0.026);
    bench.ask(work, emails(1, 2));
    await bench.pass(10);
    expect(bench.log('start')).toEqual(['45: 2', '71: 1']);
    expect([told(first), told(second)]).toEqual([['done by v2'], ['done by v2']]);
  });

  test('wait for each other no longer than 100 ms', async () => {
    const work = bench.coordinator();
    for (let i = 0; i < 7; i++) {
      bench.ask(work, emails(1, i));
      await bench.pass(0.02);
    }
    await bench.pass(1);
    expect(bench.log('start')).toEqual(['100: 6', '145: 1']);
  });

  test('leave at once when they fill a request; the rest waits for company', async () => {
    const work = bench.coordinator();
    bench.ask(work, emails(12));
    await bench.pass(10);
    expect(bench.log('start')).toEqual(['0: 10', '25: 2']);
  });

  test('that are the same are asked once, and paid by the first', async () => {
    const work = bench.coordinator();
    const first = bench.ask(work, emails(2));
    const second = bench.ask(work, emails(2));
    await bench.pass(10);
    expect(bench.log('start')).toEqual(['25: 2']);
    expect([told(first), told(second)]).toEqual(same(2, same(2, 'done by v2')));
    expect([...(first.answered?.paid.values() ?? [])]).toEqual([1, 1]);
    expect([...(second.answered?.paid.values() ?? [])]).toEqual([0, 0]);
  });

  test('are paid by whoever may, at his own price', async () => {
    const work = bench.coordinator();
    const first = bench.ask(work, emails(1), { until: 'answered', mayPay: true, wait: 0.01 });
    const second = bench.ask(work, emails(1), { price: 3 });
    await bench.pass(1);
    expect(told(first)).toEqual(['not_run: deadline']);
    expect((await bench.row('a0@acme.example'))?.reserved).toBe(3);
    await bench.pass(10);
    expect(told(second)).toEqual(['done by v2']);
    expect([...(first.answered?.paid.values() ?? [])]).toEqual([0]);
    expect([...(second.answered?.paid.values() ?? [])]).toEqual([1]);
    expect((await bench.store.spent('account')).byTool).toMatchObject([
      { tool: 'verify_emails', last30Days: 1, items: 1 },
    ]);
  });
});

describe('a charged request that was refused', () => {
  /** How a call about some items ends whose first starts are answered so. */
  async function started(count: number, ...replies: Reply[]) {
    bench.replies.start.push(...replies);
    const call = bench.ask(bench.coordinator('v2'), emails(count), { wait: 200 });
    await bench.pass(200);
    return call;
  }

  test('is sent again one by one, as one of its items may be to blame', async () => {
    const call = await started(3, status(422), status(422));
    expect(told(call)).toEqual(['failed: refused', 'done by v2', 'done by v2']);
    expect(bench.log('start')).toEqual(['25: 3', '25: 1', '25: 1', '25: 1']);
    expect(await spent()).toBe(2);
  });

  test.each([
    ['a refusal', status(422), 'failed: refused'],
    ['no credits', status(402), 'failed: not_enough_credits'],
    ['a plan without the method', status(403), 'failed: plan_forbidden'],
    ['a quota', QUOTA, 'not_run: hourly_quota'],
    ['an unknown method', status(404), 'failed: refused'],
  ])('%s is final, and cost nothing', async (_, reply, word) => {
    const call = await started(1, reply);
    expect(told(call)).toEqual([word]);
    expect(bench.log('start')).toHaveLength(1);
    expect([...(call.answered?.paid.values() ?? [])]).toEqual([0]);
    expect(await spent()).toBe(0);
    expect(await bench.row('a0@acme.example')).toBeUndefined();
  });

  test.each([
    ['no credits', status(402), 'failed: not_enough_credits'],
    ['no plan', status(403), 'failed: plan_forbidden'],
    ['no quota', QUOTA, 'not_run: hourly_quota'],
  ])('%s: what waits is not tried', async (_, reply, word) => {
    bench.replies.start.push({ ...(reply as object), takes: 1 });
    const work = bench.coordinator('v2', {}, 2);
    const call = bench.ask(work, emails(15));
    await bench.pass(2);
    expect(told(call)).toEqual(same(15, word));
    expect(bench.log('start')).toEqual(['0: 10']);
  });

  test('a connection that never was is tried three times', async () => {
    const call = await started(1, 'unreachable', 'unreachable', 'unreachable');
    expect(told(call)).toEqual(['failed: upstream_unavailable']);
    expect(bench.log('start')).toHaveLength(3);
    expect(await spent()).toBe(0);
  });

  test('a connection that never was, and then is, costs nothing more', async () => {
    expect(told(await started(1, 'unreachable', 'unreachable'))).toEqual(['done by v2']);
    expect(await spent()).toBe(1);
  });

  test('a token that is refused is renewed once', async () => {
    expect(told(await started(1, status(401), status(401)))).toEqual(['failed: unauthorized']);
    expect(bench.log('token')).toHaveLength(2);
  });

  test('"too fast" is no failure: it is sent again once the pause is over', async () => {
    expect(told(await started(1, TOO_FAST, TOO_FAST))).toEqual(['done by v2']);
    expect(bench.log('start')).toHaveLength(3);
  });
});

describe('a charged request whose answer is late', () => {
  test.each([
    [31, ['done by v2']],
    [100, ['done by v2']],
    [106, ['failed: in_doubt']],
  ])('by %i seconds', async (takes, word) => {
    bench.replies.start.push({ takes });
    const work = bench.coordinator('v2');
    const call = bench.ask(work, emails(1), { wait: 45 });
    await bench.pass(46);
    expect(told(call)).toEqual([takes < 45 ? 'done by v2' : 'pending']);
    const again = bench.ask(work, emails(1), { wait: 120 });
    await bench.pass(121);
    expect(told(again)).toEqual([takes < 45 ? 'done by ledger' : word[0]]);
    expect(bench.moments('start')).toHaveLength(1);
  });
});

describe('a charged request whose answer is lost', () => {
  test('is in doubt for good in v2, and counts', async () => {
    bench.replies.start.push('reset');
    const work = bench.coordinator('v2');
    const call = bench.ask(work, emails(1));
    await bench.pass(1);
    expect(told(call)).toEqual(['failed: in_doubt']);
    expect([...(call.answered?.paid.values() ?? [])]).toEqual([1]);
    expect(await bench.row('a0@acme.example')).toMatchObject({
      state: 'doubt',
      reason: 'in_doubt',
      reserved: 1,
    });
    const again = bench.ask(work, emails(1));
    await bench.pass(1);
    expect(told(again)).toEqual(['failed: in_doubt']);
    const fresh = bench.ask(work, emails(1), { fresh: true });
    await bench.pass(10);
    expect(told(fresh)).toEqual(['done by v2']);
    expect(await spent()).toBe(2);
  });

  test('is cleared up by a free read in v1, not before ten seconds: never queued, so paid for', async () => {
    bench.replies.start.push('reset');
    const call = bench.ask(bench.coordinator('v1'), emails(1));
    await bench.pass(50);
    expect(bench.moments('read').slice(0, 2)).toEqual([25, 10_025]);
    expect(bench.moments('start')).toEqual([25, 10_025]);
    expect(told(call)).toEqual(['done by v1']);
    expect(await spent()).toBe(1);
  });

  test('leaves alone what the answer does say', async () => {
    const body = { 'a0@acme.example': { sent: true }, 'a1@acme.example': { sent: false } };
    bench.replies.start.push({ body });
    const call = bench.ask(bench.coordinator('v1'), emails(3), { wait: 9 });
    await bench.pass(9.1);
    expect(told(call)).toEqual(['pending', 'failed: refused', 'pending: in_doubt']);
  });

  test('goes on where a task was named, whatever else the answer lacks', async () => {
    bench.replies.start.push({ body: { status: 'completed', data: [], meta: { task_hash: 'named' } } });
    bench.ask(bench.coordinator('v2'), emails(1));
    await bench.pass(9);
    expect(bench.sent.find(({ kind }) => kind === 'read')?.task).toBe('named');
    expect(await bench.row('a0@acme.example')).toMatchObject({ state: 'running', task: 'named' });
  });

  test('is an answer where the result came at once', async () => {
    const data = [{ email: 'a0@acme.example', result: { smtp_status: 'valid' } }];
    bench.replies.start.push({ body: { status: 'completed', data } });
    const call = bench.ask(bench.coordinator('v2'), emails(1));
    await bench.pass(0.1);
    expect(told(call)).toEqual(['done by v2']);
    expect(await spent()).toBe(1);
  });
});

describe('a start that v2 answers 404', () => {
  test('is tried with v1, which is asked first for an hour', async () => {
    bench.replies.start.push(status(404));
    const work = bench.coordinator('auto');
    const call = bench.ask(work, emails(1));
    await bench.pass(10);
    expect(told(call)).toEqual(['done by v1']);
    const generations = () => bench.sent.filter(({ kind }) => kind === 'start').map(sent => sent.generation);
    expect(generations()).toEqual(['v2', 'v1']);
    await bench.pass(3580);
    bench.ask(work, emails(1, 1));
    await bench.pass(10);
    expect(generations()).toEqual(['v2', 'v1', 'v1']);
    await bench.pass(20);
    bench.ask(work, emails(1, 2));
    await bench.pass(10);
    expect(generations()).toEqual(['v2', 'v1', 'v1', 'v2']);
  });

  test('is final for what only v2 can answer', async () => {
    bench.replies.start.push(status(404));
    const call = bench.ask(bench.coordinator('auto'), emails(1), { only: 'v2' });
    await bench.pass(10);
    expect(told(call)).toEqual(['failed: refused']);
  });

  test('is final in v1', async () => {
    bench.replies.start.push(status(404));
    const call = bench.ask(bench.coordinator('auto'), emails(1), { only: 'v1' });
    await bench.pass(10);
    expect(told(call)).toEqual(['failed: refused']);
  });
});

describe('what stops a payment', () => {
  test('a wall', async () => {
    const call = bench.ask(bench.coordinator('v2', { walls: { day: 2 } }), emails(3));
    await bench.pass(10);
    expect(told(call)).toEqual(['done by v2', 'done by v2', 'not_run: credit_ceiling']);
    expect(bench.log('start')).toEqual(['25: 2']);
  });

  test('a call that may not pay', async () => {
    const call = bench.ask(bench.coordinator('v2'), emails(1), { mayPay: false });
    await bench.pass(0.1);
    expect(told(call)).toEqual(['not_run: credit_ceiling']);
    expect(bench.sent).toEqual([]);
  });

  test('a call that was cancelled before its request left', async () => {
    const call = bench.ask(bench.coordinator('v2'), emails(1));
    await bench.pass(0.02);
    call.abort.abort();
    await bench.pass(1);
    expect(told(call)).toEqual(['not_run: deadline']);
    expect(bench.log('start')).toEqual([]);
    expect(await bench.row('a0@acme.example')).toBeUndefined();
  });

  test('a store that cannot record it', async () => {
    const work = bench.coordinator('v2');
    const call = bench.ask(work, emails(1));
    await bench.pass(0.02);
    await bench.store.close();
    await bench.pass(1);
    expect(told(call)).toEqual(['failed: upstream_unavailable']);
    const [outcome] = call.answered?.outcomes.values() ?? [];
    expect(outcome).toMatchObject({
      error: { message: expect.stringContaining('could not be written'), facts: { neverSent: true } },
    });
    expect(bench.log('start')).toEqual([]);
  });

  test('the hourly quota of v1, which covers reading back as well', async () => {
    const asked: number[][] = [];
    const take = async (units: number, keep: number) => asked.push([units, keep]) < 4;
    const work = bench.coordinator('v1', { quota: { take } });
    const call = bench.ask(work, emails(2));
    await bench.pass(10);
    expect(told(call)).toEqual(same(2, 'done by v1'));
    expect(asked).toEqual([
      [2, 8],
      [2, 6],
      [2, 0],
    ]);
    const next = bench.ask(work, emails(1, 2));
    await bench.pass(1);
    expect(told(next)).toEqual(['not_run: hourly_quota']);
    expect(bench.log('read')).toHaveLength(2);
  });

  test('no quota in v2', async () => {
    const work = bench.coordinator('v2', { quota: { take: async () => false } });
    const call = bench.ask(work, emails(1));
    await bench.pass(10);
    expect(told(call)).toEqual(['done by v2']);
  });
});
