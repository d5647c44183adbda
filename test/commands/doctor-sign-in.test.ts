import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openStore } from '../../src/app/open-store.ts';
import { vaultKeys } from '../../src/app/vault/keys.ts';
import { Vault } from '../../src/app/vault/vault.ts';
import { readConfig } from '../../src/config/settings.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { run } from '../binary/binary.ts';
import { HASH, MARA, people } from '../http/sign-in/kit.ts';
import { runCommand } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'snovio-sign-in-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'sign-in.json');
const PUBLIC = { SNOVIO_PUBLIC_URL: 'https://mcp.example.com' };

interface Finding {
  id: string;
  state: string;
  text: string;
  remedy?: string;
}

/** What doctor finds of the sign-in. Nothing leaves the machine: it is in the sandbox, or ends before it asks anybody. */
async function found(content: unknown, env: Record<string, string> = PUBLIC, mode = 0o600) {
  rmSync(path, { force: true });
  if (content !== undefined)
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  if (content !== undefined) chmodSync(path, mode);
  const { code, stdout } = await runCommand(['doctor', '--json'], {
    env: { SNOVIO_SANDBOX: '1', SNOVIO_HTTP_SIGN_IN_FILE: path, ...env },
  });
  expect(stdout).not.toContain(HASH.slice(-20));
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  const own = findings.filter(({ text }) => / set: /.test(text) === false && /sign|VAULT|OAUTH/i.test(text));
  return {
    code,
    own: own.map(finding => ({ ...finding, text: finding.text.replaceAll(path, 'sign-in.json') })),
  };
}

test('doctor reads the sign-in file, and says whom it names', async () => {
  const one = await found(people());
  expect(one).toMatchObject({
    code: 0,
    own: [{ state: 'ok', text: 'the sign-in file sign-in.json: 1 person, clients of any public host' }],
  });
  const two = await found({
    ...people({ email: 'ivo@acme.example', password: HASH }),
    clients: ['claude.ai', 'chatgpt.com'],
  });
  expect(two.own[0]?.text).toContain('2 people, clients of claude.ai, chatgpt.com');
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
])('a file that %s fails', async (_, content, problem) => {
  const { code, own } = await found(content);
  expect(code).toBe(1);
  expect(own).toMatchObject([
    {
      state: 'fail',
      text: expect.stringContaining(problem),
      remedy: expect.stringContaining('docs/sign-in.md'),
    },
  ]);
  expect(JSON.stringify(own)).not.toContain('hush-4711');
});

test('a file that is missing or kept from the server is told of as that', async () => {
  expect((await found(undefined)).own[0]?.remedy).toContain('mounts the folder config');
  if (process.platform === 'win32' || process.getuid?.() === 0) return;
  expect((await found(people(), PUBLIC, 0o000)).own[0]?.remedy).toContain('user 1000');
});

test('every problem of the file is named', async () => {
  const twice = { people: [{ email: 'mara', password: HASH }, { email: MARA }] };
  expect((await found(twice)).own).toHaveLength(2);
});

test.skipIf(process.platform === 'win32').each([
  [0o644, 'Others on this machine can read the hashes of passwords in sign-in.json (mode 644).'],
  [0o622, 'Others on this machine can change who may sign in in sign-in.json (mode 622).'],
])('a file that others get at is warned about: %o', async (mode, text) => {
  const { code, own } = await found(people(), PUBLIC, mode);
  expect(code).toBe(0);
  expect(own[1]).toMatchObject({ state: 'warn', text, remedy: expect.stringContaining('chmod 600') });
});

test.each<[string, Record<string, string>, string]>([
  ['without an address', {}, 'SNOVIO_HTTP_SIGN_IN_FILE also needs SNOVIO_PUBLIC_URL'],
  [
    'beside an authorization server',
    { ...PUBLIC, SNOVIO_HTTP_OAUTH_ISSUER: 'https://login.example.com' },
    'people sign in here or there',
  ],
  [
    'of a vault without a sign-in',
    { SNOVIO_HTTP_SIGN_IN_FILE: '', SNOVIO_VAULT_KEY: 'vault-key-of-these-tests-0123456789' },
    'SNOVIO_VAULT_KEY also needs SNOVIO_HTTP_OAUTH_ISSUER',
  ],
])('what the server would refuse to start with fails: settings %s', async (_, env, problem) => {
  const { code, own } = await found(people(), env);
  expect(code).toBe(1);
  expect(own).toContainEqual(
    expect.objectContaining({ state: 'fail', text: expect.stringContaining(problem) }),
  );
});

test('a program without the package beside it says what to install', async () => {
  writeFileSync(path, JSON.stringify(people()), { mode: 0o600 });
  // The build by itself, with nothing installed around it.
  const alone = join(folder, 'dist');
  symlinkSync(join(import.meta.dirname, '../../dist'), alone);
  const env = { SNOVIO_SANDBOX: '1', SNOVIO_HTTP_SIGN_IN_FILE: path, ...PUBLIC };
  const { code, stdout } = await run(['doctor', '--json'], {
    env: { ...env, NODE_OPTIONS: '--preserve-symlinks --preserve-symlinks-main' },
    main: join(alone, 'main.js'),
  });
  expect(code, stdout).toBe(1);
  expect(stdout).toContain('npm install oidc-provider@9');
});

test('a server without an account of its own is well where people connect theirs', async () => {
  const sandbox = await startSandbox({});
  writeFileSync(path, JSON.stringify(people()), { mode: 0o600 });
  const env = {
    ...PUBLIC,
    SNOVIO_HTTP_SIGN_IN_FILE: path,
    SNOVIO_VAULT_KEY: 'vault-key-of-these-tests-0123456789',
    SNOVIO_API_URL: sandbox.url,
    SNOVIO_CLIENT_ID: '',
    SNOVIO_CLIENT_SECRET: '',
  };
  const { code, stdout } = await runCommand(['doctor', '--json'], { env });
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  expect(findings.filter(({ state }) => state === 'fail')).toEqual([]);
  expect(findings.map(({ id }) => id)).toEqual(expect.arrayContaining(['credentials', 'reach']));
  expect(code).toBe(0);
  await sandbox.close();
});

test('accounts that no key opens are warned about', async () => {
  const sandbox = await startSandbox({});
  writeFileSync(path, JSON.stringify(people()), { mode: 0o600 });
  const env = {
    ...PUBLIC,
    SNOVIO_HTTP_SIGN_IN_FILE: path,
    SNOVIO_STATE_DIR: mkdtempSync(join(folder, 'state-')),
    SNOVIO_VAULT_KEY: 'vault-key-of-these-tests-0123456789',
    SNOVIO_API_URL: sandbox.url,
  };
  const { store } = await openStore(readConfig({}, env));
  await new Vault(store.vault, vaultKeys([env.SNOVIO_VAULT_KEY])).connect('a'.repeat(64), {
    id: 'an-id',
    secret: 'a-secret',
  });
  await store.close();
  const lost = async (key: string) => {
    const { stdout } = await runCommand(['doctor', '--json'], { env: { ...env, SNOVIO_VAULT_KEY: key } });
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    return findings.filter(({ state }) => state === 'warn').map(({ text }) => text);
  };
  expect(await lost(env.SNOVIO_VAULT_KEY)).toEqual([]);
  expect(await lost('another-key-of-these-tests-0123456789')).toEqual([
    'Connected accounts that no key of the vault opens: 1 of 1. Their people are asked to connect them again.',
  ]);
  await sandbox.close();
});
