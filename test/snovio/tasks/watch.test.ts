import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Generation, Row, Store } from '../../../src/spending/store.ts';
import { Bench, emails, later, SCOPE, told } from './kit.ts';

// What another process is paying for: its row is read until the item can go on here.

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

afterEach(() => bench[Symbol.asyncDispose]());

const [A0 = ''] = emails(1);

/** Records a payment as another process does, directly before its request leaves. */
async function claim(generation: Generation = 'v2') {
  const payer = { generation, tool: 'verify_emails', walls: {} };
  const { at: sentAt } = await bench.store.claim(SCOPE, [{ item: A0, input: A0, credits: 1 }], payer);
  return { item: A0, sentAt };
}

/** Stores its answer. */
function settle({ sentAt }: { sentAt: number }) {
  const rest = { credits: 1, provisional: false, open: false, miss: false };
  const ending = { item: A0, input: A0, sentAt, since: Date.now(), answer: 'theirs', ...rest };
  return bench.store.settled(SCOPE, [ending], 'v2');
}

/** The store, and how often its rows are read. `after` runs between a read and its result. */
function counted(after: (row: Row | undefined) => Promise<unknown> = async () => {}) {
  const reads = { count: 0 };
  const rows: Store['rows'] = async (scope, items) => {
    reads.count += 1;
    const found = await bench.store.rows(scope, items);
    await after(found.get(A0));
    return found;
  };
  return { reads, store: bench.storeWith({ rows }) };
}

test('its row is read once, however many calls wait for it', async () => {
  const sent = await claim();
  const { store, reads } = counted();
  const work = bench.coordinator('v2', { store });
  const calls = [bench.ask(work, emails(1))];
  await bench.pass(0.1);
  calls.push(bench.ask(work, emails(1)), bench.ask(work, emails(1)));
  await bench.pass(1);
  expect(reads.count).toBe(5);
  await settle(sent);
  await bench.pass(0.2);
  expect(calls.map(told)).toEqual([['done by ledger'], ['done by ledger'], ['done by ledger']]);
  expect(work.busy).toBe(false);
});

test('it is queued as soon as its row says so, for who wants no more', async () => {
  const sent = await claim();
  const work = bench.coordinator();
  const queueing = bench.ask(work, emails(1), { until: 'started' });
  const asking = bench.ask(work, emails(1));
  await bench.pass(1);
  expect(told(queueing)).toBeUndefined();
  await bench.store.started(SCOPE, [sent], 'theirs');
  await bench.pass(0.21);
  expect([told(queueing), told(asking)]).toEqual([['pending'], undefined]);
});

test('it is not queued because its row says that it is in doubt', async () => {
  const sent = await claim('v1');
  const call = bench.ask(bench.coordinator('v1'), emails(1), { until: 'started', wait: 5 });
  await bench.pass(1);
  await bench.store.doubted(SCOPE, [sent], 'in_doubt');
  await bench.pass(1);
  expect(told(call)).toBeUndefined();
  await bench.pass(4);
  expect(told(call)).toEqual(['pending: in_doubt']);
});

test('its row is not read any more when everybody has left', async () => {
  await claim();
  const { store, reads } = counted();
  bench.ask(bench.coordinator('v2', { store }), emails(1), { wait: 1.1 });
  await bench.pass(10);
  expect(reads.count).toBe(5);
});

test('a store that fails once is asked again', async () => {
  const sent = await claim();
  let failures = 0;
  const { store } = counted(async () => {
    failures += 1;
    if (failures === 1) throw new Error('database is locked');
  });
  const call = bench.ask(bench.coordinator('v2', { store }), emails(1));
  await bench.pass(0.1);
  await settle(sent);
  await bench.pass(1);
  expect(told(call)).toEqual(['done by ledger']);
});

test('a process that answers just when it seems to be dead is believed', async () => {
  const sent = await claim();
  let alive = false;
  const { store } = counted(async row => {
    if (!row || Date.now() - row.sentAt <= 110_000 || alive) return;
    alive = true;
    await bench.store.started(SCOPE, [sent], 'theirs');
  });
  const call = bench.ask(bench.coordinator('v2', { store }), emails(1), { wait: 600 });
  await bench.pass(111);
  expect(alive).toBe(true);
  expect(await bench.row(A0)).toMatchObject({ state: 'running', task: 'theirs' });
  expect(told(call)).toBeUndefined();
  expect(bench.sent.find(({ kind }) => kind === 'read')?.task).toBe('theirs');
});

test('a late look at a row takes nothing from the call that came after', async () => {
  const sent = await claim();
  let late = false;
  const { store } = counted(async row => {
    if (!row && !late) {
      late = true;
      await later(500);
    }
  });
  const work = bench.coordinator('v2', { store });
  const leaving = bench.ask(work, emails(1));
  await bench.pass(0.1);
  await bench.store.released(SCOPE, [sent]);
  await bench.pass(0.11);
  expect(late).toBe(true);
  leaving.abort.abort();
  await bench.pass(0.01);
  const next = bench.ask(work, emails(1));
  await bench.pass(20);
  expect([told(leaving), told(next)]).toEqual([['pending'], ['done by v2']]);
  expect(bench.log('start')).toHaveLength(1);
});
