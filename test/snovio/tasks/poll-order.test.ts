import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Generations } from '../../../src/snovio/tasks/generations.ts';
import { RecentMisses } from '../../../src/snovio/tasks/recent-misses.ts';
import { Bench, emails, TOO_FAST } from './kit.ts';

// Which reads leave when, and what is remembered of them.

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
  bench.takes = 60;
});

afterEach(() => bench[Symbol.asyncDispose]());

/** The reads since a moment, as `moment: addresses`, `a` being left out of these. */
const reads = (since = 1000) =>
  bench.sent
    .filter(({ kind, at }) => kind === 'read' && at >= since)
    .map(({ at, emails: read }) => `${at}: ${read.map(email => email.split('@')[0]?.slice(1)).join(' ')}`);

/** Asks for addresses of v1 at these moments, in seconds; their requests leave 25 ms later. */
async function askAt(work: ReturnType<Bench['coordinator']>, moments: Record<string, readonly string[]>) {
  for (const [moment, items] of Object.entries(moments)) {
    await bench.pass(Number(moment) - bench.time.now / 1000);
    bench.ask(work, items, { wait: 600 });
  }
}

describe('tasks that are due', () => {
  test('are read in the order in which they were due', async () => {
    bench.replies.read.push(TOO_FAST);
    const work = bench.coordinator();
    await askAt(work, { '0': emails(1), '1': emails(1, 1) });
    await bench.pass(100);
    const tasks = bench.sent.filter(({ kind }) => kind === 'read').map(({ task }) => task);
    // The pause began with a read of the first task, which is due again after the second one.
    expect(tasks.slice(0, 3)).toEqual(['task1', 'task2', 'task1']);
  });

  test('of v1 are read at the same time where they do not fit into one request', async () => {
    const work = bench.coordinator('v1');
    bench.replies.read.push('honest', 'honest', { takes: 3 }, { takes: 3 });
    bench.ask(work, emails(20));
    await bench.pass(9);
    expect(bench.log('read')).toEqual(['0: 10', '0: 10', '5500: 10', '5500: 10']);
  });
});

describe('a read of v1 that is not full', () => {
  test('waits for what is due within two seconds, and for the last of it', async () => {
    const work = bench.coordinator('v1');
    await askAt(work, { '0': emails(1), '1': emails(1, 1), '2': emails(1, 2) });
    await bench.pass(5.6);
    expect(reads(2100)).toEqual(['7525: 0 1 2']);
  });

  test('waits for nothing that is due later', async () => {
    const work = bench.coordinator('v1');
    await askAt(work, { '0': emails(1), '1.5': emails(1, 1), '2.002': emails(1, 2) });
    await bench.pass(5.1);
    expect(reads(2100)).toEqual(['7025: 0 1']);
  });

  test('leaves as soon as it is full', async () => {
    const work = bench.coordinator('v1');
    await askAt(work, { '0': emails(5), '0.5': emails(5, 5), '0.7': emails(1, 20) });
    await bench.pass(5.4);
    expect(reads()).toEqual(['6025: 0 1 2 3 4 5 6 7 8 9']);
  });

  test('carries what is due in that order, as far as there is room', async () => {
    const work = bench.coordinator('v1');
    const group = emails(9, 10);
    await askAt(work, { '0': emails(1), '4.075': group, '4.175': emails(1, 1) });
    await bench.pass(6);
    const [read] = bench.sent.filter(({ kind, at }) => kind === 'read' && at >= 9000);
    expect([read?.at, read?.emails]).toEqual([9699, [...group, ...emails(1, 1)]]);
  });

  test('waits for what is in doubt until that can be proved', async () => {
    const work = bench.coordinator('v1');
    bench.replies.start.push('reset');
    await askAt(work, { '0': emails(1), '4': emails(1, 1) });
    await bench.pass(7);
    expect(reads(5000)).toEqual(['10025: 1 0']);
  });

  test('teaches nothing of how long addresses take if one was read before', async () => {
    const work = bench.coordinator('v1');
    bench.ask(work, emails(1), { wait: 10 });
    await bench.pass(4);
    bench.ask(work, emails(1, 1), { wait: 6 });
    await bench.pass(7);
    bench.ask(work, emails(1, 2));
    await bench.pass(6);
    // Learnt from the first read alone: 5500 + 500 * 0.42.
    expect(reads(5000)).toEqual(['5525: 0', '9525: 0 1', '11025: 2', `${11_025 + 5710}: 2`]);
  });
});

describe('what is remembered for a while', () => {
  test('a miss: up to the millisecond, or until it is paid for', async () => {
    const misses = new RecentMisses(1000);
    misses.add(['a', 'b']);
    await bench.pass(0.999);
    expect(['a', 'b', 'c'].map(item => misses.has(item))).toEqual([true, true, false]);
    misses.add(['a']);
    misses.delete('b');
    expect(misses.has('b')).toBe(false);
    misses.add(['b']);
    await bench.pass(0.001);
    expect(misses.has('a')).toBe(true);
    await bench.pass(0.999);
    expect(['a', 'b'].map(item => misses.has(item))).toEqual([false, false]);
  });

  test('an old API that answers: for an hour, for its question, and only where none is set', async () => {
    const [auto, v1, v2] = (['auto', 'v1', 'v2'] as const).map(setting => new Generations(setting));
    const all = () => [auto, v1, v2].map(generations => generations?.choose('verify'));
    expect(all()).toEqual(['v2', 'v1', 'v2']);
    for (const generations of [auto, v1, v2]) generations?.remember('verify');
    expect(all()).toEqual(['v1', 'v1', 'v2']);
    expect(auto?.choose('find')).toBe('v2');
    await bench.pass(3599.999);
    expect(all()).toEqual(['v1', 'v1', 'v2']);
    await bench.pass(0.001);
    expect(all()).toEqual(['v2', 'v1', 'v2']);
  });
});

test('a task that was polled just now is remembered as well where a thousand others were', async () => {
  bench.takes = 3;
  const work = bench.coordinator('v1', {}, 5000);
  bench.ask(work, emails(1000));
  await bench.pass(0.5);
  bench.ask(work, emails(10, 1000), { wait: 7.7 });
  await bench.pass(0.1);
  bench.ask(work, emails(10, 1010), { wait: 7.7 });
  await bench.pass(7);
  bench.takes = 600;
  await bench.pass(0.8);
  expect(bench.moments('read').slice(-2)).toEqual([8000, 8100]);
  bench.ask(work, emails(10, 1000));
  await bench.pass(3);
  expect(bench.moments('read').slice(-1)).toEqual([10_000]);
});
