import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SnovioError } from '../../src/errors.ts';
import { openLedgerFile, transact, transactLightly } from '../../src/spending/sqlite/database.ts';
import { SqliteStore } from '../../src/spending/sqlite/sqlite-store.ts';
import { openToOthers } from '../../src/spending/sqlite/state-files.ts';
import { stateDirectory } from '../faults/kit.ts';

let state: ReturnType<typeof stateDirectory>;
/** A state directory that is not there yet. */
let path: string;

beforeEach(() => {
  state = stateDirectory();
  path = join(state.path, 'deep', 'inside');
});

afterEach(() => state[Symbol.dispose]());

const modeOf = (...names: string[]) => statSync(join(path, ...names)).mode & 0o777;
const FIND = { account: 'account', question: 'find' } as const;

/** Why a ledger cannot be opened. */
function failureOf(work: () => unknown): SnovioError {
  try {
    work();
  } catch (error) {
    if (error instanceof SnovioError) return error;
    throw error;
  }
  throw new Error('It was opened.');
}

describe('the files', () => {
  test('are readable by their owner only, whoever made them readable for others', async () => {
    await new SqliteStore(path, 30).close();
    expect(modeOf()).toBe(0o700);
    expect(readdirSync(path)).toEqual(expect.arrayContaining(['ledger.db', 'pace.db']));
    chmodSync(join(path, 'ledger.db'), 0o644);
    await new SqliteStore(path, 30).close();
    expect([modeOf('ledger.db'), modeOf('pace.db')]).toEqual([0o600, 0o600]);
  });

  test.each(['ledger.db', 'ledger.db-wal', 'pace.db', 'ledger.key'])(
    'are none of links: %s leads elsewhere',
    name => {
      const elsewhere = join(state.path, 'elsewhere');
      mkdirSync(path, { recursive: true });
      writeFileSync(elsewhere, '');
      symlinkSync(elsewhere, join(path, name));
      expect(failureOf(() => new SqliteStore(path, 30)).message).toContain(
        `${join(path, name)} is a symbolic link`,
      );
      expect(readFileSync(elsewhere, 'utf8')).toBe('');
    },
  );

  test('are none of links also where those lead nowhere', () => {
    mkdirSync(path, { recursive: true });
    symlinkSync(join(state.path, 'nowhere'), join(path, 'ledger.db'));
    expect(failureOf(() => new SqliteStore(path, 30)).message).toContain('is a symbolic link');
    expect(readdirSync(state.path)).toEqual(['deep']);
  });

  test('lie in a directory of which it is told what others can do there', () => {
    expect(openToOthers(path)).toBeUndefined();
    mkdirSync(path, { recursive: true });
    for (const [mode, text] of [
      [0o700, undefined],
      [0o755, `Others on this machine can see which files are in ${path} (mode 755).`],
      [0o770, `Others on this machine can replace the ledger in ${path} (mode 770).`],
    ] as const) {
      chmodSync(path, mode);
      expect(openToOthers(path)?.text).toBe(text);
      expect(modeOf()).toBe(mode);
    }
  });

  test('in memory are none', async () => {
    await new SqliteStore(':memory:', 30).close();
    expect(() => statSync(':memory:')).toThrow(/ENOENT/);
  });

  test('are on disk before a request leaves, power cut included', () => {
    const db = openLedgerFile(path);
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA busy_timeout').get()).toEqual({ timeout: 5000 });
    expect(db.prepare('PRAGMA secure_delete').get()).toEqual({ secure_delete: 1 });
    db.close();
  });
});

describe('a ledger that cannot be used', () => {
  test('says which, why, and what to do', () => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'ledger.db'), 'this is no ledger\n'.repeat(500));
    const error = failureOf(() => new SqliteStore(path, 30));
    expect(error.code).toBe('not_configured');
    expect(error.message).toBe(
      `The ledger ${join(path, 'ledger.db')} cannot be used: file is not a database. It remembers what is paid for. ` +
        'Repair or restore it, free the disk or correct the permissions; or move it away to start a new one, ' +
        'or set SNOVIO_STATE_DIR to another directory.',
    );
    expect(error.cause).toMatchObject({ message: 'file is not a database' });
  });

  test('lies under a file instead of a directory', () => {
    writeFileSync(join(state.path, 'deep'), '');
    expect(failureOf(() => new SqliteStore(path, 30)).message).toMatch(/cannot be used: .*(ENOTDIR|EEXIST)/);
  });

  test('has lost a table', () => {
    const db = openLedgerFile(path);
    db.exec('DROP TABLE spend');
    db.close();
    expect(failureOf(() => new SqliteStore(path, 30)).message).toContain('no such table: spend');
  });

  test('was written by a newer version; it is left alone', () => {
    const db = openLedgerFile(path);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(failureOf(() => new SqliteStore(path, 30)).message).toContain('newer snovio-mcp (schema 99)');
    const after = new DatabaseSync(join(path, 'ledger.db'));
    expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 });
    after.close();
  });
});

