import { afterEach, describe, expect, test, vi } from 'vitest';
import { isPublicAddress } from '../../../src/http/sign-in/client-documents.ts';
import { bearer, call, http } from '../kit.ts';
import {
  askTokens,
  authorization,
  Browser,
  CALLBACK,
  MARA,
  type OwnSignInServer,
  PASSWORD,
  people,
  redeem,
  signIn,
  startOwnSignIn,
  tls,
} from './kit.ts';

afterEach(() => vi.useRealTimers());

/** What a request for authorization leads to. */
async function asked(server: OwnSignInServer, changes: Record<string, string | undefined>) {
  const { url, response } = await new Browser(server.issuer).open(authorization(server, changes).url);
  return { url: new URL(url), status: response?.status, text: await response?.text() };
}

async function statusWith(server: OwnSignInServer, token = '') {
  return (await call(server.port, 'get_balance', {}, { headers: bearer(token) })).reply;
}

describe.skipIf(!tls)('passwords', () => {
  test('a wrong password and an unknown address are answered alike, and after a few nobody may try', async () => {
    await using server = await startOwnSignIn();
    const browser = new Browser(server.issuer);
    const page = await browser.open(authorization(server).url);
    const answerTo = async (email: string, password: string) => {
      const { response } = await browser.send(page.url, { email, password, answer: 'allow' });
      return {
        status: response?.status,
        problem: /role="alert">([^<]*)/.exec((await response?.text()) ?? '')?.[1],
      };
    };
    const wrong = await answerTo(MARA, 'wrong');
    expect(wrong).toEqual({ status: 401, problem: 'E-mail or password is wrong.' });
    expect(await answerTo('nobody@acme.example', PASSWORD)).toEqual(wrong);
    expect(server.audit.filter(({ outcome }) => outcome === 'wrong_password')).toHaveLength(2);
    expect(JSON.stringify(server.audit)).not.toContain('acme.example');
    for (let i = 0; i < 5; i += 1)
      expect((await answerTo(MARA.toUpperCase(), `wrong ${i}`)).status).toBe(401);
    expect(await answerTo(MARA, PASSWORD)).toMatchObject({
      status: 429,
      problem: expect.stringMatching(/wait \d+ s/),
    });
  });

  test('a form of another page, or in another browser, signs nobody in', async () => {
    await using server = await startOwnSignIn();
    const browser = new Browser(server.issuer);
    const page = await browser.open(authorization(server).url);
    const right = { email: MARA, password: PASSWORD, answer: 'allow' };
    expect((await browser.send(page.url, right, 'https://evil.example')).response?.status).toBe(403);
    expect((await browser.send(page.url, right, 'null')).response?.status).toBe(403);
    expect((await new Browser(server.issuer).send(page.url, right)).response?.status).toBe(400);
    expect((await browser.send(page.url, { ...right, more: 'x'.repeat(5000) })).response?.status).toBe(413);
  });

  test('a browser in which somebody has signed in grants nothing without a password', async () => {
    await using server = await startOwnSignIn();
    const browser = new Browser(server.issuer);
    const page = await browser.open(authorization(server).url);
    const done = await browser.send(page.url, { email: MARA, password: PASSWORD, answer: 'allow' });
    expect(done.url).toContain('code=');
    const again = await browser.open(authorization(server).url);
    expect(again.url).toContain('/sign-in/');
    const silent = await browser.open(authorization(server, { prompt: 'none' }).url);
    expect(new URL(silent.url).searchParams.get('error')).toBe('login_required');
  });
});

