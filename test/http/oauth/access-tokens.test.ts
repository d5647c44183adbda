import { createHmac } from 'node:crypto';
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccessTokens } from '../../../src/http/oauth/access-tokens.ts';
import { http, OTHER_TOKEN, rpc, TOKEN } from '../kit.ts';
import type { TokenParts } from './authorization-server.ts';
import { METADATA_URL, PUBLIC_URL, RESOURCE, type SignedInServer, startSignedIn } from './kit.ts';

let server: SignedInServer;
beforeAll(async () => {
  server = await startSignedIn({ env: { SNOVIO_HTTP_TOKENS: TOKEN } });
});
afterAll(() => server[Symbol.asyncDispose]());

const ALL = 'read spend write send';
/** After ten wrong tokens in a minute, a network is answered 429. */
async function expectRefused(token: string) {
  const reply = await server.ask(token, 'tools/list');
  expect([401, 429]).toContain(reply.status);
  return reply;
}
const challengeOf = ({ headers }: { headers: Record<string, unknown> }) =>
  String(headers['www-authenticate']);

test('without a token, the answer leads to where users sign in', async () => {
  const reply = await rpc(server.port, 'tools/list');
  expect(reply.status).toBe(401);
  expect(challengeOf(reply)).toBe(
    `Bearer realm="snovio-mcp", scope="${ALL}", resource_metadata="${METADATA_URL}"`,
  );
  expect(reply.json.error.message).toContain(server.login.issuer);
});

test.each(['/mcp', ''])('the metadata are public, for clients that ask at %j', async path => {
  const reply = await http(server.port, {
    method: 'GET',
    path: `/.well-known/oauth-protected-resource${path}`,
  });
  expect(reply.status).toBe(200);
  expect(reply.headers['access-control-allow-origin']).toBe('*');
  expect(reply.json).toMatchObject({
    resource: RESOURCE,
    authorization_servers: [server.login.issuer],
    scopes_supported: ['read', 'spend', 'write', 'send'],
    bearer_methods_supported: ['header'],
  });
});

test('a token of the authorization server lets in, and one of the configuration still does', async () => {
  expect(await server.toolsOf(await server.token(ALL))).toContain('find_emails');
  expect(await server.toolsOf(TOKEN)).toContain('find_emails');
  const { structured } = await server.callWith(await server.token('read'), 'get_balance');
  expect(structured.balance).toBeTypeOf('number');
});

const now = Math.floor(Date.now() / 1000);
const wrong: [string, TokenParts, string][] = [
  ['one for another server', { claims: { aud: 'https://other.example.com/mcp' } }, 'for another server'],
  ['one for this server without its path', { claims: { aud: PUBLIC_URL } }, 'for another server'],
  ['one of another issuer', { claims: { iss: 'https://login.example.com' } }, "token's iss"],
  ['one whose time is over', { claims: { exp: now - 60 } }, 'has expired'],
  ['one that is not good yet', { claims: { nbf: now + 600 } }, "token's nbf"],
  ['one that names nobody', { claims: { sub: '' } }, 'names nobody'],
  ['an identity token that says so', { header: { typ: 'id+jwt' } }, 'no access token'],
  ['one that names a key which is not there', { header: { kid: 'key-of-nobody' } }, 'not signed by a key'],
];
test.each(wrong)('%s is refused', async (_, parts, problem) => {
  const reply = await expectRefused(await server.token(ALL, parts));
  expect(challengeOf(reply)).toMatch(/^Bearer realm="snovio-mcp", error="invalid_token"/);
  expect(challengeOf(reply)).toContain(problem);
  expect(challengeOf(reply)).toContain(`resource_metadata="${METADATA_URL}"`);
});

describe('signatures that anybody can make are refused', () => {
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = () => ({ iss: server.login.issuer, aud: RESOURCE, sub: 'mara', exp: now + 600, scope: ALL });

  test('none', async () => {
    const token = `${encoded({ alg: 'none' })}.${encoded(claims())}.`;
    await expectRefused(token);
  });

  test('the public key, taken for a shared secret', async () => {
    const [key] = server.login.keys;
    const unsigned = `${encoded({ alg: 'HS256', kid: key?.kid })}.${encoded(claims())}`;
    const secret = JSON.stringify(key?.jwk);
    const token = `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
    const reply = await expectRefused(token);
    expect(challengeOf(reply)).toContain('in a way that is not accepted');
  });

  test('a key of one’s own under the name of the right one', async () => {
    const own = await server.login.newKey();
    const kid = server.login.keys[0]?.kid ?? '';
    const token = await server.token(ALL, { key: { ...own, kid } });
    await expectRefused(token);
  });

  test('a changed claim', async () => {
    const [header, , signature] = (await server.token('read')).split('.');
    const token = `${header}.${encoded(claims())}.${signature}`;
    await expectRefused(token);
  });
});

test.each(['ES256', 'PS256', 'EdDSA'])('a key of another kind signs as well: %s', async algorithm => {
  await using other = await startSignedIn();
  other.login.keys.push(await other.login.newKey(algorithm));
  expect((await other.ask(await other.token('read'), 'tools/list')).status).toBe(200);
});

test('what is no token at all is refused, and asks the authorization server nothing', async () => {
  const before = server.login.asked.length;
  for (const token of [OTHER_TOKEN, 'a.b.c', '..', 'e30.e30.e30', 'x'.repeat(8000)])
    await expectRefused(token);
  expect(server.login.asked.length).toBe(before);
});

test.each([
  [true, { expired: true, message: 'The token has expired.' }],
  [false, { expired: false, message: 'Whom the token names may not sign in any more.' }],
])(
  'a token whose time is over tells of somebody who has gone that they have: known %j',
  async (isKnown, said) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const issuer = { issuer: 'https://login.example', key: async () => publicKey };
    const token = await new SignJWT({ email: 'ivo@acme.example' })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
      .setIssuer(issuer.issuer)
      .setAudience(RESOURCE)
      .setSubject('ivo')
      .setExpirationTime(now - 600)
      .sign(privateKey);
    const introspectionEndpoint = () => Promise.reject(new Error('Nobody asks.'));
    const tokens = new AccessTokens(
      { ...issuer, introspectionEndpoint },
      { audience: RESOURCE, isKnown: () => isKnown },
    );
    await expect(tokens.read(token)).rejects.toMatchObject(said);
  },
);
