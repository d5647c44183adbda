import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { figuresOf, labelled } from '../http/figures.ts';
import { type InProcessServer, startInProcess } from '../http/in-process.ts';
import { call, http } from '../http/kit.ts';
import { addresses } from '../snovio/flows/kit.ts';
import { type Cluster, startCluster } from './cluster.ts';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);

afterAll(() => cluster[Symbol.asyncDispose](), 120_000);

const copy = async () =>
  startInProcess({ env: { SNOVIO_DATABASE_URL: await cluster.createDatabase(), SNOVIO_HTTP_METRICS: '1' } });
const ready = async ({ port }: InProcessServer) =>
  (await http(port, { path: '/readyz', method: 'GET' })).status;
/** What the proxies of deploy/ ask. */
const takesCalls = async ({ port }: InProcessServer) =>
  (await http(port, { path: '/readyz?exclude=store', method: 'GET' })).status;
const up = async ({ port }: InProcessServer) => (await figuresOf(port)).get('snovio_mcp_store_up');

test('the database is told of: its time, its connections, its failures', async () => {
  await using server = await copy();
  await call(server.port, 'verify_emails', { emails: addresses(2) });
  const figures = await figuresOf(server.port);
  const of = (name: string) => figures.get(`snovio_mcp_${name}`) ?? Number.NaN;
  expect([of('store_up'), of('items_in_doubt'), of('database_queue')]).toEqual([1, 0, 0]);
  expect(of('database_connections')).toBeGreaterThan(0);
  expect(of('database_idle_connections')).toBeLessThanOrEqual(of('database_connections'));
  expect(of('store_check_seconds')).toBeGreaterThan(0);
  const operations = labelled(figures, 'snovio_mcp_store_duration_seconds_count');
  expect(operations).toMatchObject({ '{operation="claimWithSlot"}': 1, '{operation="settled"}': 1 });
  // Every request but the one that is paid for takes a slot by itself.
  expect(operations['{operation="takeSlot"}']).toBeGreaterThanOrEqual(server.sandbox.requests.length - 1);
});

test('a copy whose database is gone is not ready, says so, and is ready again when it is back', async () => {
  await using server = await copy();
  expect([await ready(server), await up(server)]).toEqual([200, 1]);
  await cluster.kill();
  await expect.poll(() => ready(server)).toBe(503);
  expect(await up(server)).toBe(0);
  expect((await http(server.port, { path: '/healthz', method: 'GET' })).status).toBe(200);
  expect(await takesCalls(server), 'callers hear from it why').toBe(200);
  expect((await call(server.port, 'get_balance')).text).toMatch(/database/);
  const failed = labelled(await figuresOf(server.port), 'snovio_mcp_store_failures_total');
  expect(failed['{operation="takeSlot"}']).toBeGreaterThan(0);
  await cluster.start();
  await expect.poll(() => ready(server)).toBe(200);
  expect(await up(server)).toBe(1);
});

test('a database that stands still keeps no figures back', async () => {
  await using server = await copy();
  expect(await up(server)).toBe(1);
  const thaw = cluster.freeze();
  try {
    await sleep(1100);
    const figures = await figuresOf(server.port);
    expect(figures.get('snovio_mcp_store_up')).toBe(0);
    expect(figures.has('snovio_mcp_items_in_doubt'), 'nobody knows').toBe(false);
    expect(figures.get('snovio_mcp_open_calls')).toBe(0);
    expect(await ready(server)).toBe(503);
    expect(await takesCalls(server)).toBe(200);
  } finally {
    thaw();
  }
  await expect.poll(() => ready(server)).toBe(200);
});
