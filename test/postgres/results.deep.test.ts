import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PushedResults } from '../../src/snovio/tasks/pushed-results.ts';
import { openStoreAt } from '../bench/postgres-store.ts';
import { freePort } from '../http/free-port.ts';
import { startInProcess } from '../http/in-process.ts';
import { call } from '../http/kit.ts';
import { addresses } from '../snovio/flows/kit.ts';
import { type Cluster, startCluster } from './cluster.ts';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);

afterAll(() => cluster[Symbol.asyncDispose](), 120_000);

const SPEED = 10;
const WINDOW_MS = 60_000 / SPEED;

test('a result that reaches another copy ends the call of the one that waits', async () => {
  const database = await cluster.createDatabase();
  const [first, second] = [await freePort(), await freePort()];
  const env = {
    SNOVIO_DATABASE_URL: database,
    SNOVIO_PUBLIC_URL: `http://127.0.0.1:${second}`,
    SNOVIO_RATE_WINDOW_MS: String(WINDOW_MS),
    SNOVIO_API_GENERATION: 'v2',
  };
  const sandbox = { speed: SPEED, windowMs: WINDOW_MS };
  await using receiver = await startInProcess({ port: second, sandbox, env });
  const { url } = receiver.sandbox;
  await using asking = await startInProcess({ port: first, env: { ...env, SNOVIO_API_URL: url } });
  const { structured } = await call(asking.port, 'verify_emails', { emails: addresses(20) });
  expect(structured.results.every(({ status }: { status: string }) => status === 'valid')).toBe(true);
  expect(receiver.sandbox.deliveries.map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered']);
  const reads = receiver.sandbox.requests.filter(({ path }) => path.endsWith('/result'));
  expect(reads).toEqual([]);
  expect(receiver.sandbox.charges).toHaveLength(20);
});

test('a result is taken once, by whoever expects it, and nobody can read it in the database', async () => {
  const database = await cluster.createDatabase();
  const [one, other] = [await openStoreAt(database), await openStoreAt(database)];
  try {
    const came: unknown[] = [];
    const waiting = new PushedResults('https://mcp.example.com', one.results);
    const reached = new PushedResults('https://mcp.example.com', other.results);
    const { url } = await waiting.expect(body => came.push(body));
    const token = url.slice(url.lastIndexOf('/') + 1);
    expect(await reached.receive(randomUUID(), {})).toBe(false);
    expect(await reached.receive(token, { email: 'mara.lindqvist@acme.example' })).toBe(true);
    expect(await reached.receive(token, { email: 'forged@acme.example' })).toBe(false);
    const rows = await cluster.run<{ dump: string }>(
      'SELECT result::text AS dump FROM snovio_mcp.result',
      database,
    );
    const dump = rows
      .map(row => Buffer.from(row.dump.split('\\x').at(-1) ?? '', 'hex').toString('latin1') + row.dump)
      .join();
    expect(rows).toHaveLength(1);
    expect(dump).not.toContain('mara');
    expect(dump).not.toContain(token);
    await expect.poll(() => came).toEqual([{ email: 'mara.lindqvist@acme.example' }]);
    expect(await reached.receive(token, {})).toBe(false);
    waiting.close();
    reached.close();
  } finally {
    await one.close();
    await other.close();
  }
});
