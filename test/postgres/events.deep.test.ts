import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addOwn, deliver, REPLY } from '../http/events/kit.ts';
import { freePort } from '../http/free-port.ts';
import { connectHost } from '../http/host.ts';
import { startInProcess } from '../http/in-process.ts';
import { call } from '../http/kit.ts';
import { type Cluster, startCluster } from './cluster.ts';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);

afterAll(() => cluster[Symbol.asyncDispose](), 120_000);

test('an event that reaches one copy is heard and read at another, once for all repeats to both', async () => {
  const port = await freePort();
  const env = {
    SNOVIO_DATABASE_URL: await cluster.createDatabase(),
    SNOVIO_PUBLIC_URL: `http://127.0.0.1:${port}`,
  };
  await using reached = await startInProcess({ port, env });
  await using other = await startInProcess({ env: { ...env, SNOVIO_API_URL: reached.sandbox.url } });
  const host = await connectHost(other.port, '2026-07-28');
  try {
    const heard: string[] = [];
    host.setNotificationHandler('notifications/resources/updated', ({ params }) => {
      heard.push(params.uri);
    });
    await host.listen({ resourceSubscriptions: ['snovio://events'] });
    const path = await addOwn(other, 'campaign_reply received');
    await Promise.all([reached, other, reached, other].map(copy => deliver(copy, path, REPLY)));
    await expect.poll(() => heard, { timeout: 8000 }).toEqual(['snovio://events']);
    const { structured } = await call(other.port, 'list_events', { detail: 'full' });
    expect(structured).toMatchObject({ total: 1, events: [{ email: REPLY.prospectEmail, times: 4 }] });
  } finally {
    await host.close();
  }
});

test('an event that comes while the database is away is kept when it comes again', async () => {
  const database = await cluster.createDatabase();
  const port = await freePort();
  const env = { SNOVIO_DATABASE_URL: database, SNOVIO_PUBLIC_URL: `http://127.0.0.1:${port}` };
  await using server = await startInProcess({ port, env });
  const path = await addOwn(server, 'campaign_reply received');
  await cluster.kill();
  try {
    expect((await deliver(server, path, REPLY)).status).toBe(503);
  } finally {
    await cluster.start();
  }
  await expect.poll(async () => (await deliver(server, path, REPLY)).status, { timeout: 15_000 }).toBe(204);
  expect((await call(server.port, 'list_events')).structured.total).toBe(1);
});

test('events of an account that wait for the database leave its connections to calls', async () => {
  const database = await cluster.createDatabase();
  const port = await freePort();
  const env = { SNOVIO_DATABASE_URL: database, SNOVIO_PUBLIC_URL: `http://127.0.0.1:${port}` };
  await using server = await startInProcess({ port, env });
  const path = await addOwn(server, 'campaign_reply received');
  const lock = 'LOCK TABLE snovio_mcp.event IN ACCESS EXCLUSIVE MODE';
  const held = cluster.run(`BEGIN; ${lock}; SELECT pg_sleep(2); COMMIT`, database);
  const asleep = "SELECT 1 AS held FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
  await expect.poll(async () => (await cluster.run(asleep)).length).toBe(1);
  const sent = Promise.all(Array.from({ length: 15 }, (_, n) => deliver(server, path, { ...REPLY, n })));
  const waiting = async () =>
    (await cluster.run("SELECT 1 AS waits FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).length;
  await expect.poll(waiting).toBeGreaterThan(0);
  await wait(500);
  expect(await waiting()).toBeLessThanOrEqual(1);
  await held;
  expect((await sent).map(({ status }) => status)).toEqual(Array.from({ length: 15 }, () => 204));
  expect((await call(server.port, 'list_events')).structured.total).toBe(15);
});
