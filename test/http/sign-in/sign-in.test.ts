import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  auth,
  Client,
  type OAuthClientProvider,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { bearer, call } from '../kit.ts';
import {
  askTokens,
  authorization,
  Browser,
  CALLBACK,
  HASH,
  MARA,
  PASSWORD,
  redeem,
  signIn,
  startOwnSignIn,
  tls,
} from './kit.ts';

afterEach(() => vi.useRealTimers());

describe.skipIf(!tls)('a sign-in at this very server', () => {
  test('a client that knows nothing but the address signs its user in, and calls tools', async () => {
    await using server = await startOwnSignIn();
    let asked: URL | undefined;
    let verifier = '';
    let tokens: Parameters<OAuthClientProvider['saveTokens']>[0] | undefined;
    let information: ReturnType<OAuthClientProvider['clientInformation']>;
    const provider: OAuthClientProvider = {
      redirectUrl: CALLBACK,
      clientMetadataUrl: server.client.clientId,
      clientMetadata: { client_name: 'An assistant', redirect_uris: [CALLBACK] },
      clientInformation: () => information,
      saveClientInformation: saved => {
        information = saved;
      },
      tokens: () => tokens,
      saveTokens: saved => {
        tokens = saved;
      },
      redirectToAuthorization: url => {
        asked = url;
      },
      saveCodeVerifier: saved => {
        verifier = saved;
      },
      codeVerifier: () => verifier,
    };
    const address = new URL(server.resource);
    const transport = new StreamableHTTPClientTransport(address, { authProvider: provider });
    await expect(new Client({ name: 'test', version: '0' }).connect(transport)).rejects.toThrow();
    const browser = new Browser(server.issuer);
    const page = await browser.open(String(asked));
    const { url } = await browser.send(page.url, { email: MARA, password: PASSWORD, answer: 'allow' });
    const callback = new URL(url);
    expect(callback.searchParams.get('iss')).toBe(server.issuer);
    await transport.finishAuth(callback.searchParams);
    const client = new Client({ name: 'test', version: '0' });
    await client.connect(new StreamableHTTPClientTransport(address, { authProvider: provider }));
    const balance = await client.callTool({ name: 'get_balance', arguments: {} });
    expect(balance.structuredContent).toMatchObject({ balance: expect.any(Number) });
    await client.close();
    const first = tokens?.access_token;
    expect(await auth(provider, { serverUrl: address })).toBe('AUTHORIZED');
    expect(tokens?.access_token).not.toBe(first);
    expect(server.faults).toEqual([]);
  });

  test('the token is short, for this server alone, and holds what the file says', async () => {
    await using server = await startOwnSignIn({
      people: [{ email: MARA, password: HASH, groups: ['Sales'] }],
    });
    const { status, json } = await redeem(server, await signIn(server));
    expect(status).toBe(200);
    expect(decodeProtectedHeader(json.access_token ?? '')).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    const claims = decodeJwt(json.access_token ?? '');
    expect(claims).toMatchObject({
      ...{ iss: server.issuer, aud: server.resource, sub: MARA, email: MARA, email_verified: true },
      ...{ groups: ['Sales'], scope: 'read spend' },
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(600);
  });

  test('a person gets no more scopes than the file gives, and of those what is asked for', async () => {
    const mara = { email: MARA, password: HASH };
    await using server = await startOwnSignIn({ people: [{ ...mara, scopes: ['read', 'write'] }] });
    const { json } = await redeem(server, await signIn(server, { scope: 'read spend' }));
    expect(decodeJwt(json.access_token ?? '').scope).toBe('read');
    const all = await redeem(server, await signIn(server, { scope: undefined }));
    expect(decodeJwt(all.json.access_token ?? '').scope).toBe('read write');
  });

  test('the page names the client by its address, where it leads, and cannot be framed or run a script', async () => {
    await using server = await startOwnSignIn();
    const { response } = await new Browser(server.issuer).open(authorization(server).url);
    const html = (await response?.text()) ?? '';
    expect(html).toContain(new URL(server.client.clientId).host);
    expect(html).toContain('An &#60;assistant&#62;');
    expect(html).toContain('assistant.example');
    const policy = response?.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self' https://assistant.example");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  test('a user who does not agree is sent back without a code', async () => {
    await using server = await startOwnSignIn();
    const { callback } = await signIn(server, {}, { answer: 'deny' });
    expect(callback.searchParams.get('error')).toBe('access_denied');
    expect(callback.searchParams.has('code')).toBe(false);
  });

  test.each([
    ['once the next one was used', true, 0],
    ['later', false, 31_000],
  ])(
    'a refresh token works once; a second time, %s, ends all that came of the sign-in',
    async (_, isNextUsed, ms) => {
      await using server = await startOwnSignIn();
      const { json } = await redeem(server, await signIn(server));
      const renew = (token = '') => askTokens(server, { grant_type: 'refresh_token', refresh_token: token });
      const second = await renew(json.refresh_token);
      expect(second.status).toBe(200);
      expect(second.json.refresh_token).not.toBe(json.refresh_token);
      const latest = isNextUsed ? await renew(second.json.refresh_token) : second;
      expect(latest.status).toBe(200);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
      expect(await renew(json.refresh_token)).toMatchObject({
        status: 400,
        json: { error: 'invalid_grant' },
      });
      expect(await renew(latest.json.refresh_token)).toMatchObject({
        status: 400,
        json: { error: 'invalid_grant' },
      });
    },
  );

  test('a client whose answer was lost asks again, and gets the same refresh token; so do two at one moment', async () => {
    await using server = await startOwnSignIn();
    const { json } = await redeem(server, await signIn(server));
    const renew = (token = '') => askTokens(server, { grant_type: 'refresh_token', refresh_token: token });
    const answers = await Promise.all([json.refresh_token, json.refresh_token].map(renew));
    answers.push(await renew(json.refresh_token));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(answer => answer.json.refresh_token)).size).toBe(1);
    const next = await renew(answers[0]?.json.refresh_token);
    expect(next.status).toBe(200);
    expect(next.json.refresh_token).not.toBe(answers[0]?.json.refresh_token);
  });

  test('the access file knows people by their address, and teams by their groups', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'snovio-access-'));
    const path = join(folder, 'access.json');
    const access = {
      people: [{ email: MARA, principal: 'mara', readOnly: true }],
      teams: [{ team: 'Sales' }],
    };
    writeFileSync(path, JSON.stringify(access));
    const file = {
      people: [
        { email: MARA, password: HASH },
        { email: 'ivo@acme.example', password: HASH, groups: ['Sales'] },
        { email: 'eve@acme.example', password: HASH },
      ],
    };
    await using server = await startOwnSignIn(file, { SNOVIO_HTTP_ACCESS_FILE: path });
    const statusOf = async (email: string) => {
      const { json } = await redeem(server, await signIn(server, {}, { email }));
      const headers = bearer(json.access_token ?? '');
      return (await call(server.port, 'get_balance', {}, { headers })).reply.status;
    };
    expect(await statusOf(MARA)).toBe(200);
    expect(await statusOf('ivo@acme.example')).toBe(200);
    expect(await statusOf('eve@acme.example')).toBe(403);
    rmSync(folder, { recursive: true, force: true });
  });

  test('who is taken out of the file is refused at once, and who has a new password has to sign in with it', async () => {
    await using server = await startOwnSignIn();
    const { json } = await redeem(server, await signIn(server));
    const headers = bearer(json.access_token ?? '');
    const status = async () => (await call(server.port, 'get_balance', {}, { headers })).reply.status;
    expect(await status()).toBe(200);
    server.write({ people: [{ email: 'ivo@acme.example', password: HASH }] });
    await expect.poll(status).toBe(401);
    const renewed = await askTokens(server, {
      grant_type: 'refresh_token',
      refresh_token: json.refresh_token ?? '',
    });
    expect(renewed).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });
});
