import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SnovioError } from '../../errors.ts';
import { makePrivateFile, makeStateDirectory } from './state-files.ts';

/** The `stateDir` that keeps nothing: a ledger in memory, gone with the process. */
export const MEMORY = ':memory:';

/** How long a process waits for another that is writing, in milliseconds. */
const BUSY_MS = 5000;

/** Each entry brings the schema from its index to the next version; entries are never changed once released. */
const MIGRATIONS = [
  `CREATE TABLE spend (
     id INTEGER PRIMARY KEY, account TEXT NOT NULL, tool TEXT NOT NULL, process TEXT NOT NULL, at INTEGER NOT NULL,
     credits REAL NOT NULL) STRICT;
   CREATE INDEX spend_at ON spend (account, at);
   CREATE TABLE item (
     account TEXT NOT NULL, question TEXT NOT NULL, item TEXT NOT NULL, state TEXT NOT NULL,
     generation TEXT NOT NULL, task TEXT, reason TEXT, input TEXT NOT NULL, answer TEXT, credits REAL NOT NULL,
     reported INTEGER NOT NULL, provisional INTEGER NOT NULL, spend_id INTEGER, sent_at INTEGER NOT NULL,
     changed_at INTEGER NOT NULL, expires_at INTEGER,
     PRIMARY KEY (account, question, item)) STRICT;
   CREATE INDEX item_expires ON item (expires_at) WHERE expires_at IS NOT NULL;`,
  // The last answer stays while a new payment for the same item is under way; `prior` is the payment before that one, to be
  // put back when the new one turns out not to have been charged.
  `ALTER TABLE item RENAME COLUMN credits TO reserved;
   ALTER TABLE item ADD COLUMN untold REAL NOT NULL DEFAULT 0;
   ALTER TABLE item ADD COLUMN answered_by TEXT;
   ALTER TABLE item ADD COLUMN checked_at INTEGER;
   ALTER TABLE item ADD COLUMN prior TEXT;
   UPDATE item SET untold = iif(reported = 0, reserved, 0), reserved = 0, answered_by = generation, checked_at = changed_at
     WHERE state = 'done';
   ALTER TABLE item DROP COLUMN reported;
   CREATE TABLE forgotten (at INTEGER NOT NULL) STRICT;`,
  // `sealed`: the item is a keyed hash of what was asked about. `forgotten`: keyed hashes of who was forgotten when.
  `ALTER TABLE item ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX item_sealed ON item (sealed) WHERE sealed = 1;
   DROP TABLE forgotten;
   CREATE TABLE forgotten (mention TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
   CREATE TABLE seal (fingerprint TEXT NOT NULL) STRICT;`,
  // The moments of a payment on the machine's own clock too, see `msSince`.
  `ALTER TABLE item ADD COLUMN sent_tick INTEGER;
   ALTER TABLE item ADD COLUMN changed_tick INTEGER;`,
  // The look at a balance that later ones are compared with, and what was owed then.
  `CREATE TABLE look (
     account TEXT PRIMARY KEY, at INTEGER NOT NULL, balance REAL NOT NULL, counted REAL NOT NULL, open REAL NOT NULL,
     untold REAL NOT NULL) STRICT;
   CREATE INDEX item_owed ON item (account, reserved, untold) WHERE reserved > 0 OR untold > 0;`,
  // Calls that go on after their request was answered, encrypted; `spend.call` names the one that a payment was for.
  `CREATE TABLE long_call (
     id TEXT PRIMARY KEY, owner TEXT NOT NULL, status TEXT NOT NULL, created_at INTEGER NOT NULL,
     changed_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, process TEXT, beat_at INTEGER NOT NULL,
     beat_tick INTEGER NOT NULL, request BLOB, state BLOB NOT NULL, replies BLOB, result BLOB) STRICT;
   CREATE INDEX long_call_owner ON long_call (owner);
   CREATE INDEX long_call_expires ON long_call (expires_at);
   ALTER TABLE spend ADD COLUMN call TEXT;
   CREATE INDEX spend_call ON spend (call) WHERE call IS NOT NULL;`,
  // Whom a line of the spending record counts among besides its account.
  `CREATE TABLE share (
     holder TEXT NOT NULL, line INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (line, holder)) STRICT, WITHOUT ROWID;
   CREATE INDEX share_at ON share (holder, at);`,
  // Credentials that people have left, encrypted, and the links that led there.
  `CREATE TABLE vault (
     person TEXT PRIMARY KEY, key_id TEXT NOT NULL, wrapped BLOB NOT NULL, sealed BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
   CREATE TABLE vault_link (id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;`,
  // What webhooks of Snov.io reported, encrypted, and the last number that an account's events were given.
  `CREATE TABLE event (
     account TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, facts BLOB NOT NULL,
     at INTEGER NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (account, number), UNIQUE (account, digest)) STRICT;
   CREATE INDEX event_at ON event (at);
   CREATE INDEX event_name ON event (account, name, number);
   CREATE TABLE event_number (account TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;`,
];

/** Opens the ledger's file, made readable by its owner only, or a ledger in memory. */
export function openLedgerFile(stateDir: string): DatabaseSync {
  return open(stateDir, 'ledger.db', db => {
    // An item that is paid for has to be on disk before its request leaves, power cut included.
    db.exec('PRAGMA synchronous = FULL');
    migrate(db);
  });
}

