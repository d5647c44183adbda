import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type Answer, type Harness, startHarness } from '../harness.ts';
import { addresses, PATHS, verdicts } from '../snovio/flows/kit.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { atNext } from './copies.ts';

let cluster: Cluster;
let sandbox: Sandbox;
let url: string;

beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);

afterAll(() => cluster[Symbol.asyncDispose](), 120_000);

beforeEach(async () => {
  url = await cluster.createDatabase();
  sandbox = await startSandbox({ speed: 60, windowMs: 1000, limit: 10_000 });
  return () => sandbox.close();
});

const copy = () => startHarness({ reuse: sandbox, env: { SNOVIO_DATABASE_URL: url } });
const verify = (server: Harness, from: number, count = 2): Promise<Answer> =>
  server.call('verify_emails', { emails: addresses(count, from) });

describe('while the database is away', () => {
  test('what costs is not sent, and says so; afterwards the same call is answered', async () => {
    await using server = await copy();
    await verify(server, 0);
    await cluster.kill();
    const before = sandbox.requests.length;
    for (const { code, text } of await Promise.all([verify(server, 2), server.call('get_balance')])) {
      expect(code).toBe('upstream_unavailable');
      expect(text).toMatch(
        /The server's database .*Nothing is sent or spent without it.*Call again in a minute/,
      );
      expect(text).not.toContain('postgres://');
    }
    expect(sandbox.requests).toHaveLength(before);
    expect(await server.accounts.store.isUsable()).toBe(false);
    await cluster.start();
    expect(verdicts(await verify(server, 0, 4))).toEqual(['valid', 'valid', 'valid', 'valid']);
    expect(sandbox.charges).toHaveLength(4);
    expect(await server.accounts.store.isUsable()).toBe(true);
  });

  test('an answer that was paid for is kept in memory, and written when the database is back', async () => {
    await using server = await copy();
    await verify(server, 0);
    atNext(sandbox, PATHS.verify.v2.read, 'received', () => cluster.kill());
    const call = verify(server, 2);
    await expect.poll(() => sandbox.charges.length).toBe(4);
    await wait(1500);
    await cluster.start();
    expect(verdicts(await call)).toEqual(['valid', 'valid']);
    await using other = await copy();
    const { structured } = await verify(other, 2);
    expect(structured.credits.spent).toBe(0);
    expect(structured.results.map((row: { status: string }) => row.status)).toEqual(['valid', 'valid']);
    expect(sandbox.charges).toHaveLength(4);
  });

  test('a server that stands still is given up, and nothing is sent', async () => {
    await using server = await copy();
    await verify(server, 0);
    const before = sandbox.requests.length;
    const thaw = cluster.freeze();
    try {
      const since = performance.now();
      expect((await verify(server, 2)).code).toBe('upstream_unavailable');
      expect(performance.now() - since).toBeLessThan(20_000);
      expect(sandbox.requests).toHaveLength(before);
    } finally {
      thaw();
    }
    expect(verdicts(await verify(server, 2))).toEqual(['valid', 'valid']);
    expect(sandbox.charges).toHaveLength(4);
  });
});

describe('another that holds a lock', () => {
  test('is waited for, but not for long', async () => {
    await using server = await copy();
    await verify(server, 0);
    const before = sandbox.requests.length;
    const held = cluster.run(
      'BEGIN; LOCK TABLE snovio_mcp.pace IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(6); COMMIT',
      url,
    );
    await wait(300);
    const { code, text } = await verify(server, 2);
    expect(code).toBe('upstream_unavailable');
    expect(text).toContain('kept another process waiting too long');
    expect(sandbox.requests).toHaveLength(before);
    await held;
    expect(verdicts(await verify(server, 2))).toEqual(['valid', 'valid']);
  });
});
