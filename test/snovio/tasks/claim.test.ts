import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyV1, verifyV2 } from '../../../src/snovio/methods/verify.ts';
import type { AnyMethod } from '../../../src/snovio/tasks/method.ts';
import type { Store } from '../../../src/spending/store.ts';
import { Bench, emails, later, same, status, TOO_FAST, told } from './kit.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

afterEach(() => bench[Symbol.asyncDispose]());

const [A0 = '', A1 = ''] = emails(2);
const spent = async () => (await bench.store.spent('account')).last24Hours;

/** The store, which records payments only after this. */
function slowClaims(until: () => Promise<void>): Store {
  return bench.storeWith({
    claim: async (...payment: Parameters<Store['claim']>) => {
      await until();
      return bench.store.claim(...payment);
    },
  });
}

/** v2's verifier with something else about it. */
const like = (more: Partial<AnyMethod>, base = verifyV2) => [{ ...base, ...more }] as unknown as AnyMethod[];

/** Lets a free read of v1 know nothing about these addresses, so that they are paid for at once when they are asked for. */
async function miss(work: ReturnType<Bench['coordinator']>, items: readonly string[]) {
  bench.ask(work, items, { mayPay: false });
  await bench.pass(1);
  bench.sent.length = 0;
}

describe('a payment that is recorded too late', () => {
  test('for its call is taken back, and nothing is sent', async () => {
    const work = bench.coordinator('v2', { store: slowClaims(() => later(2000)) });
    const call = bench.ask(work, emails(1), { wait: 1 });
    await bench.pass(4);
    expect(told(call)).toEqual(['not_run: deadline']);
    expect(call.answered?.paid.get(A0)).toBe(0);
    expect(bench.log('start')).toEqual([]);
    expect(await bench.row(A0)).toBeUndefined();
    expect(await spent()).toBe(0);
    expect(work.busy).toBe(false);
  });

  test('for its call is made anew for the other that waits, and counts there', async () => {
    const work = bench.coordinator('v2', { store: slowClaims(() => later(2000)) });
    const leaving = bench.ask(work, emails(1), { wait: 1 });
    const staying = bench.ask(work, emails(1));
    await bench.pass(20);
    expect([told(leaving), told(staying)]).toEqual([['not_run: deadline'], ['done by v2']]);
    expect([leaving, staying].map(({ answered }) => answered?.paid.get(A0))).toEqual([0, 1]);
    expect(bench.moments('start')).toEqual([4025]);
    expect(await spent()).toBe(1);
  });

  test('is taken back alone: the others of its request leave', async () => {
    const work = bench.coordinator('v2', { store: slowClaims(() => later(2000)) });
    const leaving = bench.ask(work, [A0], { wait: 1 });
    const staying = bench.ask(work, [A1]);
    await bench.pass(20);
    expect([told(leaving), told(staying)]).toEqual([['not_run: deadline'], ['done by v2']]);
    expect(bench.sent.find(({ kind }) => kind === 'start')?.emails).toEqual([A1]);
    expect(await bench.row(A0)).toBeUndefined();
  });

  test('by no millisecond is taken back as well, for want of time and not of credits', async () => {
    // The store answers in the millisecond of the deadline, and before the call's own timer fires.
    const moment = later(1000);
    const work = bench.coordinator('v2', { store: slowClaims(() => moment) });
    const call = bench.ask(work, emails(1), { wait: 1 });
    await bench.pass(3);
    expect(told(call)).toEqual(['not_run: deadline']);
    expect(bench.log('start')).toEqual([]);
    expect(await spent()).toBe(0);
  });
});

