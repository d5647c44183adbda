import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isPassword } from '../../../src/config/sign-in/passwords.ts';
import { readSignInFile } from '../../../src/config/sign-in/sign-in-file.ts';
import { run } from '../../binary/binary.ts';
import { bearer, call, http, startServed } from '../kit.ts';
import {
  askTokens,
  authorization,
  Browser,
  freePort,
  HASH,
  MARA,
  PASSWORD,
  people,
  redeem,
  signIn,
  startClientHost,
  startOwnSignIn,
  through,
  tls,
} from './kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'snovio-sign-in-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(content: unknown, name = 'sign-in.json'): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const PUBLIC = { SNOVIO_PUBLIC_URL: 'https://mcp.example.com' };
const start = (env: Record<string, string>) => run(['http', '--sandbox', '--port', '0'], { env });

test('a new password is printed with its hash, and they belong together', async () => {
  const { code, stdout } = await run(['http', '--new-password']);
  expect(code).toBe(0);
  const [, password = '', hash = ''] = /^password (\S{29})\nhash {5}(\S+)\n$/.exec(stdout) ?? [];
  expect(await isPassword(password, hash)).toBe(true);
  expect(await isPassword(`${password}x`, hash)).toBe(false);
});

const right = { ...PUBLIC, SNOVIO_HTTP_SIGN_IN_FILE: fileOf(people()) };
test.each([
  [
    'no public URL',
    { ...right, SNOVIO_PUBLIC_URL: '' },
    'SNOVIO_HTTP_SIGN_IN_FILE also needs SNOVIO_PUBLIC_URL',
  ],
  [
    'an authorization server',
    { ...right, SNOVIO_HTTP_OAUTH_ISSUER: 'https://login.example.com' },
    'Set one of them',
  ],
])('with %s the start is refused', async (_, env, problem) => {
  const { code, stdout, stderr } = await start(env);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(problem);
});

test.each([
  ['is missing', undefined, 'cannot be read: ENOENT'],
  ['is no JSON', '{', 'is no JSON: look at line 1'],
  ['names nobody', { people: [] }, 'people: names nobody'],
  [
    'holds a password',
    { people: [{ email: MARA, password: 'hush-4711' }] },
    'people[0].password: is no hash',
  ],
  [
    'has an unknown name',
    { people: [{ email: MARA, password: HASH, scope: [] }] },
    'people[0]: has no "scope"',
  ],
  [
    'has somebody twice',
    people({ email: MARA.toUpperCase(), password: HASH }),
    'people[1]: has the email of people[0]',
  ],
  [
    'has an unknown scope',
    { people: [{ email: MARA, password: HASH, scopes: ['all'] }] },
    'people[0].scopes[0]: is none of',
  ],
  ['has an address for a host', { ...people(), clients: ['https://claude.ai'] }, 'clients[0]: is no host'],
])('a file that %s refuses the start', async (_, content, problem) => {
  const path = content === undefined ? join(folder, 'none.json') : fileOf(content, 'wrong.json');
  const { code, stderr } = await start({ ...PUBLIC, SNOVIO_HTTP_SIGN_IN_FILE: path });
  expect(code).toBe(2);
  expect(stderr).toContain(problem);
  expect(stderr).not.toContain('hush-4711');
  expect(stderr).not.toContain(HASH.slice(-20));
});

test('the file of the documentation can be used', () => {
  const page = readFileSync(new URL('../../../docs/sign-in.md', import.meta.url), 'utf8');
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  expect(readSignInFile(fileOf(json, 'page.json')).people).toHaveLength(2);
});

test('the built program tells clients where to sign in, and prints nothing on stdout', async () => {
  await using served = await startServed({ env: right, args: ['--host', '0.0.0.0'] });
  const headers = { host: 'mcp.example.com' };
  const { status, json } = await http(served.port, {
    path: '/.well-known/oauth-authorization-server',
    method: 'GET',
    headers,
  });
  expect(status).toBe(200);
  expect(json).toMatchObject({
    issuer: 'https://mcp.example.com',
    authorization_endpoint: 'https://mcp.example.com/oauth/authorize',
    token_endpoint: 'https://mcp.example.com/oauth/token',
  });
  const keys = await http(served.port, { path: '/oauth/keys', method: 'GET', headers });
  expect(keys.json.keys).toHaveLength(1);
  expect(keys.json.keys[0]).not.toHaveProperty('d');
  expect(served.log()).not.toContain('oidc-provider');
});

test.skipIf(!tls)('the built program reads what a client says of itself, and signs its user in', async () => {
  const cert = join(folder, 'cert.pem');
  writeFileSync(cert, tls?.cert ?? '');
  const issuer = `http://127.0.0.1:${await freePort()}`;
  await using client = await startClientHost();
  await using served = await startServed({
    env: { ...right, SNOVIO_PUBLIC_URL: issuer, NODE_EXTRA_CA_CERTS: cert },
  });
  const server = { issuer, client, resource: `${issuer}/mcp` };
  const browser = new Browser(issuer);
  browser.copy = served;
  const { url, verifier } = authorization(server);
  const page = await browser.open(url);
  const answer = await browser.send(page.url, { email: MARA, password: PASSWORD, answer: 'allow' });
  const { status, json } = await redeem(through(server, served), { callback: new URL(answer.url), verifier });
  expect(status).toBe(200);
  const headers = bearer(json.access_token ?? '');
  const { structured } = await call(served.port, 'get_balance', {}, { headers });
  expect(structured).toMatchObject({ balance: expect.any(Number) });
});

test.skipIf(!tls)(
  'who has signed in stays so when the server is started anew; nobody else can read the file',
  async () => {
    const state = join(folder, 'state');
    let refresh = '';
    let issuer = '';
    let clientId = '';
    const port = await (async () => {
      await using server = await startOwnSignIn(people(), { SNOVIO_STATE_DIR: state });
      const { json } = await redeem(server, await signIn(server));
      refresh = json.refresh_token ?? '';
      ({ issuer } = server);
      ({ clientId } = server.client);
      return server.port;
    })();
    expect(statSync(join(state, 'sign-in.db')).mode & 0o077).toBe(0);
    await using again = await startOwnSignIn(people(), { SNOVIO_STATE_DIR: state }, { port, clientId });
    expect(again.issuer).toBe(issuer);
    const renewed = await askTokens(again, { grant_type: 'refresh_token', refresh_token: refresh });
    expect(renewed.status).toBe(200);
  },
);
