import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PostgresStore } from '../../src/spending/postgres/postgres-store.ts';
import type { Entry, Limit, Payer } from '../../src/spending/store.ts';
import { WINDOW_MS } from '../faults/kit.ts';
import { startHarness } from '../harness.ts';
import { addresses, verdicts } from '../snovio/flows/kit.ts';
import { entry, payer, VERIFY } from '../spending/payments.ts';
import { startPostgres } from '../spending/postgres-shared.ts';
import type { SharedStore } from '../spending/store-contract.ts';
import { closeAll, openTwo } from '../spending/two-processes.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { deploy, LIMIT, mostInAWindow, recordSlots } from './copies.ts';

// A payment and the slot that its request uses are one commit.

let cluster: Cluster;
let shared: SharedStore;
let one: PostgresStore;
let other: PostgresStore;

beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);

afterAll(() => cluster[Symbol.asyncDispose](), 120_000);

beforeEach(async () => {
  const opened = await openTwo(() => startPostgres(cluster));
  shared = opened.shared;
  [one, other] = [opened.one as PostgresStore, opened.other as PostgresStore];
});

afterEach(() => closeAll(one, other, shared));

const SINGLE = { requests: 1, windowMs: 60_000 };
const { account } = VERIFY;
const pay = (
  store: PostgresStore,
  item: string,
  { limit = SINGLE, walls = {}, ...more }: Partial<Entry> & { limit?: Limit; walls?: Payer['walls'] } = {},
) => store.claimWithSlot(VERIFY, [entry(item, more)], { ...payer, walls }, limit);

test('a payment takes a slot, which counts for everybody', async () => {
  await one.takeSlot(account, { ...SINGLE, requests: 2 });
  await shared.age(10_000);
  const { claimed, slot, at } = await pay(one, 'a', { limit: { ...SINGLE, requests: 2 } });
  expect([claimed, slot?.taken, slot?.pausedMs]).toEqual([['a'], true, 0]);
  expect(slot?.ages).toHaveLength(2);
  expect(slot?.ages[0]).toBeGreaterThanOrEqual(10_000);
  expect((await other.takeSlot(account, { ...SINGLE, requests: 2 })).taken).toBe(false);
  expect((await other.rows(VERIFY, ['a'])).get('a')).toMatchObject({ state: 'sent', sentAt: at });
  expect((await pay(other, 'b', { limit: { ...SINGLE, requests: 3 } })).slot?.taken).toBe(true);
});

test('without a slot nothing is recorded or reserved, and it is told when one comes', async () => {
  await one.takeSlot(account, SINGLE);
  await shared.age(20_000);
  const { claimed, taken, walled, slot } = await pay(other, 'a');
  expect({ claimed, taken, walled }).toEqual({ claimed: [], taken: [], walled: [] });
  expect(slot).toMatchObject({ taken: false, pausedMs: 0 });
  expect(slot?.ages).toHaveLength(1);
  expect(slot?.ages[0]).toBeGreaterThanOrEqual(20_000);
  expect((await one.rows(VERIFY, ['a'])).size).toBe(0);
  expect((await one.spent(account)).last24Hours).toBe(0);
  await shared.age(40_000);
  expect((await pay(other, 'a')).claimed).toEqual(['a']);
});

test('a pause holds payments back', async () => {
  await one.pauseSlots(account, 5000, SINGLE);
  const { claimed, slot } = await pay(other, 'a');
  expect([claimed, slot?.taken]).toEqual([[], false]);
  expect(slot?.pausedMs).toBeGreaterThan(4000);
});

test('a clock that was set back keeps payments waiting no longer than the window', async () => {
  await one.takeSlot(account, SINGLE);
  await shared.age(-3_600_000);
  expect((await pay(other, 'a')).slot).toMatchObject({ taken: false, ages: [0] });
  await shared.age(60_000);
  expect((await pay(other, 'a')).claimed).toEqual(['a']);
});

test('where nothing is to be paid for, the slot stays free', async () => {
  expect(await pay(one, 'a', { credits: 2, walls: { day: 1 } })).toMatchObject({
    walled: ['a'],
    slot: undefined,
  });
  await one.claim(VERIFY, [entry('b')], payer);
  expect(await pay(other, 'b')).toMatchObject({ taken: ['b'], slot: undefined });
  expect((await one.takeSlot(account, SINGLE)).taken).toBe(true);
});

test('payments of two processes at the same moment share the slots', async () => {
  const limit = { ...SINGLE, requests: 5 };
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, n) => pay(n % 2 ? one : other, `x${n}`, { limit })),
  );
  expect(all.flatMap(({ claimed }) => claimed)).toHaveLength(5);
  expect((await one.spent(account)).last24Hours).toBe(5);
});

test('whoever looks why there is no slot changes none that another takes meanwhile', async () => {
  await using place = await deploy(cluster);
  await using opened = await startHarness({ reuse: place.sandbox, env: place.env() });
  const { store } = opened.accounts;
  await recordSlots(place);
  const limit = { requests: 3, windowMs: 10 };
  const all = await Promise.all(
    Array.from({ length: 8 }, async (_, n) => {
      let taken = 0;
      for (let i = 0; i < 60; i++) {
        const slot =
          n % 2
            ? await store.takeSlot(account, limit)
            : (await pay(store as PostgresStore, `${n} ${i}`, { limit })).slot;
        if (slot?.taken) taken += 1;
      }
      return taken;
    }),
  );
  const [granted] = await place.sql<{ n: string }>('SELECT count(*) AS n FROM granted');
  expect(Number(granted?.n)).toBe(all.reduce((sum, taken) => sum + taken, 0));
  expect(await mostInAWindow(place, limit.windowMs)).toBeLessThanOrEqual(limit.requests);
});

test('slots that another copy has used up are waited for before anything is paid', async () => {
  await using place = await deploy(cluster);
  await using copy = await startHarness({ reuse: place.sandbox, env: place.env() });
  await copy.call('verify_emails', { emails: addresses(1) });
  const before = place.sandbox.requests.length;
  const used = await place.sql<{ until: string }>(
    `UPDATE snovio_mcp.pace SET slots = array_fill(now.ms, ARRAY[${LIMIT}])
       FROM (SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms) AS now
       RETURNING now.ms + ${WINDOW_MS} AS until`,
  );
  const answer = await copy.call('verify_emails', { emails: addresses(3, 10) });
  expect(verdicts(answer)).toEqual(['valid', 'valid', 'valid']);
  expect(place.sandbox.charges).toHaveLength(4);
  const [first] = place.sandbox.requests.slice(before);
  expect(first?.at).toBeGreaterThanOrEqual(Number(used[0]?.until));
});