describe('a payment of several calls', () => {
  /** A quota of v1 that is read at once for the free read, and slowly for the payment. */
  function slowQuota(answer: (turn: number) => boolean = () => true) {
    let turn = 0;
    return {
      take: async () => {
        turn += 1;
        const now = turn;
        if (now === 2) await later(2000);
        return answer(now);
      },
    };
  }

  test('is made for the rest where one has left before it is recorded', async () => {
    const work = bench.coordinator('v1', { quota: slowQuota() });
    const leaving = bench.ask(work, [A0], { wait: 1 });
    const staying = bench.ask(work, [A1]);
    await bench.pass(20);
    expect([told(leaving), told(staying)]).toEqual([['not_run: deadline'], ['done by v1']]);
    expect(bench.sent.filter(({ kind }) => kind === 'start').map(sent => sent.emails)).toEqual([[A1]]);
    expect((await bench.store.spent('account')).byTool).toMatchObject([
      { tool: 'verify_emails', last30Days: 1, items: 1 },
    ]);
  });

  test('is not made where all have left', async () => {
    const work = bench.coordinator('v1', { quota: slowQuota() });
    const call = bench.ask(work, [A0], { wait: 1 });
    await bench.pass(5);
    expect(told(call)).toEqual(['not_run: deadline']);
    expect(bench.log('start')).toEqual([]);
    expect(work.busy).toBe(false);
  });

  test('is not made where the quota is used up by then', async () => {
    const work = bench.coordinator('v1', { quota: slowQuota(turn => turn < 2) });
    const call = bench.ask(work, emails(2));
    await bench.pass(5);
    expect(told(call)).toEqual(same(2, 'not_run: hourly_quota'));
    expect(bench.log('start')).toEqual([]);
    expect(await spent()).toBe(0);
  });

  test('has to leave quota for what is paid for, not for what is only read', async () => {
    const asked: number[][] = [];
    const take = async (...units: number[]) => asked.push(units) > 0;
    const work = bench.coordinator('v1', { quota: { take } });
    bench.ask(work, emails(1));
    bench.ask(work, emails(1, 1), { mayPay: false });
    await bench.pass(6);
    // Addresses, what has to be left for them, and for each that is under way: the read, the start, the read of the result.
    expect(asked).toEqual([
      [2, 4, 3],
      [1, 3, 3],
      [1, 0, 0],
    ]);
  });
});

describe('a request', () => {
  test('that carries one item only leaves at once', async () => {
    const call = bench.ask(bench.coordinator('v2', { methods: like({ batch: 1 }) }), emails(2));
    await bench.pass(10);
    expect(bench.log('start')).toEqual(['0: 1', '0: 1']);
    expect(told(call)).toEqual(same(2, 'done by v2'));
  });

  test('carries no two items that answers could not tell apart', async () => {
    const together = (item: unknown, other: unknown) => String(item)[0] !== String(other)[0];
    const work = bench.coordinator('v2', { methods: like({ together }) });
    bench.ask(work, ['a@x.example', 'b@x.example', 'a@y.example', 'c@x.example', 'b@y.example']);
    await bench.pass(10);
    expect(bench.sent.filter(({ kind }) => kind === 'start').map(sent => sent.emails)).toEqual([
      ['a@x.example', 'b@x.example', 'c@x.example'],
      ['a@y.example', 'b@y.example'],
    ]);
  });

  test('about an item whose batch was refused carries it alone, whatever else waits', async () => {
    bench.replies.start.push({ ...(status(422) as object), takes: 1 });
    const work = bench.coordinator('v2', {}, 2);
    bench.ask(work, emails(2), { wait: 600 });
    await bench.pass(2);
    bench.ask(work, emails(2, 2), { wait: 600 });
    await bench.pass(300);
    const starts = bench.sent.filter(({ kind }) => kind === 'start').map(sent => sent.emails);
    expect(starts).toEqual([emails(2), emails(1), emails(1, 1), emails(2, 2)]);
  });

  test('about others leaves out an item whose batch was refused', async () => {
    bench.replies.read.push({ takes: 3 });
    bench.replies.start.push({ ...(status(422) as object), takes: 5 });
    const work = bench.coordinator('v1', {}, 4);
    bench.ask(work, emails(1), { wait: 600 });
    await bench.pass(0.1);
    bench.ask(work, emails(2, 1), { wait: 600 });
    await bench.pass(300);
    const starts = bench.sent.filter(({ kind }) => kind === 'start').map(sent => sent.emails);
    expect(starts).toEqual([emails(2, 1), emails(1), emails(1, 1), emails(1, 2)]);
  });

  test('that is charged has a connection of its own, and others do not', async () => {
    bench.ask(bench.coordinator('v1'), emails(1));
    await bench.pass(10);
    const once = bench.sent.filter(({ kind }) => kind !== 'token').map(({ kind, once }) => [kind, once]);
    expect(once).toEqual([
      ['read', false],
      ['start', true],
      ['read', false],
    ]);
  });

  test('that the pace forbids is sent again as often as it takes', async () => {
    bench.replies.start.push(...same(4, TOO_FAST));
    const call = bench.ask(bench.coordinator(), emails(1), { wait: 600 });
    await bench.pass(300);
    expect(told(call)).toEqual(['done by v2']);
    expect(bench.log('start')).toHaveLength(5);
  });
});

