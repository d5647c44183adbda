import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { seeded } from '../../src/sandbox/random.ts';
import { type Client, type Json, open, until, wait } from './client.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let client: Client;
const servers: { close(): void }[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await client.close();
  for (const server of servers.splice(0)) server.close();
});

async function receiver(...statuses: number[]): Promise<Receiver> {
  const started = await startReceiver(...statuses);
  servers.push(started);
  return started;
}

const hook = async (endpoint_url: string, event_object: string, event_action: string): Promise<Json> =>
  (await client.ask('POST', '/v2/webhooks', { json: { endpoint_url, event_object, event_action } })).body;
const enrol = (email: string) =>
  client.ask('POST', '/v1/add-prospect-to-list', { json: { email, listId: 8_512_901 } });
const verify = (query: Record<string, string>) =>
  client.ask('POST', '/v2/email-verification/start', { query });

test('a task is in progress for its simulated seconds, the speed shortens them', async () => {
  client = await open({ speed: 4, taskSeconds: [4, 4] });
  const started = performance.now();
  const { body } = await verify({ 'emails[]': 'valid1@load.example' });
  const { task_hash } = body.data;
  const first = await client.ask('GET', '/v2/email-verification/result', { query: { task_hash } });
  expect(first.body).toEqual({ status: 'in_progress', data: [], meta: { task_hash } });
  const last = await client.result('/v2/email-verification/result', { task_hash });
  expect(last.body.status).toBe('completed');
  expect(performance.now() - started).toBeGreaterThan(990);
});

test('the same seed draws the same durations', async () => {
  client = await open();
  const draw = (seed: number) => Array.from({ length: 3 }, seeded(seed));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(draw(7).every(number => number >= 0 && number < 1)).toBe(true);
});

test('hourly quotas: finder requests and verifier addresses of the plan, in simulated hours', async () => {
  // Hours pass when the test says so: how long the requests take is up to the machine.
  vi.useFakeTimers({ toFake: ['Date'] });
  client = await open({ plan: 'starter', speed: 500 });
  const names = { json: { firstName: 'A', lastName: 'B', domain: 'load.example' } };
  const many = (count: number, ask: () => Promise<Json>) => Promise.all(Array.from({ length: count }, ask));
  await many(200, () => client.ask('POST', '/v1/get-emails-from-names', names));
  const over = await client.ask('POST', '/v1/add-names-to-find-emails', names);
  expect(over).toEqual({
    status: 200,
    body: { success: false, message: 'There are too many prospects processing. Please try later' },
  });
  const emails = Array.from({ length: 10 }, (_, at) => `valid${at}@load.example`);
  const add = () => client.ask('POST', '/v1/add-emails-to-verification', { json: { emails } });
  expect((await many(50, add)).every(({ body }) => body.success)).toBe(true);
  expect((await add()).body.success).toBe(false);
  expect(client.sandbox.charges).toHaveLength(500);
  vi.setSystemTime(Date.now() + 7199);
  expect((await add()).body.success).toBe(false);
  vi.setSystemTime(Date.now() + 1);
  expect((await add()).body.success).toBe(true);
});

test('webhooks tell of mails and of tasks that end', async () => {
  client = await open();
  const { url, got } = await receiver(200);
  await hook(url, 'campaign_email', 'first_sent');
  await hook(url, 'email_verification', 'verified');
  await enrol('hook@other.example');
  await until(() => got.length === 1);
  expect(got[0]).toMatchObject({
    campaign: 'Q4',
    prospectEmail: 'hook@other.example',
    sentDate: { timezone: 'UTC' },
  });
  const { body } = await verify({ 'emails[]': 'valid1@load.example' });
  await until(() => got.length === 2);
  expect(got[1]).toMatchObject({ status: 'completed', meta: { task_hash: body.data.task_hash } });
});

