import { expect, test } from 'vitest';
import { run } from '../../binary/binary.ts';
import { bearer, call, startServed } from '../kit.ts';
import { startAuthorizationServer } from './authorization-server.ts';
import { PUBLIC_URL, RESOURCE, signInEnv } from './kit.ts';

test('the built program lets people sign in, and logs nothing of a token and nobody’s name', async () => {
  await using login = await startAuthorizationServer();
  await using served = await startServed({ env: signInEnv(login) });
  const token = await login.token(RESOURCE, 'spend', { claims: { sub: 'mara@company.example' } });
  const headers = bearer(token);
  const args = { domain: 'acme.example', limit: 1 };
  expect((await call(served.port, 'search_domain_emails', args, { headers })).isError).toBe(false);
  await expect.poll(() => served.log()).toMatch(/"event":"spend","who":"subject [0-9a-f]{8}"/);
  expect(served.log()).not.toContain('mara@company');
  expect(served.log()).not.toContain(token.slice(-20));
});

test('an outage of the authorization server is logged with its cause', async () => {
  await using login = await startAuthorizationServer();
  login.fault = { status: 500, body: '' };
  await using served = await startServed({ env: signInEnv(login) });
  const { reply } = await call(
    served.port,
    'get_balance',
    {},
    { headers: bearer(await login.token(RESOURCE, 'read')) },
  );
  expect(reply.status).toBe(503);
  expect(served.log()).toMatch(/sign-in: No metadata of .* answered 500/);
});

const ISSUER = { SNOVIO_HTTP_OAUTH_ISSUER: 'https://login.example.com' };
test.each([
  ['an issuer alone', ISSUER, 'SNOVIO_HTTP_OAUTH_ISSUER also needs SNOVIO_PUBLIC_URL'],
  [
    'half a client',
    { ...ISSUER, SNOVIO_PUBLIC_URL: PUBLIC_URL, SNOVIO_HTTP_OAUTH_CLIENT_ID: 'snovio' },
    'also needs SNOVIO_HTTP_OAUTH_CLIENT_SECRET',
  ],
  [
    'an audience without an issuer',
    { SNOVIO_HTTP_OAUTH_AUDIENCE: 'snovio' },
    'SNOVIO_HTTP_OAUTH_AUDIENCE also needs SNOVIO_HTTP_OAUTH_ISSUER',
  ],
  ['an issuer without TLS', { SNOVIO_HTTP_OAUTH_ISSUER: 'http://login.example.com' }, 'is not an https URL'],
  [
    'an issuer with a query',
    { SNOVIO_HTTP_OAUTH_ISSUER: 'https://login.example.com/?a=b' },
    'a query or a fragment',
  ],
  [
    'a public URL with another path',
    { ...ISSUER, SNOVIO_PUBLIC_URL: 'https://example.com/tools' },
    'a path other than /mcp',
  ],
])('%s refuses the start', async (_, env, problem) => {
  const { code, stdout, stderr } = await run(['http', '--sandbox', '--port', '0'], { env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(problem);
});

test('a sign-in is enough to be reached by others', async () => {
  await using served = await startServed({
    env: { ...ISSUER, SNOVIO_PUBLIC_URL: PUBLIC_URL },
    args: ['--host', '0.0.0.0'],
  });
  const { reply } = await call(served.port, 'get_balance', {}, { headers: { host: 'mcp.example.com' } });
  expect(reply.status).toBe(401);
  const other = await call(served.port, 'get_balance', {}, { headers: { host: 'evil.example.com' } });
  expect(other.reply.status).toBe(403);
});
