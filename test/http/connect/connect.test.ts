import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ask, Browser, type ConnectServer, linkIn, MARAS, startConnect } from './kit.ts';

let server: ConnectServer;
beforeAll(async () => {
  server = await startConnect();
});
afterAll(() => server[Symbol.asyncDispose]());

const MARA = { sub: 'mara', email: 'mara@acme.example' };

test('a person connects their own account once, and works with it from then on', async () => {
  const before = await ask(server, 'mara');
  expect(before.code).toBe('not_configured');
  expect(before.text).toContain('Show the user this link: https://mcp.example.com/connect?link=');
  expect(before.text).toContain('never in this chat');

  const browser = new Browser(server);
  const page = await browser.open(linkIn(before.text), MARA);
  expect(page.status).toBe(200);
  expect(page.text).toContain('You are signed in as <strong>mara@acme.example</strong>.');
  const done = await browser.submit(page, MARAS);
  expect(done.text).toContain('Your account is connected.');
  expect(done.text).toContain('An account is connected since 20');

  const again = await browser.submit(done, MARAS);
  expect(again.text, 'the page goes on without the link').toContain('Your account is connected.');

  const after = await ask(server, 'mara', { azp: 'another client' });
  expect(after.structured).toMatchObject({ balance: expect.any(Number) });
  expect((await ask(server, 'ivo')).code, 'nobody else').toBe('not_configured');
  expect(server.audit).toContainEqual(
    expect.objectContaining({
      event: 'connect',
      outcome: 'ok',
      account: expect.stringMatching(/^[0-9a-f]{64}$/),
    }),
  );
  expect(JSON.stringify(server.audit)).not.toContain(MARAS.secret);
});

test('the sign-in is asked for as MCP clients do it: PKCE, this server as the resource, a state of its own', () => {
  const [asked] = server.login.signIns;
  expect(Object.fromEntries(asked ?? [])).toMatchObject({
    response_type: 'code',
    client_id: 'snovio-web',
    redirect_uri: 'https://mcp.example.com/connect/callback',
    scope: 'read',
    code_challenge_method: 'S256',
    resource: 'https://mcp.example.com/mcp',
  });
  expect(server.login.introducedAs.at(-1)).toBe(`Basic ${btoa('snovio-web:web-secret')}`);
});

test('the page needs no link, and disconnects', async () => {
  const browser = new Browser(server);
  const page = await browser.open('/connect', MARA);
  const csrf = /name="csrf" value="([\w-]+)"/.exec(page.text)?.[1] ?? '';
  const gone = await browser.request('/connect/disconnect', { csrf });
  expect((await browser.request(String(gone.headers.location))).text).toContain(
    'Your account is disconnected',
  );
  expect((await ask(server, 'mara')).code).toBe('not_configured');
  expect(server.audit.at(-1)).toMatchObject({ event: 'disconnect', who: expect.stringMatching(/^subject /) });
  expect(await server.app.accounts.store.vault.all()).toEqual([]);
});

test('credentials that Snov.io refuses are not kept, and not shown again', async () => {
  const browser = new Browser(server);
  const page = await browser.open('/connect', MARA);
  const refused = await browser.submit(page, { id: MARAS.id, secret: 'wrong-secret-91' });
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('Snov.io does not accept these two together.');
  expect(refused.text).not.toContain('wrong-secret-91');
  expect((await browser.submit(page, { id: 'with blank', secret: 'x' })).text).toContain('without blanks');
  expect(await server.app.accounts.store.vault.all()).toEqual([]);
});

test('where Snov.io cannot be asked nothing is kept', async () => {
  const browser = new Browser(server);
  const page = await browser.open('/connect', MARA);
  server.sandbox.faults.add({ path: '/v1/oauth/access_token', kind: 'status', status: 503 });
  const reply = await browser.submit(page, { id: 'new-id', secret: 'new-secret' });
  expect(reply.text).toContain('Snov.io could not be asked about them. Nothing was kept');
  expect(await server.app.accounts.store.vault.all()).toEqual([]);
});

test('credentials that Snov.io refuses later lead to the page again', async () => {
  const { vault } = server.app.accounts.store;
  const browser = new Browser(server);
  await browser.submit(await browser.open('/connect', MARA), MARAS);
  await ask(server, 'mara');
  server.sandbox.setSecret('replaced-at-snovio', MARAS.id);
  const now = performance.now.bind(performance);
  const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 120_000);
  const { text } = await ask(server, 'mara');
  later.mockRestore();
  expect(text).toMatch(
    /does not accept the credentials of the connected account any more\. Show the user this link/,
  );
  expect(await vault.all()).toHaveLength(1);
});

test('the pages allow no script, no frame and no cache', async () => {
  const { headers, text } = await new Browser(server).open('/connect', MARA);
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
  );
  expect(headers).toMatchObject({
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
  });
  expect(text).not.toMatch(/<script|\son\w+=|javascript:/i);
  expect([headers['set-cookie']].flat()[0]).toMatch(
    /^__Host-snovio-connect=[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  );
});
