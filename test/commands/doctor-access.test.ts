import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { accessFile, sha256, tokenOf } from '../http/access/kit.ts';
import { runCommand } from './in-process.ts';

const TOKEN = tokenOf('machine');

/** What doctor finds of a configuration. Nothing leaves the machine: it ends before it asks anybody. */
async function found(content: unknown, env: Record<string, string> = {}) {
  using file = accessFile(content);
  const { stdout } = await runCommand(['doctor', '--json'], {
    env: { SNOVIO_SANDBOX: '1', SNOVIO_HTTP_ACCESS_FILE: file.path, ...env },
  });
  expect(stdout).not.toContain(TOKEN);
  const all = JSON.parse(stdout) as { checks?: { id: string; state: string; text: string }[] };
  return JSON.stringify(all).replaceAll(file.path, 'access.json');
}

test('doctor reads the access file, and says whom it names', async () => {
  const file = { tokens: [{ sha256: sha256(TOKEN), account: 'sales' }] };
  const env = { SNOVIO_CLIENT_ID_SALES: 'id', SNOVIO_CLIENT_SECRET_SALES: 'secret' };
  expect(await found(file, env)).toContain('the access file access.json: 1 token, 0 people, 0 teams');
});

test('doctor names every problem of the access file', async () => {
  const text = await found({ tokens: [{ token: TOKEN, creditPerDay: 1 }, { sha256: 'short' }] });
  expect(text).toContain('Did you mean creditsPerDay?');
  expect(text).toContain('access.json: tokens[1].sha256: is not the SHA-256');
  expect(text).toContain('docs/access.md shows one');
});

/** A sandbox with accounts, and what doctor finds of a server with an access file and no account of its own. */
async function foundAt(env: Record<string, string>, content: unknown) {
  const accounts = ['sales', 'research'].map(name => ({ id: `${name}-id`, secret: `${name}-secret` }));
  const sandbox = await startSandbox({ accounts });
  using file = accessFile(content);
  const { code, stdout } = await runCommand(['doctor', '--json'], {
    env: {
      SNOVIO_API_URL: sandbox.url,
      SNOVIO_HTTP_ACCESS_FILE: file.path,
      SNOVIO_CLIENT_ID_SALES: 'sales-id',
      SNOVIO_CLIENT_SECRET_SALES: 'sales-secret',
      ...env,
    },
  });
  await sandbox.close();
  expect(stdout).not.toMatch(/(sales|research)-secret/);
  const { findings } = JSON.parse(stdout) as { findings: { id: string; state: string; text: string }[] };
  return { code, credentials: findings.filter(({ id }) => id === 'credentials') };
}

const TEAMS = {
  tokens: [
    { token: TOKEN, account: 'sales' },
    { token: tokenOf('other'), account: 'research' },
  ],
};

test('doctor asks Snov.io about each account that the access file names', async () => {
  const right = {
    SNOVIO_CLIENT_ID_RESEARCH: 'research-id',
    SNOVIO_CLIENT_SECRET_RESEARCH: 'research-secret',
  };
  expect(await foundAt(right, TEAMS)).toMatchObject({
    code: 0,
    credentials: [
      { state: 'ok' },
      { text: 'account SALES: accepted' },
      { text: 'account RESEARCH: accepted' },
    ],
  });
  const wrong = { ...right, SNOVIO_CLIENT_SECRET_RESEARCH: 'research-id' };
  const { code, credentials } = await foundAt(wrong, TEAMS);
  expect(code).toBe(1);
  expect(credentials.slice(1)).toMatchObject([
    { state: 'ok', text: 'account SALES: accepted' },
    { state: 'fail', text: expect.stringMatching(/^account RESEARCH: /) },
  ]);
  const exchanged = {
    SNOVIO_CLIENT_ID_RESEARCH: 'research-secret',
    SNOVIO_CLIENT_SECRET_RESEARCH: 'research-id',
  };
  expect((await foundAt({ ...exchanged }, TEAMS)).credentials[2]).toMatchObject({
    state: 'fail',
    remedy: 'Exchange SNOVIO_CLIENT_ID_RESEARCH and SNOVIO_CLIENT_SECRET_RESEARCH.',
  });
});

test('a server for which each request brings an account misses none', async () => {
  const bare = { SNOVIO_HTTP_ACCESS_FILE: '', SNOVIO_HTTP_TOKENS: TOKEN };
  expect(await foundAt(bare, {})).toMatchObject({ code: 0, credentials: [{ state: 'ok' }] });
});

test('a token for figures that opens more fails, as at the start of the server', async () => {
  const text = await found(
    { tokens: [{ token: tokenOf('a') }] },
    {
      SNOVIO_HTTP_TOKENS: TOKEN,
      SNOVIO_HTTP_METRICS_TOKEN: TOKEN,
    },
  );
  expect(text).toContain('this token is one of SNOVIO_HTTP_TOKENS');
});
