import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { type Client, login, open, wait } from './client.ts';

const BALANCE = '/v1/get-balance';
const NOT_FOUND = { errors: { code: 404, title: 'Sorry, but url or entity not found', source: '' } };
let client: Client;
beforeEach(async () => {
  client = await open();
});
afterEach(() => client.close());

const PAIR = { grant_type: 'client_credentials', client_id: 'sandbox', client_secret: 'sandbox' };

test('tokens come for the right pair, in every encoding, and last 3600 s', async () => {
  const entries = Object.entries(PAIR);
  for (const ask of [{ form: entries }, { multipart: entries }, { json: PAIR }]) {
    const { status, body } = await client.ask('POST', '/v1/oauth/access_token', { ...ask, token: false });
    expect([status, body.token_type, body.expires_in]).toEqual([200, 'Bearer', 3600]);
    expect((await client.ask('GET', BALANCE, { token: body.access_token })).status).toBe(200);
  }
});

test('a wrong pair is refused', async () => {
  const json = { ...PAIR, client_secret: 'wrong' };
  const { status, body } = await client.ask('POST', '/v1/oauth/access_token', { json, token: false });
  expect([status, body.error]).toEqual([401, 'invalid_client']);
  expect(body.error_description).toEqual(expect.any(String));
});

test('a token travels in the header, bare or with Bearer, in query, form or JSON', async () => {
  const access_token = client.token;
  const ways = [
    { headers: { authorization: `Bearer ${access_token}` } },
    { headers: { authorization: access_token } },
    { query: { access_token } },
    { form: [['access_token', access_token]] as [string, string][] },
    { json: { access_token } },
  ];
  for (const way of ways) {
    const post = await client.ask('POST', '/v1/get-domain-emails-count', { ...way, token: false });
    expect(post.status).toBe(422);
  }
  expect((await client.ask('GET', BALANCE, { query: { access_token }, token: false })).status).toBe(200);
});

test('a missing, wrong or expired token is answered 401', async () => {
  expect((await client.ask('GET', BALANCE, { token: false })).status).toBe(401);
  expect((await client.ask('GET', BALANCE, { token: 'wrong' })).status).toBe(401);
  client.sandbox.expireTokens();
  const { status, body } = await client.ask('GET', BALANCE);
  expect([status, body.errors.code]).toEqual([401, 401]);
  const fresh = await login(client.sandbox, 'sandbox', 'sandbox');
  expect((await client.ask('GET', BALANCE, { token: fresh })).status).toBe(200);
});

test('unknown paths, ids, hashes and domains answer the 404 object', async () => {
  const asks: [string, string, object?][] = [
    ['GET', '/v1/user-balance'],
    ['GET', '/v2/webhooks/8'],
    ['POST', BALANCE],
    ['GET', '/v2/pipelines/7/stages'],
    ['GET', '/v2/email-verification/result?task_hash=0000'],
    ['POST', '/v2/domain-search/start', { query: { domain: 'nobody.example' } }],
    ['GET', '/v1/emails-sent', { query: { campaignId: '1' } }],
    ['POST', '/v1/prospect-list', { json: { listId: 1 } }],
  ];
  for (const [method, path, ask] of asks) {
    const { status, body } = await client.ask(method, path, ask);
    expect([path, status, body]).toEqual([path, 404, NOT_FOUND]);
  }
});

test('an unknown path is not found without a token, too', async () => {
  for (const token of [false, 'wrong'] as const) {
    const { status, body } = await client.ask('GET', '/v1/user-balance', { token });
    expect([status, body]).toEqual([404, NOT_FOUND]);
  }
});

test('a trailing slash makes no difference', async () => {
  expect((await client.ask('GET', `${BALANCE}/`)).status).toBe(200);
});

test('a generation that is switched off answers the 404 object and charges nothing', async () => {
  const old = await open({ generations: ['v1'] });
  const answers = [
    await old.ask('POST', '/v2/email-verification/start', { query: { 'emails[]': 'a@b.example' } }),
    await old.ask('POST', '/v2/domain-search/start', { query: { domain: 'acme.example' } }),
  ];
  expect(answers.map(({ body }) => body)).toEqual([NOT_FOUND, NOT_FOUND]);
  const domain = { domain: 'acme.example' };
  expect((await old.ask('GET', '/v2/domain-emails-with-info', { query: domain })).status).toBe(200);
  await old.close();
  const today = await open({ generations: ['v2'] });
  expect((await today.ask('GET', '/v2/domain-emails-with-info', { query: domain })).body).toEqual(NOT_FOUND);
  expect((await today.ask('POST', '/v1/get-domain-emails-count', { json: domain })).status).toBe(200);
  expect(today.sandbox.charges).toEqual([]);
  await today.close();
});

test('the window counts every request of an account, and slides', async () => {
  const tight = await startSandbox({
    limit: 3,
    windowMs: 1000,
    accounts: [
      { id: 'a', secret: 'a' },
      { id: 'b', secret: 'b' },
    ],
  });
  const token = await login(tight, 'a', 'a');
  const get = async () => (await fetch(tight.url + BALANCE, { headers: { authorization: token } })).status;
  expect([await get(), await get(), await get()]).toEqual([200, 200, 429]);
  expect(await login(tight, 'b', 'b')).toMatch(/^\w{40}$/);
  expect(await login(tight, 'a', 'a')).toBeUndefined();
  await wait(1010);
  expect(await get()).toBe(200);
  expect(tight.requests.map(({ account, status }) => [account, status]).slice(0, 4)).toEqual([
    ['a', 200],
    ['a', 200],
    ['a', 200],
    ['a', 429],
  ]);
  await tight.close();
});

test('requests are logged as they came', async () => {
  await client.ask('POST', '/v1/lists', { form: [['name', 'Log me']] });
  const last = client.sandbox.requests.at(-1);
  expect(last).toMatchObject({
    method: 'POST',
    path: '/v1/lists',
    body: { name: 'Log me' },
    status: 200,
    query: {},
  });
  expect(last?.contentType).toContain('urlencoded');
});

test('a reset brings everything back', async () => {
  await client.ask('POST', '/v1/get-profile-by-email', { json: { email: 'mara.lindqvist@acme.example' } });
  expect(client.sandbox.credits()).toBe(999);
  client.sandbox.setCredits(5);
  expect(client.sandbox.credits()).toBe(5);
  client.sandbox.reset();
  expect([client.sandbox.credits(), client.sandbox.charges, client.sandbox.requests]).toEqual([1000, [], []]);
  expect((await client.ask('GET', BALANCE)).status).toBe(401);
});

test('a closed sandbox frees its port at once', async () => {
  const first = await startSandbox();
  const port = Number(new URL(first.url).port);
  first.faults.add({ path: '/v1/oauth/access_token', kind: 'hang' });
  const hanging = login(first, 'sandbox', 'sandbox').catch(() => 'cut');
  await wait(50);
  await first.close();
  expect(await hanging).toBe('cut');
  const second = await startSandbox({ port });
  expect(second.url).toBe(first.url);
  await second.close();
});

test('it answers some hundred requests at once', async () => {
  const answers = await Promise.all(Array.from({ length: 300 }, () => client.ask('GET', BALANCE)));
  expect(answers.every(answer => answer.status === 200)).toBe(true);
});