test('a ledger of the first version keeps its payments and answers', async () => {
  mkdirSync(path, { recursive: true });
  const db = new DatabaseSync(join(path, 'ledger.db'));
  db.exec(FIRST_VERSION);
  db.close();
  const store = new SqliteStore(path, 30);
  const rows = await store.rows(FIND, ['told', 'untold', 'sent']);
  const answer = { value: 'found', generation: 'v1', checkedAt: 20, provisional: false };
  expect(rows.get('told')).toMatchObject({ state: 'done', reserved: 0, answer });
  expect(rows.get('sent')).toMatchObject({ state: 'sent', reserved: 3, answer: undefined });
  expect(await store.reported(FIND, ['told'])).toMatchObject({ spent: 0, reserved: 0 });
  expect(await store.reported(FIND, ['untold', 'sent'])).toMatchObject({ spent: 2, reserved: 3 });
  await store.events.add('account', 'an event', 'body', 'facts');
  expect(await store.events.list('account', { limit: 1 })).toMatchObject([{ facts: 'facts' }]);
  await store.close();
  await new SqliteStore(path, 30).close();
});

const FIRST_VERSION = `
  CREATE TABLE spend (
    id INTEGER PRIMARY KEY, account TEXT NOT NULL, tool TEXT NOT NULL, process TEXT NOT NULL, at INTEGER NOT NULL,
    credits REAL NOT NULL) STRICT;
  CREATE TABLE item (
    account TEXT NOT NULL, question TEXT NOT NULL, item TEXT NOT NULL, state TEXT NOT NULL,
    generation TEXT NOT NULL, task TEXT, reason TEXT, input TEXT NOT NULL, answer TEXT, credits REAL NOT NULL,
    reported INTEGER NOT NULL, provisional INTEGER NOT NULL, spend_id INTEGER, sent_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL, expires_at INTEGER,
    PRIMARY KEY (account, question, item)) STRICT;
  INSERT INTO item VALUES
    ('account', 'find', 'told', 'done', 'v1', NULL, NULL, '1', '"found"', 2, 1, 0, 1, 10, 20, 9000000000000),
    ('account', 'find', 'untold', 'done', 'v1', NULL, NULL, '1', '"found"', 2, 0, 0, 2, 10, 20, 9000000000000),
    ('account', 'find', 'sent', 'sent', 'v1', NULL, NULL, '1', NULL, 3, 0, 0, 3, 10, 20, NULL);
  PRAGMA user_version = 1;`;

describe('a transaction', () => {
  let db: DatabaseSync;

  beforeEach(() => {
    db = new DatabaseSync(':memory:');
    db.exec('CREATE TABLE note (text TEXT NOT NULL)');
  });

  afterEach(() => db.close());

  const write = (text: string) => db.prepare('INSERT INTO note VALUES (?)').run(text);
  const notes = () =>
    db
      .prepare('SELECT text FROM note')
      .all()
      .map(({ text }) => text);

  test.each([
    ['transact', transact],
    ['transactLightly', transactLightly],
  ])('%s: happens as a whole', (_, run) => {
    expect(run(db, () => write('kept') && 'result')).toBe('result');
    expect(db.isTransaction).toBe(false);
    const failure = new Error('on the way');
    const failing = () => {
      write('lost');
      throw failure;
    };
    expect(() => run(db, failing)).toThrow(failure);
    expect(db.isTransaction).toBe(false);
    expect(notes()).toEqual(['kept']);
  });

  test('that has been rolled back already tells what went wrong', () => {
    const failing = () => {
      db.exec('ROLLBACK');
      throw new Error('disk full');
    };
    expect(() => transact(db, failing)).toThrow('disk full');
  });

  test('does not wait for the disk where it is not about money, and does afterwards', () => {
    const mode = () => db.prepare('PRAGMA synchronous').get()?.synchronous;
    expect(transactLightly(db, mode)).toBe(1);
    expect(mode()).toBe(2);
    expect(() => transactLightly(db, () => write(null as never))).toThrow();
    expect(mode()).toBe(2);
  });
});

/** Holds the file for a while as another process does that makes it. */
const HOLD = `
  const { DatabaseSync } = require('node:sqlite');
  const { workerData: { file, ms }, parentPort } = require('node:worker_threads');
  const db = new DatabaseSync(file);
  db.exec('BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS other (at INTEGER)');
  parentPort.postMessage('held');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  db.exec('COMMIT');
  db.close();`;

test('a file that another process is making is waited for', async () => {
  mkdirSync(path, { recursive: true });
  const workerData = { file: join(path, 'ledger.db'), ms: 300 };
  const holder = new Worker(HOLD, { eval: true, workerData });
  await new Promise(resolve => holder.once('message', resolve));
  const store = new SqliteStore(path, 30);
  expect(await store.isUsable()).toBe(true);
  await store.close();
  await holder.terminate();
});
