import { afterAll, beforeAll, expect, test } from 'vitest';
import { tools } from '../../../tools/index.ts';
import { list2026, rpc } from '../kit.ts';
import { METADATA_URL, type SignedInServer, startSignedIn } from './kit.ts';

let server: SignedInServer;
beforeAll(async () => {
  server = await startSignedIn({ env: { SNOVIO_TOOLSETS: 'all' } });
});
afterAll(() => server[Symbol.asyncDispose]());

const namesOf = (...effects: string[]) =>
  tools
    .filter(({ effect }) => effects.includes(effect))
    .map(({ name }) => name)
    .sort();

test.each([
  ['read', ['read']],
  ['spend', ['spend']],
  ['read spend', ['read', 'spend']],
  ['read write', ['read', 'write', 'destructive']],
  ['send', []],
  ['openid profile', []],
])('with %j only its tools are listed', async (scope, effects) => {
  expect((await server.toolsOf(await server.token(scope))).sort()).toEqual(namesOf(...effects));
});

test('a list is not kept for callers with other scopes', async () => {
  const list = async (scope: string) => (await list2026(server.port, await server.token(scope))).json.result;
  const all = await list('read spend write send');
  const some = await list('read');
  expect(some.tools.length).toBe(namesOf('read').length);
  expect(all.tools.length).toBe(tools.length);
  expect((await list('read spend write send')).tools.length).toBe(tools.length);
  expect(all.cacheScope).toBe('private');
});

test.each([
  ['find_emails', 'read', 'spend', 'read spend'],
  ['delete_webhook', 'read spend', 'write', 'read spend write'],
  ['get_balance', 'spend', 'read', 'read spend'],
])('%s with %j asks for %j', async (tool, scope, missing, wanted) => {
  const { reply } = await server.callWith(await server.token(scope), tool, {});
  expect(reply.status).toBe(403);
  expect(reply.headers['www-authenticate']).toBe(
    `Bearer realm="snovio-mcp", error="insufficient_scope", error_description="This needs the scope ${missing}, ` +
      `which the access token does not have.", scope="${wanted}", resource_metadata="${METADATA_URL}"`,
  );
});

test('a batch, a resource and a completion are no way around', async () => {
  const token = await server.token('spend');
  expect((await server.ask(token, 'resources/read', { uri: 'snovio://account' })).status).toBe(403);
  const ref = { type: 'ref/resource', uri: 'snovio://lists/{id}' };
  const argument = { name: 'id', value: '' };
  expect((await server.ask(token, 'completion/complete', { ref, argument })).status).toBe(403);
});

test('mail goes out only with the scope send', async () => {
  const args = {
    email: 'mara.lindqvist@acme.example',
    campaignId: '237951',
    status: 'active',
    allowSending: true,
  };
  const asked = async (scope: string) =>
    (await server.callWith(await server.token(scope), 'change_recipient_status', args)).text;
  expect(await asked('read write')).toContain('sending');
  const refused = await server.callWith(await server.token('read write'), 'change_recipient_status', args);
  expect(refused.isError).toBe(true);
  expect(refused.meta?.code ?? refused.text).toContain('sending_not_allowed');
  const allowed = await server.callWith(
    await server.token('read write send'),
    'change_recipient_status',
    args,
  );
  expect(allowed.meta?.code ?? '').not.toContain('sending_not_allowed');
});

test('scopes come as a list, as scp, and with the prefix of the authorization server', async () => {
  await using entra = await startSignedIn({ env: { SNOVIO_HTTP_OAUTH_SCOPE_PREFIX: 'api://snovio/' } });
  const listed = (claims: object, scope = '') =>
    entra.token(scope, { claims: { ...claims } }).then(token => entra.toolsOf(token));
  const reading = await listed({}, 'read');
  expect(reading).toContain('get_balance');
  expect(await listed({ scp: 'read' })).toEqual(reading);
  expect(await listed({ scp: ['read', 'profile'] })).toEqual(reading);
  expect(await listed({}, 'api://snovio/read')).toEqual(reading);
  expect(await listed({}, 'api://other/read')).toEqual([]);
  const { headers } = await rpc(entra.port, 'tools/list');
  expect(headers['www-authenticate']).toContain('scope="api://snovio/read api://snovio/spend');
});
