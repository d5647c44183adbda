import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readVaultKeys } from '../../src/app/vault/read-keys.ts';
import { readConfig } from '../../src/config/settings.ts';
import { stateDirectory } from '../faults/kit.ts';
import { runCommand } from './in-process.ts';

const KEY = 'a-key-of-these-tests-0123456789abc';
const OTHER = 'other-key-of-these-tests-0123456789';
const SIGN_IN = {
  SNOVIO_PUBLIC_URL: 'https://mcp.example.com',
  SNOVIO_HTTP_OAUTH_ISSUER: 'https://login.example.com',
  SNOVIO_HTTP_OAUTH_CLIENT_ID: 'web',
};

const idsOf = async (env: Record<string, string>, maxMs?: number) =>
  (await readVaultKeys(readConfig({}, env), maxMs))?.map(({ id }) => id);
const printing = (text: string) =>
  `node -e "process.stdout.write(${JSON.stringify(text).replaceAll('"', "'")})"`;

describe('the keys of the vault', () => {
  test('come from the variable or from what a command prints, in the same order', async () => {
    const given = await idsOf({ SNOVIO_VAULT_KEY: `${KEY}, ${OTHER}` });
    expect(given).toHaveLength(2);
    for (const between of [',', '\n', ' , \n'])
      expect(await idsOf({ SNOVIO_VAULT_KEY_COMMAND: printing(`${KEY}${between}${OTHER}\n`) })).toEqual(
        given,
      );
    expect(await idsOf({ SNOVIO_VAULT_KEY: KEY })).toEqual([given?.[0]]);
    expect(await idsOf({})).toBeUndefined();
    expect(KEY).not.toContain(given?.[0]);
  });

  test.each([
    ['ends with an error', 'exit 3', 'it ended with 3'],
    ['prints nothing', 'true', 'what it prints holds no key'],
    ['prints a short one', 'echo short', 'what it prints holds a key of fewer than 32 characters'],
    ['prints one twice', printing(`${KEY},${KEY}`), 'what it prints holds a key twice'],
    ['hangs', 'sleep 20', 'it did not end within 0.3 s'],
    ['prints without end', 'yes a-line-that-never-ends', 'it prints more than keys'],
    ['does not exist', 'no-such-program-here', 'it ended with 127'],
  ])('a command that %s stops the start', async (_, command, problem) => {
    const keys = idsOf({ SNOVIO_VAULT_KEY_COMMAND: command }, command.startsWith('sleep') ? 300 : 20_000);
    await expect(keys).rejects.toThrow(`SNOVIO_VAULT_KEY_COMMAND: ${problem}.`);
  });

  test.each([
    ['both', { SNOVIO_VAULT_KEY: KEY, SNOVIO_VAULT_KEY_COMMAND: 'true' }, 'SNOVIO_VAULT_KEY is set too'],
    [
      'a short key',
      { SNOVIO_VAULT_KEY: 'short-secret' },
      'its value holds a key of fewer than 32 characters',
    ],
    [
      'no sign-in',
      { SNOVIO_VAULT_KEY: KEY, SNOVIO_HTTP_OAUTH_ISSUER: '', SNOVIO_HTTP_OAUTH_CLIENT_ID: '' },
      'SNOVIO_VAULT_KEY also needs SNOVIO_HTTP_OAUTH_ISSUER',
    ],
    [
      'no client for browsers',
      { SNOVIO_VAULT_KEY: KEY, SNOVIO_HTTP_OAUTH_CLIENT_ID: '' },
      'SNOVIO_VAULT_KEY also needs SNOVIO_HTTP_OAUTH_CLIENT_ID',
    ],
  ])('%s: the server does not start', async (_, env, problem) => {
    const { code, stderr } = await runCommand(['http', '--sandbox', '--port', '0'], {
      env: { ...SIGN_IN, ...env },
    });
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
    expect(stderr).not.toContain('short-secret');
  });
});

describe('snovio-mcp vault', () => {
  let state: ReturnType<typeof stateDirectory>;
  beforeEach(() => {
    state = stateDirectory();
  });
  afterEach(() => state[Symbol.dispose]());
  const run = (args: string[], env: Record<string, string> = { SNOVIO_VAULT_KEY: KEY }) =>
    runCommand(['vault', ...args], { env: { SNOVIO_STATE_DIR: state.path, ...env } });

  test('of nobody is an empty list', async () => {
    expect(await run(['list', '--json'])).toMatchObject({ code: 0, stdout: '[]\n' });
    expect(await run(['list', '--text'])).toMatchObject({ code: 0 });
  });

  test.each([
    ['without a word', [], 'Usage: snovio-mcp vault'],
    ['with another word', ['lst'], 'Did you mean list?'],
    ['with a name that is none', ['remove', 'mara'], 'vault remove: name a person'],
    ['with a name too many', ['list', '4f0c12ab'], 'vault list: it takes no name'],
  ])('%s says what is wrong', async (_, args, problem) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
  });

  test('without a key there is none', async () => {
    const { code, stderr } = await run(['list'], {});
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('SNOVIO_VAULT_KEY is not set'),
    });
  });
});
