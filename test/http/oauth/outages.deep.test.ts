import { expect, test } from 'vitest';
import { RESOURCE, startSignedIn } from './kit.ts';

const statusOf = async (server: Awaited<ReturnType<typeof startSignedIn>>, token: string) =>
  (await server.ask(token, 'tools/list')).status;

test.each([
  ['RFC 8414', { metadataAt: 'oauth-authorization-server' }],
  ['RFC 8414, with a path', { metadataAt: 'oauth-authorization-server', path: '/realms/company' }],
  ['OpenID Connect', { metadataAt: 'openid-configuration' }],
  ['Keycloak and Entra: below the issuer', { metadataAt: 'below the issuer', path: '/realms/company' }],
] as const)('the metadata are found: %s', async (_, login) => {
  await using server = await startSignedIn({ login });
  expect(await statusOf(server, await server.token('read'))).toBe(200);
});

test('metadata of another issuer are not believed', async () => {
  await using server = await startSignedIn();
  server.login.metadata = { issuer: 'https://login.example.com' };
  const reply = await server.ask(await server.token('read'), 'tools/list');
  expect(reply.status).toBe(503);
  expect(reply.headers['retry-after']).toBe('5');
});

test.each([
  ['fails', { status: 500, body: '' }],
  ['sends its users elsewhere', { status: 302, body: '' }],
  ['answers with a page', { status: 200, body: '<html>' }],
  ['answers with something else', { status: 200, body: '[]' }],
])('while the authorization server %s, nobody is told that a token is bad', async (_, fault) => {
  await using server = await startSignedIn();
  server.login.fault = fault;
  const token = await server.token('read');
  const reply = await server.ask(token, 'tools/list');
  expect(reply.status).toBe(503);
  expect(reply.json.error.message).toContain('cannot be reached');
  // However many ask, it is left alone for a moment.
  const asked = server.login.asked.length;
  for (let i = 0; i < 10; i++) expect(await statusOf(server, token)).toBe(503);
  expect(server.login.asked.length).toBe(asked);
});

test('once the keys are known, an outage stops nobody, and strangers stay out', async () => {
  await using server = await startSignedIn();
  const token = await server.token('read');
  expect(await statusOf(server, token)).toBe(200);
  const stranger = await server.token('read', { key: await server.login.newKey() });
  server.login.fault = { status: 500, body: '' };
  expect(await statusOf(server, await server.token('read'))).toBe(200);
  expect(await statusOf(server, stranger)).toBe(401);
});

test('a flood of made-up keys does not become a flood at the authorization server', async () => {
  await using server = await startSignedIn();
  expect(await statusOf(server, await server.token('read'))).toBe(200);
  for (let i = 0; i < 20; i++)
    expect([401, 429]).toContain(
      await statusOf(server, await server.token('read', { header: { kid: `made-up-${i}` } })),
    );
  expect(server.login.asked.filter(path => path === '/keys').length).toBe(1);
});

const secret = 'introspection-secret:%';
const INTROSPECTION = {
  SNOVIO_HTTP_OAUTH_CLIENT_ID: 'snovio-mcp',
  SNOVIO_HTTP_OAUTH_CLIENT_SECRET: secret,
};
const opaque = (more: object = {}) => ({
  active: true,
  sub: 'mara',
  aud: RESOURCE,
  scope: 'read',
  exp: Math.floor(Date.now() / 1000) + 600,
  ...more,
});

test('opaque tokens are asked about, once a minute each', async () => {
  await using server = await startSignedIn({ env: INTROSPECTION });
  const { login } = server;
  login.opaque.set('good-token', opaque());
  for (let i = 0; i < 3; i++) expect(await statusOf(server, 'good-token')).toBe(200);
  expect(login.introducedAs).toEqual([
    `Basic ${Buffer.from(`snovio-mcp:${encodeURIComponent(secret)}`).toString('base64')}`,
  ]);
});

test.each([
  ['is not active', { active: false }],
  ['is "active" in words only', { active: 'true' }],
  ['names no audience', { aud: undefined }],
  ['is for another server', { aud: ['https://other.example.com/mcp'] }],
  ['is of another issuer', { iss: 'https://login.example.com' }],
  ['is over', { exp: 1 }],
  ['names nobody', { sub: undefined }],
])('an opaque token that %s is refused', async (_, more) => {
  await using server = await startSignedIn({ env: INTROSPECTION });
  server.login.opaque.set('odd-token', opaque(more));
  expect(await statusOf(server, 'odd-token')).toBe(401);
});

test('without a client of its own, the server asks about no opaque token', async () => {
  await using server = await startSignedIn();
  server.login.opaque.set('good-token', opaque());
  expect(await statusOf(server, 'good-token')).toBe(401);
  expect(server.login.introducedAs).toEqual([]);
});
