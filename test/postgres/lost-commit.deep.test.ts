import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readDatabaseUrl } from '../../src/config/database-url.ts';
import { openDatabase } from '../../src/spending/postgres/open.ts';
import type { PostgresStore } from '../../src/spending/postgres/postgres-store.ts';
import { ending, entry, payer, VERIFY } from '../spending/payments.ts';
import { type Cluster, startCluster } from './cluster.ts';

// A connection that breaks around a commit: the store finds out what has become of it.

/** A transaction goes to the server twice: for what it reads, and for what it writes and the commit. */
const COMMIT_PACKET = 2;
const LIMIT = { requests: 1, windowMs: 60_000 };

type Break = 'before the server has it' | 'before its answer';

/** Stands between the store and the database, and breaks a connection at the commit of the next transaction. */
async function startRelay(url: string) {
  let planned: Break | undefined;
  let at = COMMIT_PACKET;
  const sockets = new Set<Socket>();
  const relay = createServer(client => {
    const server = connect(Number(new URL(url).port), '127.0.0.1');
    let packets = 0;
    const end = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) sockets.add(socket.on('error', end).on('close', end));
    client.on('data', async data => {
      packets = planned ? packets + 1 : 0;
      if (packets < at) return void server.write(data);
      const when = planned;
      planned = undefined;
      server.removeAllListeners('data');
      if (when === 'before its answer') server.write(data);
      await wait(200);
      end();
    });
    server.on('data', data => client.write(data));
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const through = new URL(url);
  through.port = String((relay.address() as AddressInfo).port);
  return {
    url: through.href,
    breakCommit: (when: Break, packet = COMMIT_PACKET) => {
      planned = when;
      at = packet;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      relay.close();
    },
  };
}

let cluster: Cluster;
let relay: Awaited<ReturnType<typeof startRelay>>;
let store: PostgresStore;

beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);

afterAll(() => cluster[Symbol.asyncDispose](), 120_000);

beforeEach(async () => {
  relay = await startRelay(await cluster.createDatabase());
  const address = readDatabaseUrl(relay.url);
  ({ store } = await openDatabase({ address, connections: 1, key: undefined, days: 30 }));
  // It tidies up first, on its only connection.
  await store.rows(VERIFY, []);
});

afterEach(async () => {
  await store.close();
  relay.close();
});

const state = async (item: string) => (await store.rows(VERIFY, [item])).get(item)?.state;
const spent = async () => (await store.spent(VERIFY.account)).last24Hours;

test('a claim whose commit was not answered has happened', async () => {
  relay.breakCommit('before its answer');
  const { claimed } = await store.claim(VERIFY, [entry('a'), entry('b')], payer);
  expect([claimed, await state('a'), await state('b'), await spent()]).toEqual([
    ['a', 'b'],
    'sent',
    'sent',
    2,
  ]);
});

test('so has one with its slot, which nobody else is given', async () => {
  relay.breakCommit('before its answer');
  const { claimed, slot } = await store.claimWithSlot(VERIFY, [entry('a')], payer, LIMIT);
  expect([claimed, slot?.taken, await state('a'), await spent()]).toEqual([['a'], true, 'sent', 1]);
  expect((await store.takeSlot(VERIFY.account, LIMIT)).taken).toBe(false);
});

test('a claim that did not reach the server has not happened, and has no slot', async () => {
  // Another payment of the same account and process is no proof of it.
  await store.claim(VERIFY, [entry('earlier')], payer);
  relay.breakCommit('before the server has it');
  const claim = store.claimWithSlot(VERIFY, [entry('a')], payer, LIMIT);
  await expect(claim).rejects.toMatchObject({ code: 'upstream_unavailable', facts: { neverSent: true } });
  expect([await state('a'), await spent()]).toEqual([undefined, 1]);
  expect((await store.takeSlot(VERIFY.account, LIMIT)).taken).toBe(true);
});

test.each([
  ['before its answer', 1, 0],
  ['before the server has it', undefined, 1],
] as const)(
  'what was charged is told once, also where the connection breaks %s',
  async (when, first, then) => {
    const { at: sentAt } = await store.claim(VERIFY, [entry('a')], payer);
    await store.settled(VERIFY, [ending({ item: 'a', sentAt })], 'v2');
    // Before the transaction it looks whether there is anything to tell.
    relay.breakCommit(when, 1 + COMMIT_PACKET);
    const told = await store.reported(VERIFY, ['a']).catch(() => undefined);
    expect([told?.spent, (await store.reported(VERIFY, ['a'])).spent]).toEqual([first, then]);
  },
);
