import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Coordinator } from '../../../src/snovio/tasks/coordinator.ts';
import { Bench, emails, QUOTA, same, status, TOO_FAST, told } from './kit.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

afterEach(() => bench[Symbol.asyncDispose]());

/** Milliseconds from the (first) start to each read. */
const ages = () => bench.moments('read').map(at => Math.round(at - (bench.moments('start')[0] ?? 0)));

/** Asks about one address and lets so many seconds pass. */
async function asked(seconds: number, work = bench.coordinator(), from = 0, wait = 600) {
  const call = bench.ask(work, emails(1, from), { wait });
  await bench.pass(seconds);
  return call;
}

describe('a task', () => {
  test('is polled when such tasks usually end, then at growing distances', async () => {
    bench.takes = 60;
    const call = await asked(80);
    expect(ages()).toEqual([5500, 7500, 9750, 12_675, 16_478, 21_422, 27_849, 36_204, 47_066, 61_186]);
    expect(told(call)).toEqual(['done by v2']);
  });

  test('whose reads fail is read at doubled distances, no further than 64 seconds', async () => {
    bench.takes = 1000;
    bench.replies.read.push(...same(8, 'reset' as const));
    await asked(300);
    expect(ages()).toEqual([5500, 7500, 11_500, 19_500, 35_500, 67_500, 131_500, 195_500, 259_500]);
  });

  test('that answers after failures goes on as before', async () => {
    bench.takes = 1000;
    bench.replies.read.push('reset', 'reset', 'honest', 'reset');
    await asked(25);
    expect(ages()).toEqual([5500, 7500, 11_500, 14_950, 16_950, 22_035]);
  });

  test.each([
    ['says nothing', { body: { status: 'strange' } }],
    ['is unknown', status(404)],
    ['cannot be read', { body: '<html>' }],
  ])('that %s is not lost', async (_, reply) => {
    bench.replies.read.push(reply, reply);
    const call = await asked(20);
    expect(ages()).toEqual([5500, 7500, 11_500]);
    expect(told(call)).toEqual(['done by v2']);
  });

  test('is read once for all its items', async () => {
    const call = bench.ask(bench.coordinator(), emails(3));
    await bench.pass(10);
    expect(bench.log('read')).toHaveLength(1);
    expect(told(call)).toEqual(same(3, 'done by v2'));
  });

  test('that nobody waits for is not polled, and a later call reads it no sooner than allowed', async () => {
    bench.takes = 8;
    const work = bench.coordinator();
    const call = await asked(6, work, 0, 5.6);
    expect(told(call)).toEqual(['pending']);
    expect(ages()).toEqual([5500]);
    expect(work.busy).toBe(false);
    const next = await asked(60, work);
    expect(ages()).toEqual([5500, 7500, 9750]);
    expect(told(next)).toEqual(['done by v2']);
  });

  test('is taken up by another process when it is likely to be over', async () => {
    await asked(2, bench.coordinator(), 0, 1);
    const call = await asked(10, bench.coordinator());
    expect(ages()).toEqual([5500]);
    expect(told(call)).toEqual(['done by v2']);
  });
});

describe('the first poll', () => {
  /** The age at which one more task is first polled. */
  async function firstPoll(work: Coordinator, from: number): Promise<number> {
    const before = bench.sent.length;
    await asked(100, work, from);
    const [start, read] = bench.sent.slice(before).filter(({ kind }) => kind !== 'token');
    return Math.round((read?.at ?? 0) - (start?.at ?? 0));
  }

  test('comes sooner after tasks that were over, and later after others', async () => {
    const work = bench.coordinator();
    expect(await firstPoll(work, 0)).toBe(5500);
    expect(await firstPoll(work, 1)).toBe(5210);
    expect(await firstPoll(work, 2)).toBe(4920);
    expect(await firstPoll(work, 3)).toBe(5130);
    expect(await firstPoll(work, 4)).toBe(4840);
  });

  test('never comes sooner than two seconds', async () => {
    bench.takes = 0;
    const work = bench.coordinator();
    for (let i = 0; i < 20; i++) await firstPoll(work, i);
    expect(await firstPoll(work, 20)).toBe(2000);
  });

  test('comes two seconds later where many tasks run, whose early reads would take the slots of others', async () => {
    const work = bench.coordinator();
    bench.ask(work, emails(200), { wait: 600 });
    await bench.pass(30);
    expect(bench.log('start')).toHaveLength(20);
    expect(bench.moments('read')).toEqual(same(20, 7500));
    expect(await firstPoll(work, 200)).toBe(5500);
  });

  test('comes no sooner after tasks that had long been over when a slot was free for their poll', async () => {
    // Six requests a minute: the token and five starts; the polls wait for the next minute.
    const work = bench.coordinator('v2', {}, 6);
    bench.ask(work, emails(50), { wait: 600 });
    await bench.pass(200);
    expect(bench.log('read')).toHaveLength(5);
    expect(await firstPoll(work, 100)).toBe(5500);
  });

  test('learns of a task by how much of it was over, and not by later polls', async () => {
    const work = bench.coordinator('v1');
    const body = { 'a0@acme.example': { status: { identifier: 'in_progress' } } };
    const complete = { status: { identifier: 'complete' }, data: { smtpStatus: 'valid' } };
    bench.replies.read.push('honest', { body: { ...body, 'a1@acme.example': complete } });
    bench.ask(work, emails(2), { wait: 600 });
    await bench.pass(60);
    // Half of it was over: 5500 - 500 * (0.5 - 0.42); the second poll changes nothing.
    bench.sent.length = 0;
    bench.ask(work, emails(1, 5));
    await bench.pass(20);
    const start = bench.moments('start')[0] ?? 0;
    expect(bench.moments('read')[1]).toBe(start + 5460);
  });
});

