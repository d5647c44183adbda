import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyV1, verifyV2 } from '../../../src/snovio/methods/verify.ts';
import type { State, Step, Write } from '../../../src/snovio/tasks/item.ts';
import type { AnyMethod } from '../../../src/snovio/tasks/method.ts';
import { type Change, storeSteps } from '../../../src/snovio/tasks/store-steps.ts';
import type { WorkItem } from '../../../src/snovio/tasks/work-item.ts';
import type { Generation, Store } from '../../../src/spending/store.ts';
import { Bench, SCOPE } from './kit.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

afterEach(() => bench[Symbol.asyncDispose]());

/** Records a payment, and what is to be stored of it next. */
async function change(key: string, next: Step, generation: Generation = 'v2'): Promise<Change> {
  const payer = { generation, tool: 'verify_emails', walls: {} } as const;
  const { at: sentAt } = await bench.store.claim(SCOPE, [{ item: key, input: key, credits: 1 }], payer);
  return { item: itemOf(key, { name: 'sending', sentAt, started: 0 }, generation), next };
}

function itemOf(key: string, state: State, generation: Generation = 'v2'): WorkItem {
  const method = (generation === 'v2' ? verifyV2 : verifyV1) as unknown as AnyMethod;
  const asked = { waiters: new Set([]), payer: undefined, replaces: undefined, fallback: undefined };
  const counts = { dueAt: 0, polls: 0, failures: 0, expected: undefined };
  const flags = { holds: 0, alone: false, pinned: false, fellBack: false };
  return { key, openedAt: Date.now(), method, input: key, state, ...asked, ...counts, ...flags };
}

const running = (task: string | undefined): Step => ({
  state: { name: 'running', sentAt: 1, started: 0, task, seen: false },
  write: { kind: 'started' },
});
const failing = (write: Write): Step => ({
  state: { name: 'ended', end: { status: 'failed', reason: 'in_doubt' } },
  write,
});
const done = (answer: string, more: object = {}): Step => ({
  state: { name: 'ended', end: { status: 'done', found: { state: 'done', answer, credits: 1, ...more } } },
  write: { kind: 'settled' },
});

const store = (changes: readonly Change[], by: Store = bench.store) =>
  storeSteps(bench.coordinator('v2', { store: by }).options, changes);

test('steps of all kinds that come together are each stored as they are', async () => {
  await store([
    await change('first task', running('one')),
    await change('lost', failing({ kind: 'doubted', reason: 'task_lost' })),
    await change('second task', running('two')),
    await change('of v1', running(undefined), 'v1'),
    await change('in doubt', failing({ kind: 'doubted', reason: 'in_doubt' })),
    await change('refused', failing({ kind: 'released' })),
    await change('answered by v2', done('by v2')),
    await change('answered by v1', done('by v1'), 'v1'),
    await change('as before', failing({ kind: 'none' })),
  ]);
  expect(await bench.row('first task')).toMatchObject({ state: 'running', task: 'one' });
  expect(await bench.row('second task')).toMatchObject({ state: 'running', task: 'two' });
  expect(await bench.row('of v1')).toMatchObject({ state: 'running', task: undefined });
  expect(await bench.row('lost')).toMatchObject({ state: 'doubt', reason: 'task_lost' });
  expect(await bench.row('in doubt')).toMatchObject({ state: 'doubt', reason: 'in_doubt' });
  expect(await bench.row('refused')).toBeUndefined();
  expect(await bench.row('answered by v2')).toMatchObject({ answer: { value: 'by v2', generation: 'v2' } });
  expect(await bench.row('answered by v1')).toMatchObject({ answer: { value: 'by v1', generation: 'v1' } });
  expect(await bench.row('as before')).toMatchObject({ state: 'sent' });
});

describe('an answer', () => {
  test('is final, and a find, unless it says otherwise', async () => {
    await store([
      await change('a', done('final')),
      await change('b', done('may change', { provisional: true })),
    ]);
    expect(await bench.row('a')).toMatchObject({ reserved: 0, answer: { provisional: false } });
    expect(await bench.row('b')).toMatchObject({ reserved: 0, answer: { provisional: true } });
    await bench.pass(2 * 86_400);
    expect(await bench.row('a')).toBeDefined();
  });

  test('that may still be charged keeps its reservation', async () => {
    await store([await change('a', done('greylisted', { provisional: true, open: true, credits: 0 }))]);
    expect(await bench.row('a')).toMatchObject({ reserved: 1, answer: { provisional: true } });
  });

  test('that is a miss is kept for a day', async () => {
    await store([await change('a', done('nothing', { miss: true, credits: 0 }))]);
    await bench.pass(86_000);
    expect(await bench.row('a')).toBeDefined();
    await bench.pass(500);
    expect(await bench.row('a')).toBeUndefined();
  });

  test('that nobody here paid for costs nothing', async () => {
    const free: State = { name: 'running', sentAt: undefined, started: 0, task: undefined, seen: true };
    await store([
      { item: itemOf('a', { name: 'checking' }), next: done('known') },
      { item: itemOf('b', free), next: done('queued by somebody else') },
    ]);
    expect(await bench.row('a')).toMatchObject({ state: 'done', answer: { value: 'known' } });
    expect(await bench.row('b')).toMatchObject({
      state: 'done',
      answer: { value: 'queued by somebody else' },
    });
    expect(await bench.store.reported(SCOPE, ['a', 'b'])).toMatchObject({ spent: 0, reserved: 0 });
  });
});

test('what was not paid for here has no payment that could be stored', async () => {
  const elsewhere: State = { name: 'running', sentAt: undefined, started: 0, task: undefined, seen: true };
  const steps = [
    failing({ kind: 'doubted', reason: 'task_lost' }),
    failing({ kind: 'released' }),
    running('a'),
  ];
  let stored = 0;
  for (const state of [elsewhere, { name: 'checking' } as const]) {
    for (const next of steps) void store([{ item: itemOf('a', state), next }]).then(() => stored++);
  }
  await bench.pass(0.1);
  expect(stored).toBe(6);
  expect(await bench.row('a')).toBeUndefined();
});

test('a disk that is full is tried again every second until it takes it', async () => {
  const changes = [await change('a', running('task'))];
  let full = true;
  const disk: Store = Object.create(bench.store, {
    started: {
      value: async (...told: Parameters<Store['started']>) => {
        if (full) throw new Error('database or disk is full');
        return bench.store.started(...told);
      },
    },
  });
  let stored = false;
  void store(changes, disk).then(() => {
    stored = true;
  });
  await bench.pass(2.5);
  full = false;
  await bench.pass(0.4);
  expect([stored, (await bench.row('a'))?.state]).toEqual([false, 'sent']);
  await bench.pass(0.2);
  expect([stored, (await bench.row('a'))?.state]).toEqual([true, 'running']);
});
