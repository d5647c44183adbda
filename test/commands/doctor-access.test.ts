import { expect, test } from 'vitest';
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