describe('polls at the same time', () => {
  test('are six at most', async () => {
    bench.replies.read.push(...same(20, 'lost' as const));
    const work = bench.coordinator();
    for (let i = 0; i < 10; i++) bench.ask(work, emails(10, i * 10));
    // Where so much is asked at once, the first polls of all but the first tasks come two seconds later.
    await bench.pass(8);
    expect(bench.log('start')).toHaveLength(10);
    expect(bench.moments('read').filter(at => at === 7500)).toHaveLength(6);
  });

  test('a slow answer holds up no other task', async () => {
    bench.replies.read.push({ takes: 20 });
    const work = bench.coordinator();
    const slow = bench.ask(work, emails(10));
    const quick = bench.ask(work, emails(10, 10));
    await bench.pass(6);
    expect([told(slow), told(quick)]).toEqual([undefined, same(10, 'done by v2')]);
    await bench.pass(20);
    expect(told(slow)).toEqual(same(10, 'done by v2'));
  });

  test('go to the most overdue task first', async () => {
    const work = bench.coordinator('v2', {}, 2);
    bench.ask(work, emails(10), { wait: 600 });
    await bench.pass(70);
    bench.ask(work, emails(10, 10), { wait: 600 });
    await bench.pass(200);
    const reads = bench.sent.filter(({ kind }) => kind === 'read').map(({ task }) => task);
    expect(reads.slice(0, 1)).toEqual(['task1']);
  });
});

describe('addresses of v1', () => {
  test('are read ten at a time, without those that are not due', async () => {
    const work = bench.coordinator('v1');
    const call = bench.ask(work, emails(20));
    await bench.pass(3);
    const late = bench.ask(work, emails(1, 50));
    await bench.pass(3);
    expect(bench.log('read')).toEqual(['0: 10', '0: 10', '3025: 1', '5500: 10', '5500: 10']);
    await bench.pass(10);
    expect([told(call), told(late)]).toEqual([same(20, 'done by v1'), ['done by v1']]);
  });
});

describe('reads that cannot be made', () => {
  test('for want of an hourly quota leave everything pending that is not being read', async () => {
    bench.replies.read.push(QUOTA);
    const work = bench.coordinator();
    const calls = [bench.ask(work, emails(10)), bench.ask(work, emails(10, 10))];
    await bench.pass(8);
    expect(calls.map(told)).toEqual([same(10, 'pending: hourly_quota'), same(10, 'done by v2')]);
    expect((await bench.row('a0@acme.example'))?.state).toBe('running');
  });

  test('by the quota of the plan', async () => {
    let left = 2;
    const quota = { take: async () => left-- > 0 };
    const call = bench.ask(bench.coordinator('v1', { quota }), emails(1));
    await bench.pass(8);
    expect(told(call)).toEqual(['pending: hourly_quota']);
    expect(bench.log('read')).toHaveLength(1);
  });

  test('for want of a token leave everything pending', async () => {
    bench.replies.read.push(status(401));
    const work = bench.coordinator();
    const call = bench.ask(work, emails(1));
    await bench.pass(5.2);
    bench.replies.token.push(status(401));
    await bench.pass(4);
    expect(bench.log('token')).toHaveLength(2);
    expect(told(call)).toEqual(['pending']);
  });

  test('because Snov.io is ill for a while are made later', async () => {
    bench.replies.read.push(status(401));
    const work = bench.coordinator();
    const call = bench.ask(work, emails(1));
    await bench.pass(5.2);
    bench.replies.token.push(...same(4, status(500)));
    await bench.pass(40);
    expect(told(call)).toEqual(['done by v2']);
  });

  test('because a token was refused are made with a new one', async () => {
    bench.replies.read.push(status(401));
    const call = await asked(10);
    expect(bench.log('token')).toHaveLength(2);
    expect(told(call)).toEqual(['done by v2']);
  });

  test('because they came too fast are made after the pause', async () => {
    bench.replies.read.push(TOO_FAST);
    const call = await asked(80);
    expect(told(call)).toEqual(['done by v2']);
    expect(bench.moments('read')).toEqual([5525, 62_425]);
  });

  test('any more as everybody has left end', async () => {
    bench.replies.read.push('lost');
    const work = bench.coordinator();
    const call = await asked(10, work);
    call.abort.abort();
    await bench.pass(0.1);
    expect(told(call)).toEqual(['pending']);
    expect(work.busy).toBe(false);
    await bench.pass(60);
    expect(bench.log('read')).toHaveLength(1);
  });

  test('any more by one go on for the other', async () => {
    bench.replies.read.push({ takes: 3 });
    const work = bench.coordinator();
    const leaving = bench.ask(work, emails(1));
    const staying = bench.ask(work, emails(1));
    await bench.pass(6);
    leaving.abort.abort();
    await bench.pass(5);
    expect([told(leaving), told(staying)]).toEqual([['pending'], ['done by v2']]);
    expect(bench.log('read')).toHaveLength(1);
    expect([leaving, staying].map(({ traced }) => traced.length)).toEqual([2, 2]);
  });
});