describe('requests that run at the same time', () => {
  test('are four free reads at most', async () => {
    bench.replies.read.push(...same(9, 'lost' as const));
    bench.ask(bench.coordinator('v1'), emails(60));
    await bench.pass(1);
    expect(bench.log('read')).toEqual(same(4, '0: 10'));
  });

  test('are free reads that hold up no other', async () => {
    const work = bench.coordinator('v1');
    bench.replies.read.push({ takes: 20 });
    const slow = bench.ask(work, [A0]);
    await bench.pass(1);
    const quick = bench.ask(work, [A1]);
    await bench.pass(10);
    expect(bench.moments('read').slice(0, 2)).toEqual([25, 1025]);
    expect([told(slow), told(quick)]).toEqual([undefined, ['done by v1']]);
  });

  test('are free reads, and starts that do not wait for them', async () => {
    const work = bench.coordinator('v1');
    await miss(work, [A0]);
    bench.replies.read.push(...same(4, 'lost' as const));
    bench.ask(work, emails(40, 1));
    await bench.pass(1);
    bench.ask(work, [A0]);
    await bench.pass(1);
    expect(bench.log('read')).toHaveLength(4);
    expect(bench.log('start')).toHaveLength(1);
  });

  test('are no free reads while four payments are being recorded', async () => {
    const work = bench.coordinator('v1', { store: slowClaims(() => later(5000)) });
    await miss(work, emails(40));
    bench.ask(work, emails(40));
    await bench.pass(1);
    bench.ask(work, emails(10, 40));
    await bench.pass(3.9);
    expect(bench.log('read')).toEqual([]);
    await bench.pass(0.2);
    expect(bench.log('start')).toHaveLength(4);
    expect(bench.log('read')).toHaveLength(1);
  });
});

describe('an item that is being paid for', () => {
  test('is read free first when it is asked for again', async () => {
    const work = bench.coordinator('v1');
    bench.replies.start.push({ body: { [A0]: { sent: false } } });
    const refused = bench.ask(work, [A0]);
    await bench.pass(1);
    expect(told(refused)).toEqual(['failed: refused']);
    bench.sent.length = 0;
    bench.ask(work, [A0]);
    await bench.pass(1);
    expect(bench.sent.map(({ kind }) => kind)).toEqual(['read', 'start']);
  });

  test('was read free before, and an answer that said nothing is no reason to pay the next time', async () => {
    const work = bench.coordinator('v1');
    bench.replies.read.push(...same(3, { body: {} }));
    const first = bench.ask(work, [A0]);
    await bench.pass(5);
    expect(told(first)).toEqual(['failed: upstream_malformed']);
    bench.sent.length = 0;
    bench.ask(work, [A0]);
    await bench.pass(1);
    expect(bench.sent.map(({ kind }) => kind)).toEqual(['read', 'start']);
  });
});

describe('a start of another kind', () => {
  test('is an answer where results came with the task', async () => {
    const data = [{ email: A0, result: { smtp_status: 'valid' } }];
    bench.replies.start.push({ body: { status: 'completed', data, meta: { task_hash: 'named' } } });
    const call = bench.ask(bench.coordinator(), emails(1));
    await bench.pass(0.1);
    expect(told(call)).toEqual(['done by v2']);
    expect(bench.log('read')).toEqual([]);
  });

  test('is in doubt where its answer leaves items out', async () => {
    const { request } = verifyV2.start([A0]);
    const start = () => ({ request, read: () => ({ found: [] }) });
    const call = bench.ask(bench.coordinator('v2', { methods: like({ start }) }), emails(1));
    await bench.pass(1);
    expect(told(call)).toEqual(['failed: in_doubt']);
    expect(await bench.row(A0)).toMatchObject({ state: 'doubt', reserved: 1 });
  });

  test('is refused by v1 for good where v2 has refused it before', async () => {
    bench.replies.start.push({ ...(status(404) as object), takes: 1 }, status(404));
    const call = bench.ask(bench.coordinator('auto'), emails(1), { wait: 30 });
    await bench.pass(31);
    expect(told(call)).toEqual(['failed: refused']);
    expect(bench.sent.map(({ kind, generation }) => `${generation} ${kind}`)).toEqual([
      'v1 token',
      'v2 start',
      'v1 read',
      'v1 start',
    ]);
  });

  test('cannot be made without a token', async () => {
    for (const generation of ['v1', 'v2'] as const) {
      bench.replies.token.push(status(401));
      const call = bench.ask(bench.coordinator(generation), emails(2));
      await bench.pass(1);
      expect(told(call)).toEqual(same(2, 'failed: unauthorized'));
    }
    expect(bench.sent.map(({ kind }) => kind)).toEqual(['token', 'token']);
  });

  test('ends its call where our own code fails', async () => {
    const check = () => {
      throw new Error('a mistake');
    };
    const call = bench.ask(bench.coordinator('v1', { methods: like({ check }, verifyV1) }), emails(1));
    await bench.pass(1);
    expect(told(call)).toEqual(['failed: upstream_malformed']);
    expect(bench.log('start')).toEqual([]);
  });
});
