import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkDatabase } from '../../src/commands/doctor/checks/database.ts';
import { readDatabaseUrl } from '../../src/config/database-url.ts';
import { openDatabase } from '../../src/spending/postgres/open.ts';
import { SCHEMA_VERSION } from '../../src/spending/postgres/schema.ts';
import { certificate } from '../certificate.ts';
import { MAIN } from '../faults/kit.ts';
import { type Cluster, startCluster } from './cluster.ts';

const PASSWORD = 'hush-4711-hush';
const folder = mkdtempSync(join(tmpdir(), 'snovio-tls-'));
let cluster: Cluster;

const tls = certificate();

beforeAll(async () => {
  const access = ['host all ann all scram-sha-256', ...(tls ? ['hostnossl all beth all reject'] : [])];
  cluster = await startCluster({ access, ...(tls && { tls }), settings: ['synchronous_commit=off'] });
  await cluster.run(
    `CREATE ROLE ann LOGIN PASSWORD '${PASSWORD}'; CREATE ROLE beth SUPERUSER LOGIN; GRANT CREATE ON DATABASE postgres TO ann`,
  );
}, 120_000);

afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

const open = (url: string) =>
  openDatabase({ address: readDatabaseUrl(url), connections: 4, key: undefined, days: 30 });

/** The URL for another user, host and parameters. */
function urlFor(user: string, parameters = '', host = '127.0.0.1', base = cluster.url): string {
  return `postgres://${user}@${host}:${new URL(base).port}${new URL(base).pathname}${parameters}`;
}

