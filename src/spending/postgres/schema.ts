import type { Connection, Connections } from './connections.ts';
import { UnusableDatabase } from './failures.ts';

/** Copies that start at once wait for each other here. Never changed. */
const MIGRATION_LOCK = 4_613_732_019_027_113;
/** How long a change of the tables may take, and how long others are waited for, in milliseconds. */
const MIGRATION_MS = 60_000;

interface Migration {
  readonly sql: string;
  /** The oldest version whose copies go on working afterwards; the one before, where it only adds. */
  readonly leavesBehind?: number;
}

/**
 * Each entry brings the schema from its index to the next version; entries are never changed once released. During an update
 * older copies are at work on newer tables: an entry adds tables, indexes, and columns with a default, and takes nothing away
 * before the next major version.
 */
const MIGRATIONS: readonly Migration[] = [
  {
    sql: `
      CREATE TABLE snovio_mcp.item (
        account text NOT NULL, question text NOT NULL, item text NOT NULL, sealed smallint NOT NULL,
        state text NOT NULL, generation text NOT NULL, task text, reason text, input text NOT NULL,
        reserved double precision NOT NULL, spend_id bigint, sent_at bigint NOT NULL, changed_at bigint NOT NULL,
        untold double precision NOT NULL, answer text, answered_by text, checked_at bigint, expires_at bigint,
        provisional smallint NOT NULL, prior text,
        PRIMARY KEY (account, question, item));
      CREATE INDEX item_expires ON snovio_mcp.item (expires_at) WHERE expires_at IS NOT NULL;
      CREATE INDEX item_owed ON snovio_mcp.item (account, question)
        WHERE state <> 'done' OR reserved > 0 OR untold > 0;
      CREATE SEQUENCE snovio_mcp.spend_id CACHE 50;
      CREATE TABLE snovio_mcp.spend (
        account text NOT NULL, id bigint NOT NULL, tool text NOT NULL, process text NOT NULL, at bigint NOT NULL,
        credits double precision NOT NULL, call text,
        PRIMARY KEY (account, id));
      CREATE INDEX spend_at ON snovio_mcp.spend (account, at);
      CREATE INDEX spend_process ON snovio_mcp.spend (account, process);
      CREATE INDEX spend_call ON snovio_mcp.spend (call) WHERE call IS NOT NULL;
      CREATE INDEX spend_old ON snovio_mcp.spend USING brin (at);
      CREATE TABLE snovio_mcp.pace (
        account text PRIMARY KEY, slots bigint[] NOT NULL DEFAULT '{}', paused_since bigint, paused_until bigint)
        WITH (fillfactor = 50);
      CREATE TABLE snovio_mcp.quota (
        account text NOT NULL, family text NOT NULL, at bigint NOT NULL, units integer NOT NULL);
      CREATE INDEX quota_at ON snovio_mcp.quota (account, family, at);
      CREATE TABLE snovio_mcp.look (
        account text PRIMARY KEY, at bigint NOT NULL, balance double precision NOT NULL,
        counted double precision NOT NULL, open double precision NOT NULL, untold double precision NOT NULL);
      CREATE TABLE snovio_mcp.forgotten (mention text PRIMARY KEY, at bigint NOT NULL);
      CREATE INDEX forgotten_at ON snovio_mcp.forgotten (at);
      CREATE TABLE snovio_mcp.long_call (
        id text PRIMARY KEY, owner text NOT NULL, status text NOT NULL, created_at bigint NOT NULL,
        changed_at bigint NOT NULL, expires_at bigint NOT NULL, process text, beat_at bigint NOT NULL, request bytea,
        state bytea NOT NULL, replies bytea, result bytea);
      CREATE INDEX long_call_owner ON snovio_mcp.long_call (owner);
      CREATE INDEX long_call_expires ON snovio_mcp.long_call (expires_at);
      CREATE TABLE snovio_mcp.receipt (id uuid PRIMARY KEY, at bigint NOT NULL);
      CREATE INDEX receipt_at ON snovio_mcp.receipt (at);
      CREATE TABLE snovio_mcp.seal (fingerprint text NOT NULL, key bytea);`,
  },
  {
    // Whom a line of the spending record counts among besides its account.
    sql: `
      CREATE TABLE snovio_mcp.share (
        holder text NOT NULL, account text NOT NULL, line bigint NOT NULL, at bigint NOT NULL,
        PRIMARY KEY (account, line, holder));
      CREATE INDEX share_at ON snovio_mcp.share (holder, at) INCLUDE (account, line);
      CREATE INDEX share_old ON snovio_mcp.share USING brin (at);`,
  },
  {
    // Results that Snov.io sends to any copy, until the one that waits has read them.
    sql: `
      CREATE TABLE snovio_mcp.result (key text PRIMARY KEY, at bigint NOT NULL, body bytea);
      CREATE INDEX result_at ON snovio_mcp.result (at);`,
  },
  {
    // Credentials that people have left, encrypted, and the links that led there.
    sql: `
      CREATE TABLE snovio_mcp.vault (
        person text PRIMARY KEY, key_id text NOT NULL, wrapped bytea NOT NULL, sealed bytea NOT NULL,
        at bigint NOT NULL);
      CREATE TABLE snovio_mcp.vault_link (id text PRIMARY KEY, at bigint NOT NULL);`,
  },
  {
    // What webhooks of Snov.io reported, encrypted, and the last number that an account's events were given.
    sql: `
      CREATE TABLE snovio_mcp.event (
        account text NOT NULL, number bigint NOT NULL, name text NOT NULL, digest text NOT NULL, facts bytea NOT NULL,
        at bigint NOT NULL, times integer NOT NULL,
        PRIMARY KEY (account, number), UNIQUE (account, digest));
      CREATE INDEX event_at ON snovio_mcp.event (at);
      CREATE INDEX event_name ON snovio_mcp.event (account, name, number);
      CREATE TABLE snovio_mcp.event_number (account text PRIMARY KEY, last bigint NOT NULL);`,
  },
  {
    // What the sign-in at this very server keeps, under keyed hashes and encrypted.
    sql: `
      CREATE TABLE snovio_mcp.sign_in (
        kind text NOT NULL, id text NOT NULL, belongs_to text, value bytea, used_at bigint, tries integer,
        expires_at bigint NOT NULL, PRIMARY KEY (kind, id));
      CREATE INDEX sign_in_belongs_to ON snovio_mcp.sign_in (belongs_to) WHERE belongs_to IS NOT NULL;
      CREATE INDEX sign_in_expires ON snovio_mcp.sign_in (kind, expires_at);`,
  },
];