describe.skipIf(!tls)('requests for authorization', () => {
  test.each([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['with a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['for another server', { resource: 'https://other.example/mcp' }, 'invalid_target'],
    ['for a token in the address', { response_type: 'token' }, 'unsupported_response_type'],
  ])('%s are refused', async (_, changes, error) => {
    await using server = await startOwnSignIn();
    const { url } = await asked(server, changes);
    expect(url.origin + url.pathname).toBe(CALLBACK);
    // What would have answered in the fragment is told there.
    const told = url.hash ? new URLSearchParams(url.hash.slice(1)) : url.searchParams;
    expect(told.get('error')).toBe(error);
  });

  test.each(['https://evil.example/callback', `${CALLBACK}/more`, `${CALLBACK}?a=b`, 'javascript:alert(1)'])(
    'one that would lead to %s leads nowhere',
    async redirect => {
      await using server = await startOwnSignIn();
      const { url, status, text } = await asked(server, { redirect_uri: redirect });
      expect(url.origin).toBe(server.issuer);
      expect(status).toBe(400);
      expect(text).not.toContain('<form');
    },
  );

  test('a program on the user’s machine may take its answer at any port of it', async () => {
    await using server = await startOwnSignIn();
    server.client.document.redirect_uris = ['http://127.0.0.1/callback', CALLBACK];
    const { callback } = await signIn(server, { redirect_uri: 'http://127.0.0.1:53311/callback' });
    expect(callback.href).toMatch(/^http:\/\/127\.0\.0\.1:53311\/callback\?code=/);
  });

  test('nobody registers, and nobody but public clients is served', async () => {
    await using server = await startOwnSignIn();
    const metadata = await (await fetch(`${server.issuer}/.well-known/oauth-authorization-server`)).json();
    expect(metadata).toMatchObject({
      issuer: server.issuer,
      client_id_metadata_document_supported: true,
      authorization_response_iss_parameter_supported: true,
      token_endpoint_auth_methods_supported: ['none'],
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
    });
    expect(metadata).not.toHaveProperty('registration_endpoint');
    for (const path of ['/reg', '/me', '/session/end', '/session/end/confirm', '/request'])
      expect((await fetch(`${server.issuer}${path}`, { method: 'POST' })).status).toBe(404);
    const headers = { host: 'evil.example' };
    expect(
      (await http(server.port, { path: '/.well-known/openid-configuration', method: 'GET', headers })).status,
    ).toBe(403);
  });
});

describe.skipIf(!tls)('codes and tokens', () => {
  test('a code works once, with its verifier and address alone; a second time ends what came of it', async () => {
    await using server = await startOwnSignIn();
    const other = await signIn(server);
    expect(await redeem(server, { ...other, verifier: 'x'.repeat(43) })).toMatchObject({
      json: { error: 'invalid_grant' },
    });
    const signed = await signIn(server);
    const first = await redeem(server, signed);
    expect(first.status).toBe(200);
    expect(await redeem(server, signed)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    const renewed = await askTokens(server, {
      grant_type: 'refresh_token',
      refresh_token: first.json.refresh_token ?? '',
    });
    expect(renewed.status).toBe(400);
  });

  test('a token ends after ten minutes, and that of another server opens nothing', async () => {
    await using server = await startOwnSignIn();
    await using other = await startOwnSignIn();
    const { json } = await redeem(server, await signIn(server));
    expect((await statusWith(server, json.access_token)).status).toBe(200);
    expect((await statusWith(other, json.access_token)).status).toBe(401);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * 60_000 });
    const reply = await statusWith(server, json.access_token);
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toContain('expired');
  });

  test('a client gives up its own refresh token, and nobody else’s', async () => {
    await using server = await startOwnSignIn();
    const { json } = await redeem(server, await signIn(server));
    const token = json.refresh_token ?? '';
    const revoke = (id: string) =>
      fetch(`${server.issuer}/oauth/revoke`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: id, token }),
      });
    const renew = () => askTokens(server, { grant_type: 'refresh_token', refresh_token: token });
    await revoke(`${server.client.clientId}?other`);
    const renewed = await renew();
    expect(renewed.status).toBe(200);
    expect((await revoke(server.client.clientId)).status).toBe(200);
    expect((await renew()).status).toBe(400);
  });

  test('cookies of an https server go over https alone, and to no script', async () => {
    await using server = await startOwnSignIn(people(), {}, { host: 'https://localhost' });
    const { pathname, search, host } = new URL(authorization(server).url);
    const reply = await http(server.port, { path: pathname + search, method: 'GET', headers: { host } });
    expect(reply.headers.location).toMatch(/^\/sign-in\//);
    const cookies = [reply.headers['set-cookie'] ?? []].flat();
    expect(cookies.length).toBeGreaterThan(1);
    for (const cookie of cookies) expect(cookie).toMatch(/; samesite=lax; secure; httponly$/i);
  });

  test('a token allows its scopes and no more', async () => {
    await using server = await startOwnSignIn();
    const { json } = await redeem(server, await signIn(server, { scope: 'read' }));
    const headers = bearer(json.access_token ?? '');
    const { reply } = await call(
      server.port,
      'search_domain_emails',
      { domain: 'acme.example' },
      { headers },
    );
    expect(reply.status).toBe(403);
  });
});

describe.skipIf(!tls)('what clients say of themselves', () => {
  test.each([
    ['a redirect', () => ({ status: 302, headers: { location: 'https://localhost/' }, body: '' })],
    [
      'another client’s',
      (id: string) => ({
        status: 200,
        body: JSON.stringify({ client_id: `${id}x`, redirect_uris: [CALLBACK] }),
      }),
    ],
    ['no JSON', () => ({ status: 200, body: '<html>' })],
    [
      'a megabyte',
      (id: string) => ({ status: 200, body: JSON.stringify({ client_id: id, a: 'x'.repeat(1_000_000) }) }),
    ],
    ['an error', () => ({ status: 500, body: '' })],
  ])('%s is not believed', async (_, fault) => {
    await using server = await startOwnSignIn();
    server.client.fault = fault;
    const { url, status } = await asked(server, {});
    expect(url.origin).toBe(server.issuer);
    expect(status).toBe(400);
    // Once to find the client, and once to tell where the problem could be sent.
    expect(server.client.asked).toBeLessThanOrEqual(2);
  });

  test.each([
    'http://localhost/client.json',
    'https://127.0.0.1/client.json',
    'https://[::1]/client.json',
    'somebody',
  ])('%s is no client', async clientId => {
    await using server = await startOwnSignIn();
    expect((await asked(server, { client_id: clientId })).status).toBe(400);
  });

  test('where the file names hosts of clients, others are not even asked', async () => {
    await using server = await startOwnSignIn({ ...people(), clients: ['claude.ai'] });
    expect((await asked(server, {})).status).toBe(400);
    expect(server.client.asked).toBe(0);
  });

  test('a network can have a few documents fetched in a minute, and no more', async () => {
    await using server = await startOwnSignIn();
    server.client.fault = () => ({ status: 500, body: '' });
    for (let i = 0; i < 30; i += 1) await asked(server, { client_id: `${server.client.clientId}?${i}` });
    expect(server.client.asked).toBe(20);
  });
});

test.each([
  ...[
    '10.1.2.3',
    '127.0.0.1',
    '169.254.169.254',
    '172.20.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
  ],
  ...[
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    'fe80::1',
    'fd00::1',
    '64:ff9b::a00:1',
  ],
  ...['2002:a00:1::', '2001:db8::1', 'ff02::1', 'localhost', ''],
])('%s is no public address', address => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(['8.8.8.8', '160.79.104.10', '2606:4700::1', '2a00:1450::1'])('%s is a public address', address => {
  expect(isPublicAddress(address)).toBe(true);
});