test('a failing receiver is tried seven times over 38 simulated hours, then switched off', async () => {
  client = await open({ speed: 144_000 });
  const { url, got } = await receiver(500);
  const { data } = await hook(url, 'campaign_email', 'sent');
  await enrol('hook@other.example');
  await until(() => client.sandbox.deliveries.filter(delivery => delivery.url === url).length === 7);
  const tries = client.sandbox.deliveries.filter(delivery => delivery.url === url);
  expect(tries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const first = tries[0]?.at ?? 0;
  const hours = tries.map(({ at }) => ((at - first) * 144_000) / 3_600_000);
  const early = [0, 1 / 3, 1, 2, 6, 14, 38].filter((due, at) => (hours[at] ?? 0) < due * 0.95 - 0.05);
  expect(early).toEqual([]);
  expect(hours[6]).toBeLessThan(100);
  expect(got).toHaveLength(7);
  const { body } = await client.ask('GET', '/v2/webhooks');
  const hooks = body.data.map((element: Json) => element.data);
  expect(hooks.find(({ id }: Json) => id === data.id).status).toBe('deactivated');
});

test('a later success ends the attempts', async () => {
  client = await open({ speed: 144_000 });
  const { url, got } = await receiver(503, 204);
  await hook(url, 'campaign_email', 'sent');
  await enrol('hook@other.example');
  await until(() => got.length === 2);
  await wait(60);
  expect(client.sandbox.deliveries.map(({ outcome }) => outcome)).toEqual(['failed', 'delivered']);
});

test('a receiver has three seconds', async () => {
  client = await open();
  const server = createServer(() => undefined);
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  await hook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, 'campaign_email', 'sent');
  const started = performance.now();
  await enrol('hook@other.example');
  await until(() => client.sandbox.deliveries.length === 1);
  expect(client.sandbox.deliveries[0]?.outcome).toBe('failed');
  expect(performance.now() - started).toBeGreaterThan(2900);
});

test('nothing is ever sent off this machine', async () => {
  client = await open();
  await hook('https://hooks.other.example/a', 'campaign_email', 'sent');
  await enrol('hook@other.example');
  await verify({ 'emails[]': 'valid1@load.example', webhook_url: 'http://192.0.2.1/x' });
  await until(() => client.sandbox.deliveries.length === 2);
  expect(client.sandbox.deliveries.map(({ url, outcome }) => [url, outcome])).toEqual([
    ['https://hooks.other.example/a', 'undeliverable'],
    ['http://192.0.2.1/x', 'undeliverable'],
  ]);
});

test('webhook_url gets the finished result, once', async () => {
  client = await open();
  const { url, got } = await receiver(500);
  await verify({ 'emails[]': 'valid1@load.example', webhook_url: url });
  await until(() => client.sandbox.deliveries.length === 1);
  await wait(30);
  expect([got.length, got[0]?.status]).toEqual([1, 'completed']);
});

test('webhooks: known pairs, 50 at most, status only, gone when deleted', async () => {
  client = await open();
  expect(await hook('https://hooks.other.example/', 'campaign_email', 'received')).toMatchObject({
    errors: { code: 422 },
  });
  expect(await hook('no url', 'campaign_email', 'sent')).toMatchObject({ errors: { code: 422 } });
  for (let count = 2; count < 50; count++)
    await hook('https://hooks.other.example/', 'campaign_reply', 'received');
  expect(await hook('https://hooks.other.example/', 'campaign_email', 'sent')).toMatchObject({
    errors: { code: 422 },
  });
  const changed = await client.ask('PUT', '/v2/webhooks/8', {
    json: { status: 'deactivated', event_action: 'sent' },
  });
  expect(changed.body.data).toMatchObject({ status: 'deactivated', event_action: 'received' });
  expect((await client.ask('DELETE', '/v2/webhooks/8')).body).toEqual({ data: { success: true } });
  expect((await client.ask('GET', '/v2/webhooks')).body.meta.webhooks_count).toBe(49);
  expect((await client.ask('DELETE', '/v2/webhooks/8')).status).toBe(404);
});