/** The version of the schema that this version of the program makes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

interface Version {
  readonly version: number;
  readonly oldest: number;
}

/**
 * Makes the tables, or brings older ones up to date; newer ones stay as they are, and are used as far as this version knows
 * them. A user without the right to change tables will do where they are up to date.
 * @throws UnusableDatabase where a newer version has left this one behind
 */
export async function migrate(connections: Connections): Promise<void> {
  const found = await versionIn(connections);
  if (found && found.version >= SCHEMA_VERSION) return checkAge(found);
  await connections.use(async connection => {
    await connection.exec(
      `BEGIN; SET LOCAL statement_timeout = ${MIGRATION_MS}; SET LOCAL lock_timeout = ${MIGRATION_MS}`,
    );
    await connection.exec(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`, 2 * MIGRATION_MS);
    await change(connection);
    await connection.exec('COMMIT', MIGRATION_MS);
  });
}

/** Behind the lock: another copy may have been faster. */
async function change(connection: Connection): Promise<void> {
  const schemas = await connection.run(`SELECT 1 FROM pg_namespace WHERE nspname = 'snovio_mcp'`);
  if (schemas.length === 0) await connection.exec('CREATE SCHEMA snovio_mcp');
  await connection.exec(
    'CREATE TABLE IF NOT EXISTS snovio_mcp.schema_version (version integer NOT NULL, oldest integer NOT NULL)',
  );
  const [found] = await connection.run<Version>('SELECT version, oldest FROM snovio_mcp.schema_version');
  let { version, oldest } = found ?? { version: 0, oldest: 1 };
  checkAge({ version, oldest });
  for (const { sql, leavesBehind } of MIGRATIONS.slice(version)) {
    await connection.exec(sql, 2 * MIGRATION_MS);
    version += 1;
    oldest = leavesBehind ?? oldest;
  }
  await connection.exec('DELETE FROM snovio_mcp.schema_version');
  await connection.run('INSERT INTO snovio_mcp.schema_version VALUES ($1, $2)', [version, oldest]);
}

async function versionIn(connections: Connections): Promise<Version | undefined> {
  const [table] = await connections.query<{ there: boolean }>(
    `SELECT to_regclass('snovio_mcp.schema_version') IS NOT NULL AS there`,
  );
  if (!table?.there) return undefined;
  const [found] = await connections.query<Version>('SELECT version, oldest FROM snovio_mcp.schema_version');
  return found;
}

function checkAge({ version, oldest }: Version): void {
  if (oldest > SCHEMA_VERSION)
    throw new UnusableDatabase(
      `was changed by a newer snovio-mcp (schema ${version}), with which this version cannot work together`,
    );
}
