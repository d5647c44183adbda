import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SqliteStore } from '../../src/spending/sqlite/sqlite-store.ts';
import { stateDirectory } from '../faults/kit.ts';

// What belongs to the events in SQLite's file; events-contract.ts has what every store promises.

const OPENED = 'campaign_email opened';
let state: ReturnType<typeof stateDirectory>;
let store: SqliteStore;

beforeEach(() => {
  state = stateDirectory();
  store = new SqliteStore(state.path, 30);
});

afterEach(async () => {
  await store.close();
  state[Symbol.dispose]();
});

const facts = async (account = 'a') =>
  (await store.events.list(account, { limit: 100 })).map(event => event.facts);

/** Changes the file as nobody but an attacker or a fault does. */
function tamper(sql: string): void {
  const db = new DatabaseSync(join(state.path, 'ledger.db'), { timeout: 5000 });
  db.exec(sql);
  db.close();
}

test('an event that was moved to another account or place, or damaged, is left out', async () => {
  for (const n of [1, 2, 3]) await store.events.add('a', OPENED, `body ${n}`, n);
  expect(await facts()).toEqual([3, 2, 1]);
  tamper(`UPDATE event SET account = 'b' WHERE number = 1; UPDATE event SET facts = x'00' WHERE number = 2`);
  expect([await facts(), await facts('b')]).toEqual([[3], []]);
  tamper(`UPDATE event SET number = 9 WHERE number = 3`);
  expect(await facts()).toEqual([]);
});

test('where the key is lost, the events go that nobody can read any more, and the numbers go on', async () => {
  await store.events.add('a', OPENED, 'same', 'of the old key');
  const signature = store.events.sign('text');
  const key = join(state.path, 'ledger.key');
  for (const lose of [() => rmSync(key), () => writeFileSync(key, readFileSync(key).toReversed())]) {
    await store.close();
    lose();
    store = new SqliteStore(state.path, 30);
    expect([await store.events.count('a'), await store.events.latest(['a'])]).toEqual([0, new Map()]);
  }
  expect(store.events.sign('text')).not.toBe(signature);
  await store.events.add('a', OPENED, 'same', 'of the new key');
  expect(await store.events.list('a', { limit: 5 })).toMatchObject([{ number: 2, facts: 'of the new key' }]);
});

test('a ledger in memory keeps events while it lives', async () => {
  const memory = new SqliteStore(':memory:', 30);
  await memory.events.add('a', OPENED, 'body', 'facts');
  expect(memory.events.keeps).toBe(true);
  expect(await memory.events.list('a', { limit: 5 })).toMatchObject([{ facts: 'facts' }]);
  await memory.close();
});

test('a clock that is set back gives no event a lower number', async () => {
  await store.events.add('a', OPENED, 'first', 'first');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
  try {
    await store.events.add('a', OPENED, 'second', 'second');
    expect(await facts()).toEqual(['second', 'first']);
  } finally {
    vi.useRealTimers();
  }
});

test('what was forgotten is in no file any more', async () => {
  const onDisk = () =>
    ['ledger.db', 'ledger.db-wal'].map(name => readFileSync(join(state.path, name), 'latin1')).join('');
  await store.events.add('a', 'campaign_reply received', 'body', { email: 'ann@acme.example' });
  expect(onDisk()).toContain('campaign_reply received');
  await store.forget({ email: 'ann@acme.example' });
  expect(onDisk()).not.toContain('campaign_reply received');
});

describe('two processes', () => {
  const WRITER = `
    const [, module, path, name] = process.argv;
    const { SqliteStore } = await import(module);
    const store = new SqliteStore(path, 30);
    process.stdout.write('ready');
    await new Promise(resolve => process.stdin.once('data', resolve));
    for (let i = 0; i < 40; i += 1) await store.events.add('a', 'an event', name + i, name);
    for (let i = 0; i < 10; i += 1) await store.events.add('a', 'an event', 'same', 'same');
    await store.close();
    process.exit(0);`;

  test('that add at once lose nothing, and give no number twice', async () => {
    const module = fileURLToPath(new URL('../../src/spending/sqlite/sqlite-store.ts', import.meta.url));
    const writers = ['x', 'y'].map(name =>
      spawn(process.execPath, ['--input-type=module', '-e', WRITER, module, state.path, name], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    await Promise.all(writers.map(writer => once(writer.stdout, 'data')));
    const ends = writers.map(writer => once(writer, 'exit'));
    for (const writer of writers) writer.stdin.write('go');
    expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0]);
    const events = await store.events.list('a', { limit: 100 });
    expect(new Set(events.map(({ number }) => number)).size).toBe(81);
    expect(events.filter(event => event.facts === 'x')).toHaveLength(40);
    expect(events.filter(event => event.facts === 'same')).toMatchObject([{ times: 20 }]);
  }, 60_000);
});
