import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Machine } from '../../src/commands/init/config-folder.ts';
import { showEntry, writeEntry } from '../../src/commands/init/edit-entry.ts';
import { HOSTS, type Host } from '../../src/commands/init/hosts.ts';
import { unknownVariables } from '../../src/config/unknown-variables.ts';

const machine: Machine = { platform: 'linux', env: {}, home: '/home/mara', cwd: '/project' };
const url = new URL('https://mcp.example.com/mcp');
const { cursor, codex, vscode, zed, 'claude-code': claudeCode } = HOSTS as Record<string, Host>;
if (!cursor || !codex || !vscode || !zed || !claudeCode) throw new Error('a host is missing');

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snovio-init-'));
  file = join(folder, 'config');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const read = () => readFileSync(file, 'utf8');

describe('a second account', () => {
  test.each(Object.entries(HOSTS))(
    '%s takes its credentials from elsewhere than the first one',
    (_, host) => {
      const show = (name?: string) => showEntry(host, machine, file, name === undefined ? {} : { name });
      const second = show('snovio-sales');
      if (!show().stdout.includes('your API Secret'))
        expect(second.stdout.replaceAll('snovio-sales', 'snovio')).not.toBe(show().stdout);
      expect(show('snovio').stdout).toBe(show().stdout);
      const isFilledIn = second.stdout.includes('your API Secret');
      const elsewhere = isFilledIn ? /in place of the two texts/ : /SNOVIO_CLIENT_ID_SALES|asks for both/;
      expect(second.stderr).toMatch(elsewhere);
    },
  );

  test('is asked for by VS Code under ids of its own, and has a token of its own on HTTP', () => {
    writeEntry(vscode, machine, file);
    writeEntry(vscode, machine, file, { name: 'snovio-sales' });
    const { inputs } = JSON.parse(read()) as { inputs: { id: string; description: string }[] };
    expect(inputs.map(({ id }) => id)).toEqual([
      'snovio-client-id',
      'snovio-client-secret',
      'snovio-client-id-sales',
      'snovio-client-secret-sales',
    ]);
    expect(inputs.at(-1)?.description).toBe('Snov.io API Secret (sales)');
    for (const host of [cursor, codex])
      expect(showEntry(host, machine, file, { url, name: 'snovio-sales' }).stdout).toContain(
        'SNOVIO_MCP_TOKEN_SALES',
      );
  });

  test('keeps in Codex what was filled in', () => {
    const options = { name: 'snovio-sales' };
    writeEntry(codex, machine, file, options);
    writeFileSync(file, read().replace('your API User ID', 'mine').replace('your API Secret', 'hush'));
    writeEntry(codex, machine, file, { ...options, flags: ['--toolsets', 'find'] });
    expect(read()).toContain('env = { SNOVIO_CLIENT_ID = "mine", SNOVIO_CLIENT_SECRET = "hush" }');
    expect(read()).toContain('"--toolsets"');
  });

  test('has variables that are no misspelt settings', () => {
    const env = { SNOVIO_CLIENT_ID_SALES: 'a', SNOVIO_MCP_TOKEN_SALES: 'b', SNOVIO_CLIENT_IDS: 'c' };
    expect(unknownVariables(env, 'linux')).toEqual([expect.stringContaining('SNOVIO_CLIENT_IDS')]);
  });
});

test.each([['cursor', cursor] as const, ['codex', codex] as const])(
  '%s: a limit that an update takes away is named',
  (_, host) => {
    const flags = ['--max-credits-per-day', '50', '--read-only', '--toolsets', 'find'];
    expect(writeEntry(host, machine, file, { flags }).stderr).not.toContain('No longer');
    const { stderr } = writeEntry(host, machine, file, { flags: ['--toolsets', 'verify'] });
    expect(stderr).toMatch(/^No longer in the entry.*: --max-credits-per-day 50 --read-only\. To keep/);
  },
);

test.each([
  ['{"mcpServers":{"a":1},\n "mcpServers":{"b":2}}', 'line 2, column 2: "mcpServers" is there twice'],
  ['{"mcpServers":{\n "snovio": {},\n "snovio": {}}}', 'line 3, column 2: "snovio" is there twice'],
  [
    '{"mcpServers":{"snovio": {"command": "a",\n"command": "b"}}}',
    'line 2, column 1: "command" is there twice',
  ],
])('what is there twice is refused where it is: hosts read only the last one', (twice, problem) => {
  writeFileSync(file, twice);
  expect(() => writeEntry(cursor, machine, file)).toThrow(
    `breaks at ${problem}. Nothing was changed; repair it and try again.`,
  );
  expect(read()).toBe(twice);
});

test('a read-only file stays as it is', () => {
  writeFileSync(file, '{}');
  chmodSync(file, 0o444);
  expect(() => writeEntry(cursor, machine, file)).toThrow(/read-only\. Nothing was changed/);
  expect(read()).toBe('{}');
  expect(existsSync(`${file}.snovio-bak`)).toBe(false);
});

test.skipIf(process.platform !== 'linux')('a folder that cannot be made is said at once', () => {
  expect(() => writeEntry(cursor, machine, '/proc/none/here/mcp.json')).toThrow(
    /cannot be written \(ENOENT\)/,
  );
});

test('what Zed reads and what Claude Code may share is said without contradiction', () => {
  expect(showEntry(zed, machine, file).stderr).not.toContain('does not see');
  expect(showEntry(claudeCode, machine, file).stderr).toContain('while no credentials are written into it');
});
