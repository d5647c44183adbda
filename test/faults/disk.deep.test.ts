import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { addresses, PATHS, verdicts } from '../snovio/flows/kit.ts';
import { environmentOf, hastySandbox, type Spawned, spawnServer, stateDirectory } from './kit.ts';
import { settled } from './tally.ts';

const TABLES = {
  'ledger.db': ['item', 'spend'],
  'pace.db': ['slot', 'paused'],
};
const CHANGES = ['INSERT', 'UPDATE', 'DELETE'];

/** A file of the state directory that refuses every change from now on, as a full disk makes SQLite do; and lets go again. */
function refusing(stateDir: string, file: keyof typeof TABLES): { start(): void; stop(): void } {
  const run = (sql: (name: string, change: string, table: string) => string) => {
    const db = new DatabaseSync(join(stateDir, file), { timeout: 5000 });
    db.exec('PRAGMA busy_timeout = 5000');
    for (const table of TABLES[file])
      for (const change of CHANGES) db.exec(sql(`refuse_${table}_${change}`, change, table));
    db.close();
  };
  return {
    start: () =>
      run(
        (name, change, table) =>
          `CREATE TRIGGER ${name} BEFORE ${change} ON ${table} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
      ),
    stop: () => run(name => `DROP TRIGGER ${name}`),
  };
}

interface World extends AsyncDisposable {
  sandbox: Sandbox;
  server: Spawned;
  stateDir: string;
  env: Record<string, string>;
}

async function world(generation: 'v1' | 'v2'): Promise<World> {
  const state = stateDirectory();
  const sandbox = await hastySandbox();
  const env = environmentOf(sandbox, state.path, { SNOVIO_API_GENERATION: generation });
  const server = await spawnServer(env);
  // Its files are open from the first call on.
  await server.call('get_balance', {});
  return {
    sandbox,
    server,
    env,
    stateDir: state.path,
    [Symbol.asyncDispose]: async () => {
      await server.kill();
      await sandbox.close();
      state[Symbol.dispose]();
    },
  };
}

const spent = ({ structured }: { structured: { credits: { spent: number } } }) => structured.credits.spent;

describe.each(['v1', 'v2'] as const)('a ledger that cannot be written, in %s', generation => {
  const { start, read } = PATHS.verify[generation];
  const valid = (count: number) => Array.from({ length: count }, () => 'valid');

  test('nothing is sent that could not be recorded', async () => {
    await using w = await world(generation);
    const disk = refusing(w.stateDir, 'ledger.db');
    disk.start();
    const answer = await w.server.call('verify_emails', { emails: addresses(3) });
    expect(answer.code).toBe('upstream_unavailable');
    expect(answer.text).toMatch(/ledger could not be written.*nothing was sent or spent/);
    expect(w.sandbox.requests.filter(({ path }) => path === start)).toHaveLength(0);
    disk.stop();
    const again = await w.server.call('verify_emails', { emails: addresses(3) });
    expect(verdicts(again)).toEqual(valid(3));
    expect(spent(again)).toBe(3);
  });

  test.each([
    ['the charged request has arrived', start, 'received'],
    ['it has been charged', start, 'charged'],
    ['the result is read', read, 'charged'],
  ] as const)(
    'from when %s: the result is pending until the disk takes it, then delivered and told once',
    async (_, path, stage) => {
      await using w = await world(generation);
      const disk = refusing(w.stateDir, 'ledger.db');
      let struck = false;
      w.sandbox.faults.add({
        path,
        kind: 'pass',
        times: Number.POSITIVE_INFINITY,
        on: reached => {
          // v1 reads before it pays: that read is not the one.
          if (struck || reached !== stage || (w.sandbox.charges.length === 0) === (stage !== 'received'))
            return;
          struck = true;
          disk.start();
        },
      });
      const emails = addresses(4);
      const first = await w.server.call('verify_emails', { emails, waitSeconds: 3 });
      expect(struck).toBe(true);
      expect(verdicts(first)).toEqual(emails.map(() => 'pending'));
      expect(spent(first)).toBe(0);
      const refused = await w.server.call('verify_emails', { emails: addresses(1, 50) });
      expect(refused.code).toBe('upstream_unavailable');
      disk.stop();
      const second = await settled(() => w.server.call('verify_emails', { emails }));
      expect(verdicts(second)).toEqual(valid(4));
      expect(spent(second)).toBe(4);
      const more = await settled(() => w.server.call('verify_emails', { emails: addresses(1, 60) }));
      expect(verdicts(more)).toEqual(['valid']);
      await w.server.endInput();
      await using other = await spawnServer(w.env);
      const third = await other.call('verify_emails', { emails });
      expect(third.structured.results).toMatchObject(
        emails.map(() => ({ status: 'valid', source: 'ledger' })),
      );
      expect(spent(third)).toBe(0);
      expect(w.sandbox.charges).toHaveLength(5);
    },
  );

  test('a shared pace that cannot be written stops nobody, and a 429 is still a 429', async () => {
    await using w = await world(generation);
    refusing(w.stateDir, 'pace.db').start();
    w.sandbox.faults.add({ path: start, kind: 'status', status: 429, headers: { 'retry-after': '0' } });
    const answer = await w.server.call('verify_emails', { emails: addresses(12) });
    expect(verdicts(answer)).toEqual(valid(12));
    expect(w.sandbox.charges).toHaveLength(12);
  });
});

test('a ledger that somebody holds locked: nothing is sent, and afterwards it goes on', async () => {
  await using w = await world('v2');
  const db = new DatabaseSync(join(w.stateDir, 'ledger.db'), { timeout: 5000 });
  db.exec('BEGIN IMMEDIATE');
  const answer = await w.server.call('verify_emails', { emails: addresses(2) });
  expect(answer.code).toBe('upstream_unavailable');
  expect(w.sandbox.charges).toHaveLength(0);
  db.exec('ROLLBACK');
  db.close();
  expect(verdicts(await w.server.call('verify_emails', { emails: addresses(2) }))).toEqual([
    'valid',
    'valid',
  ]);
});

test('results that were not stored when the process died are in doubt or read again, and not paid again', async () => {
  await using w = await world('v2');
  const disk = refusing(w.stateDir, 'ledger.db');
  w.sandbox.faults.add({
    path: PATHS.verify.v2.read,
    kind: 'pass',
    on: stage => void (stage === 'received' && disk.start()),
  });
  const emails = addresses(3);
  const first = await w.server.call('verify_emails', { emails, waitSeconds: 3 });
  expect(spent(first)).toBe(0);
  await w.server.kill();
  disk.stop();
  await using other = await spawnServer(w.env);
  const again = await settled(() => other.call('verify_emails', { emails }));
  expect(verdicts(again)).toEqual(['valid', 'valid', 'valid']);
  expect(spent(again)).toBe(3);
  expect(w.sandbox.charges).toHaveLength(3);
});
