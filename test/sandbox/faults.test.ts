import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Client, open, until, wait } from './client.ts';

const BALANCE = '/v1/get-balance';
const PROFILE = '/v1/get-profile-by-email';
const MARA = { json: { email: 'mara.lindqvist@acme.example' } };
let client: Client;
beforeEach(async () => {
  client = await open();
});
afterEach(() => client.close());

const get = () => client.ask('GET', BALANCE);
const pay = () => client.ask('POST', PROFILE, MARA);

test('status: as often as the rule says, after as many as it lets pass', async () => {
  client.sandbox.faults.add({ method: 'get', path: BALANCE, kind: 'status', status: 503, times: 2, skip: 1 });
  const statuses = [await get(), await get(), await get(), await get()].map(({ status }) => status);
  expect(statuses).toEqual([200, 503, 503, 200]);
});

test('rules match by path, template, expression, verb and condition, and can be cleared', async () => {
  const { faults } = client.sandbox;
  faults.add({ path: '/v2/campaigns/{campaign_id}/progress', kind: 'status' });
  expect((await client.ask('GET', '/v2/campaigns/237951/progress')).status).toBe(500);
  faults.add({ path: /balance$/g, kind: 'status', times: Infinity });
  expect([(await get()).status, (await get()).status]).toEqual([500, 500]);
  faults.clear();
  faults.add({ method: 'POST', path: BALANCE, kind: 'status' });
  faults.add({ path: PROFILE, kind: 'status', where: request => request.body.email === 'x@y.example' });
  expect([(await get()).status, (await pay()).status]).toEqual([200, 200]);
});

test('replace: a plain-text 429 with Retry-After, or any JSON', async () => {
  const headers = { 'Retry-After': '7' };
  client.sandbox.faults.add({
    path: BALANCE,
    kind: 'replace',
    status: 429,
    body: 'rate is limited',
    headers,
  });
  const response = await fetch(client.sandbox.url + BALANCE, { headers: { authorization: client.token } });
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
  expect([response.headers.get('content-type'), await response.text()]).toEqual([
    'text/plain; charset=utf-8',
    'rate is limited',
  ]);
  client.sandbox.faults.add({ path: BALANCE, kind: 'replace', body: { success: false } });
  expect(await get()).toEqual({ status: 200, body: { success: false } });
});

test('html and malformed answers', async () => {
  client.sandbox.faults.add({ path: BALANCE, kind: 'html' });
  client.sandbox.faults.add({ path: BALANCE, kind: 'html', status: 200 });
  client.sandbox.faults.add({ path: BALANCE, kind: 'malformed' });
  const [page, fine, broken] = [await get(), await get(), await get()];
  expect([page.status, fine.status, broken.status]).toEqual([502, 200, 200]);
  expect([page.body, fine.body, broken.body]).toEqual([
    expect.stringContaining('<html>'),
    expect.stringContaining('<html>'),
    expect.stringMatching(/^\{/),
  ]);
});

test('drop and cut break the connection; before charges nothing, after does', async () => {
  const charged = () => client.sandbox.charges.length;
  client.sandbox.faults.add({ path: PROFILE, kind: 'drop' });
  await expect(pay()).rejects.toThrow();
  expect([charged(), client.sandbox.requests.at(-1)?.status]).toEqual([0, 0]);
  client.sandbox.faults.add({ path: PROFILE, kind: 'drop', when: 'after' });
  await expect(pay()).rejects.toThrow();
  expect(charged()).toBe(1);
  client.sandbox.faults.add({ path: PROFILE, kind: 'cut', when: 'after' });
  await expect(pay()).rejects.toThrow();
  client.sandbox.faults.add({ path: PROFILE, kind: 'cut' });
  await expect(pay()).rejects.toThrow();
  expect(charged()).toBe(2);
});

test('slow answers late: charged at once with after, at the end of the wait with before', async () => {
  for (const when of ['before', 'after'] as const) {
    client.sandbox.reset();
    const fresh = await client.ask('POST', '/v1/oauth/access_token', {
      json: { grant_type: 'client_credentials', client_id: 'sandbox', client_secret: 'sandbox' },
    });
    client.sandbox.faults.add({ path: PROFILE, kind: 'slow', delayMs: 400, when });
    const started = performance.now();
    const paying = client.ask('POST', PROFILE, { ...MARA, token: fresh.body.access_token });
    await until(() => client.sandbox.requests.length === 2);
    await wait(100);
    expect(client.sandbox.charges.length).toBe(when === 'after' ? 1 : 0);
    expect((await paying).body.success).toBe(true);
    expect(performance.now() - started).toBeGreaterThan(395);
    expect(client.sandbox.charges).toHaveLength(1);
  }
});

test('hang never answers', async () => {
  client.sandbox.faults.add({ path: PROFILE, kind: 'hang', when: 'after' });
  const signal = AbortSignal.timeout(150);
  const url = client.sandbox.url + PROFILE;
  const headers = { authorization: client.token, 'content-type': 'application/json' };
  const asking = fetch(url, { method: 'POST', headers, body: JSON.stringify(MARA.json), signal });
  await expect(asking).rejects.toThrow();
  expect(client.sandbox.charges).toHaveLength(1);
});

test('a rule hears of every stage, and may only listen', async () => {
  const seen: [string, number][] = [];
  const on = (stage: string) => void seen.push([stage, client.sandbox.charges.length]);
  client.sandbox.faults.add({ path: PROFILE, kind: 'pass', on });
  expect((await pay()).status).toBe(200);
  await until(() => seen.length === 3);
  expect(seen).toEqual([
    ['received', 0],
    ['charged', 1],
    ['answered', 1],
  ]);
});

test('the token request can fail too; a request without a token does not use a rule up', async () => {
  client.sandbox.faults.add({ path: '/v1/oauth/access_token', kind: 'status' });
  client.sandbox.faults.add({ path: BALANCE, kind: 'status' });
  expect((await client.ask('POST', '/v1/oauth/access_token', { token: false })).status).toBe(500);
  expect((await client.ask('GET', BALANCE, { token: false })).status).toBe(401);
  expect((await get()).status).toBe(500);
});
