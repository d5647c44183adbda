import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { addresses, verdicts } from '../snovio/flows/kit.ts';
import { type Environment, environmentOf, hastySandbox, MAIN, spawnServer, stateDirectory } from './kit.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await hastySandbox();
});

afterAll(() => sandbox.close());

/** Starts the server with its input ended, and waits for its end. */
function start(env: Environment) {
  const { status, stderr } = spawnSync(process.execPath, [MAIN], { env, input: '', encoding: 'utf8' });
  return { status, stderr };
}

/** A state directory whose ledger knows two addresses. */
async function used(stateDir: string): Promise<Environment> {
  const env = environmentOf(sandbox, stateDir);
  await using server = await spawnServer(env);
  await server.call('verify_emails', { emails: addresses(2) });
  return env;
}

test('processes that make the file at the same moment all start', async () => {
  for (let round = 0; round < 4; round++) {
    using state = stateDirectory();
    const env = environmentOf(sandbox, state.path);
    const codes = Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, [MAIN], { env, stdio: ['pipe', 'ignore', 'inherit'] });
      child.stdin.end();
      return new Promise(resolve => child.once('exit', resolve));
    });
    expect(await Promise.all(codes)).toEqual([0, 0, 0, 0]);
  }
});

test('a state directory that others can write into is told at the start', async () => {
  using state = stateDirectory();
  const env = await used(state.path);
  const told = { ...env, SNOVIO_LOG: 'warn' };
  expect(start(told).stderr).not.toContain('Others');
  chmodSync(state.path, 0o777);
  const { status, stderr } = start(told);
  expect(status).toBe(0);
  expect(stderr).toContain(`Others on this machine can replace the ledger in ${state.path} (mode 777).`);
  expect(stderr).toContain('chmod 700');
});

describe('a ledger that cannot be read', () => {
  const damages: [string, (whole: Buffer) => Buffer][] = [
    ['is something else', () => Buffer.from('this is no ledger\n'.repeat(500))],
    ['has lost its head', whole => Buffer.concat([Buffer.alloc(100), whole.subarray(100)])],
    ['was cut', whole => whole.subarray(0, 6000)],
  ];

  test.each(damages)(
    '%s: the server does not start, says what to do, and leaves the file alone',
    async (_, damage) => {
      using state = stateDirectory();
      const env = await used(state.path);
      const path = join(state.path, 'ledger.db');
      const damaged = damage(readFileSync(path));
      writeFileSync(path, damaged);
      const { status, stderr } = start(env);
      expect(status).toBe(2);
      expect(stderr).toContain(`${path} cannot be used`);
      expect(stderr).toMatch(/Repair or restore it.*move it away.*SNOVIO_STATE_DIR/);
      expect(readFileSync(path).equals(damaged)).toBe(true);
    },
  );

  test('was written by a newer version', async () => {
    using state = stateDirectory();
    const env = await used(state.path);
    const path = join(state.path, 'ledger.db');
    const db = new DatabaseSync(path, { timeout: 5000 });
    db.exec('PRAGMA user_version = 99');
    db.close();
    const { status, stderr } = start(env);
    expect(status).toBe(2);
    expect(stderr).toContain('newer snovio-mcp (schema 99)');
    const after = new DatabaseSync(path, { timeout: 5000 });
    expect(after.prepare('SELECT COUNT(*) AS n FROM item').get()?.n).toBe(2);
    after.close();
  });

  test('a directory stands in its place', () => {
    using state = stateDirectory();
    mkdirSync(join(state.path, 'ledger.db'));
    const { status, stderr } = start(environmentOf(sandbox, state.path));
    expect(status).toBe(2);
    expect(stderr).toContain('cannot be used');
  });
});

describe('a ledger that is opened', () => {
  test('an empty file of schema 0 becomes a ledger', async () => {
    using state = stateDirectory();
    const path = join(state.path, 'ledger.db');
    const old = new DatabaseSync(path, { timeout: 5000 });
    old.exec('PRAGMA user_version = 0; VACUUM');
    old.close();
    await using server = await spawnServer(environmentOf(sandbox, state.path));
    expect(verdicts(await server.call('verify_emails', { emails: addresses(1) }))).toEqual(['valid']);
    const db = new DatabaseSync(path, { timeout: 5000 });
    expect(Number(db.prepare('PRAGMA user_version').get()?.user_version)).toBeGreaterThan(0);
    db.close();
  });

  test('only its owner can read it', async () => {
    using state = stateDirectory();
    await used(state.path);
    expect(existsSync(join(state.path, 'ledger.db'))).toBe(true);
    if (process.platform !== 'win32')
      expect(statSync(join(state.path, 'ledger.db')).mode & 0o777).toBe(0o600);
  });

  test('by many processes at once, all start', async () => {
    using state = stateDirectory();
    const env = environmentOf(sandbox, join(state.path, 'new'));
    const servers = await Promise.all(Array.from({ length: 8 }, () => spawnServer(env)));
    const emails = addresses(10, 100);
    const before = sandbox.charges.length;
    const answers = await Promise.all(servers.map(server => server.call('verify_emails', { emails })));
    for (const answer of answers) expect(verdicts(answer)).toEqual(emails.map(() => 'valid'));
    expect(sandbox.charges.length - before).toBe(10);
    const spent = answers.reduce((sum, { structured }) => sum + structured.credits.spent, 0);
    expect(spent).toBe(10);
    await Promise.all(servers.map(server => server.endInput()));
  });
});