/** Opens the file in which the processes of a state directory share their pace. Losing it costs at most a window. */
export function openPaceFile(stateDir: string): DatabaseSync {
  return open(stateDir, 'pace.db', db => {
    db.exec('PRAGMA synchronous = OFF');
    // Moments are kept on the machine's own clock too, see `msSince`.
    db.exec(`CREATE TABLE IF NOT EXISTS slot (account TEXT NOT NULL, at INTEGER NOT NULL, tick INTEGER) STRICT;
      CREATE INDEX IF NOT EXISTS slot_at ON slot (account, at);
      CREATE TABLE IF NOT EXISTS paused (account TEXT PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS quota (
        account TEXT NOT NULL, family TEXT NOT NULL, at INTEGER NOT NULL, units INTEGER NOT NULL, tick INTEGER) STRICT;
      CREATE INDEX IF NOT EXISTS quota_at ON quota (account, family, at);`);
    transact(db, () => {
      for (const table of ['slot', 'quota']) addTick(db, table);
    });
  });
}

/** Opens the file of those who have signed in to this server. Losing it makes them sign in again. */
export function openSignInFile(stateDir: string): DatabaseSync {
  return open(stateDir, 'sign-in.db', db => {
    db.exec('PRAGMA synchronous = NORMAL');
    db.exec(`CREATE TABLE IF NOT EXISTS sign_in (
        kind TEXT NOT NULL, id TEXT NOT NULL, belongs_to TEXT, value BLOB, used_at INTEGER, tries INTEGER,
        expires_at INTEGER NOT NULL, PRIMARY KEY (kind, id)) STRICT;
      CREATE INDEX IF NOT EXISTS sign_in_belongs_to ON sign_in (belongs_to) WHERE belongs_to IS NOT NULL;
      CREATE INDEX IF NOT EXISTS sign_in_expires ON sign_in (kind, expires_at);`);
  });
}

/** Files of earlier versions have no such column. */
function addTick(db: DatabaseSync, table: string): void {
  const columns = db.prepare(`PRAGMA table_info(${table})`).all();
  if (columns.some(({ name }) => name === 'tick')) return;
  db.exec(`ALTER TABLE ${table} ADD COLUMN tick INTEGER`);
}

/** Runs `work` in one write transaction. */
export function transact<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/**
 * A write transaction that survives the end of the process but perhaps not a power cut. It does not wait for the disk,
 * so it is for records that are not about money.
 */
export function transactLightly<T>(db: DatabaseSync, work: () => T): T {
  db.exec('PRAGMA synchronous = NORMAL');
  try {
    return transact(db, work);
  } finally {
    db.exec('PRAGMA synchronous = FULL');
  }
}

/**
 * Empties the write-ahead log, which holds old versions of pages. Others that read or write now are waited for.
 * @param maxMs how long, in milliseconds
 * @returns whether it is empty
 */
export function truncateLog(db: DatabaseSync, maxMs = BUSY_MS): boolean {
  db.exec(`PRAGMA busy_timeout = ${maxMs}`);
  try {
    return Number(db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy) === 0;
  } finally {
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  }
}

/**
 * Rebuilds the file from what it holds, since erased data could linger beside what is left in a page.
 * @throws SnovioError `not_configured` when another process keeps the file so busy that something may still be in there
 */
export function compact(db: DatabaseSync): void {
  const isClean = () => {
    db.exec('VACUUM');
    return truncateLog(db);
  };
  if (whenFree(isClean)) return;
  throw new SnovioError('not_configured', {
    message:
      'The entries are erased, but another process keeps reading an older state of the ledger, so that its files may still ' +
      'hold them. Repeat the command; if that does not help, stop the servers first.',
  });
}

function connect(path: string, prepare: (db: DatabaseSync) => void): DatabaseSync {
  const db = new DatabaseSync(path);
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA journal_mode = WAL;`);
    // What is deleted is overwritten, and what SQLite sorts or copies stays in memory.
    db.exec('PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;');
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Repeats `work` while the file is locked. When two processes create a file at the same moment and change it to WAL,
 * SQLite says "locked" at once, whatever its time-out.
 */
function whenFree<T>(work: () => T): T {
  const until = Date.now() + BUSY_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      const locked = error instanceof Error && /\b(locked|busy)\b/i.test(error.message);
      if (!locked || Date.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function open(stateDir: string, name: string, prepare: (db: DatabaseSync) => void): DatabaseSync {
  const path = stateDir === MEMORY ? MEMORY : join(stateDir, name);
  try {
    if (path !== MEMORY) {
      makeStateDirectory(stateDir);
      makePrivateFile(path);
    }
    return whenFree(() => connect(path, prepare));
  } catch (cause) {
    throw unusable(path, cause);
  }
}

function migrate(db: DatabaseSync): void {
  transact(db, () => {
    const version = Number(db.prepare('PRAGMA user_version').get()?.user_version);
    if (version > MIGRATIONS.length)
      throw new Error(`it was written by a newer snovio-mcp (schema ${version})`);
    for (const step of MIGRATIONS.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

/** The ledger cannot be used. The start fails: an empty ledger instead would pay again for what is paid. */
export function unusable(path: string, cause: unknown): SnovioError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SnovioError('not_configured', {
    message:
      `The ledger ${path} cannot be used: ${why}. It remembers what is paid for. Repair or restore it, free the disk or ` +
      'correct the permissions; or move it away to start a new one, or set SNOVIO_STATE_DIR to another directory.',
    cause,
  });
}