/** What keeps it from being opened. */
async function refusal(url: string): Promise<string> {
  try {
    await (await open(url)).store.close();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It was opened.');
}

describe('what a commit promises', () => {
  test('a server that does not write through is told about; each connection waits for the disk all the same', async () => {
    const url = await cluster.createDatabase();
    const { store, warnings } = await open(url);
    expect(warnings.map(({ text }) => text)).toEqual([
      expect.stringContaining('does not write through to the disk'),
    ]);
    expect(warnings[0]?.remedy).toContain('synchronous_commit');
    await cluster.run(
      `CREATE TABLE told (setting text);
       CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         INSERT INTO public.told VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
       CREATE TRIGGER tell AFTER INSERT ON snovio_mcp.spend FOR EACH ROW EXECUTE FUNCTION tell()`,
      url,
    );
    const payer = { generation: 'v2', tool: 'verify_emails', walls: {} } as const;
    await store.claim({ account: 'a', question: 'verify' }, [{ item: 'x', input: '', credits: 1 }], payer);
    expect(await cluster.run('SELECT DISTINCT setting FROM told', url)).toEqual([{ setting: 'on' }]);
    await store.close();
  });

  test('a standby that is not waited for is told about: a failover may lose payments', async () => {
    const url = await cluster.createDatabase();
    await cluster.run(`SELECT pg_create_physical_replication_slot('standby')`);
    try {
      const { store, warnings } = await open(url);
      await store.close();
      expect(warnings.map(({ text }) => text).join()).toContain(
        'a failover may lose the payments of its last moments',
      );
    } finally {
      await cluster.run(`SELECT pg_drop_replication_slot('standby')`);
    }
  });
});

describe('the tables', () => {
  test('are made once, by whichever of several copies comes first', async () => {
    const url = await cluster.createDatabase();
    const opened = await Promise.all(Array.from({ length: 6 }, () => open(url)));
    expect(await cluster.run('SELECT version, oldest FROM snovio_mcp.schema_version', url)).toEqual([
      { version: SCHEMA_VERSION, oldest: 1 },
    ]);
    expect(await cluster.run('SELECT count(*)::int AS seals FROM snovio_mcp.seal', url)).toEqual([
      { seals: 1 },
    ]);
    await Promise.all(opened.map(({ store }) => store.close()));
  });

  test('that a newer version has added to are used on; one that leaves this version behind is not', async () => {
    const url = await cluster.createDatabase();
    const { store: older } = await open(url);
    await cluster.run(
      `BEGIN; SELECT pg_advisory_xact_lock(4613732019027113); ALTER TABLE snovio_mcp.item ADD extra text DEFAULT 'x';
       CREATE TABLE snovio_mcp.more (id bigint); UPDATE snovio_mcp.schema_version SET version = ${SCHEMA_VERSION + 1}; COMMIT`,
      url,
    );
    const { store: started } = await open(url);
    const scope = { account: 'a', question: 'verify' } as const;
    const payer = { generation: 'v2', tool: 'verify_emails', walls: {} } as const;
    for (const [n, store] of [older, started].entries()) {
      const { claimed } = await store.claim(scope, [{ item: `x${n}`, input: '', credits: 1 }], payer);
      expect(claimed).toEqual([`x${n}`]);
    }
    await cluster.run('UPDATE snovio_mcp.schema_version SET version = 99, oldest = 99', url);
    expect(await refusal(url)).toContain('was changed by a newer snovio-mcp (schema 99)');
    await Promise.all([older.close(), started.close()]);
  });

  test('are waited for while another copy changes them', async () => {
    const url = await cluster.createDatabase();
    const busy = cluster.run(
      'BEGIN; SELECT pg_advisory_xact_lock(4613732019027113); SELECT pg_sleep(4); COMMIT',
      url,
    );
    const since = performance.now();
    await new Promise(resolve => setTimeout(resolve, 300));
    await (await open(url)).store.close();
    expect(performance.now() - since).toBeGreaterThan(3000);
    await busy;
  });
});

describe('the way to it', () => {
  test('a password stands in no message, wrong or right', async () => {
    for (const wrong of [`ann:${PASSWORD}-no`, 'ann']) {
      const message = await refusal(urlFor(wrong));
      expect(message).toMatch(/refuses the user or the password|wants a password/);
      expect(message).not.toContain('hush');
      expect(message).not.toContain('ann');
    }
    const { store } = await open(urlFor(`ann:${PASSWORD}`));
    await store.close();
  });

  test('nor in what the program says', () => {
    for (const url of [
      urlFor(`ann:${PASSWORD}-no`),
      `postgres://ann:${PASSWORD}@127.0.0.1:1/x`,
      `postgres://ann:${PASSWORD}@`,
    ]) {
      const env = {
        SNOVIO_DATABASE_URL: url,
        SNOVIO_CLIENT_ID: 'x',
        SNOVIO_CLIENT_SECRET: 'y',
        SNOVIO_LOG: 'debug',
      };
      const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN], {
        env,
        input: '',
        encoding: 'utf8',
      });
      expect([url, status]).toEqual([url, 2]);
      expect(stderr).toContain('SNOVIO_DATABASE_URL');
      expect(stdout + stderr).not.toContain('hush');
    }
  });

  test.skipIf(!tls)('certificates are checked as sslmode says', async () => {
    writeFileSync(join(folder, 'ca.pem'), tls?.cert ?? '');
    const ca = `&sslrootcert=${encodeURIComponent(join(folder, 'ca.pem'))}`;
    const way = (parameters: string, host: string) => urlFor('beth', `?${parameters}`, host);
    for (const [parameters, host] of [
      ['sslmode=require', '127.0.0.1'],
      [`sslmode=verify-ca${ca}`, '127.0.0.1'],
      [`sslmode=verify-full${ca}`, 'localhost'],
    ] as const) {
      const { store } = await open(way(parameters, host));
      await store.close();
    }
    for (const [parameters, host, reason] of [
      ['sslmode=disable', '127.0.0.1', 'refuses the user'],
      ['sslmode=verify-ca', '127.0.0.1', 'a certificate that is not trusted'],
      ['sslmode=verify-full', 'localhost', 'a certificate that is not trusted'],
      [`sslmode=verify-full${ca}`, '127.0.0.1', 'a certificate for another host'],
      ['sslmode=verify-full&sslrootcert=/nowhere.pem', 'localhost', 'cannot be read (ENOENT)'],
    ] as const)
      expect(await refusal(way(parameters, host))).toContain(reason);
  });
});

test('doctor says what to do about a password and about a key', async () => {
  const remedyOf = async (url: string, key?: string) => {
    const options = { address: readDatabaseUrl(url), connections: 1, key, days: 30 };
    return (await checkDatabase(options)).map(({ state, remedy }) => `${state} ${remedy}`).join();
  };
  expect(await remedyOf(urlFor('ann:wrong'))).toMatch(/^fail Correct them in SNOVIO_DATABASE_URL/);
  expect(await remedyOf(urlFor('ann'))).toMatch(/^fail Correct them in SNOVIO_DATABASE_URL/);
  const own = await cluster.createDatabase();
  expect(await remedyOf(own, 'a-key-of-this-test-0123456789')).not.toMatch(/^fail/);
  expect(await remedyOf(own, 'another-key-0123456789-01234')).toMatch(
    /^fail Set it to what the other copies/,
  );
  expect(await remedyOf(own)).toMatch(/^fail Set it to what the other copies/);
});
