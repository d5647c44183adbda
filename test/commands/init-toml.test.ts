import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Machine } from '../../src/commands/init/config-folder.ts';
import { removeEntry, writeEntry } from '../../src/commands/init/edit-entry.ts';
import { HOSTS, type Host } from '../../src/commands/init/hosts.ts';
import type { EntryOptions } from '../../src/commands/init/server-entry.ts';

const machine: Machine = { platform: 'linux', env: {}, home: '/home/mara', cwd: '/project' };
const codex = HOSTS.codex as Host;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snovio-init-'));
  file = join(folder, 'config.toml');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes the entry over this text. @returns the new text */
function edited(text: string, options: EntryOptions = {}): string {
  writeFileSync(file, text);
  writeEntry(codex, machine, file, options);
  return readFileSync(file, 'utf8');
}

function withoutEntry(text: string): string {
  writeFileSync(file, text);
  removeEntry(codex, machine, file);
  return readFileSync(file, 'utf8');
}

const flags = ['--toolsets', 'find'];
const args = ['-y', 'snovio-mcp', ...flags];
const snovio = (text: string) => (parse(text) as { mcp_servers: { snovio: unknown } }).mcp_servers.snovio;

describe('an entry over several lines', () => {
  const before = [
    '[mcp_servers.snovio] # mine',
    'command = "npx"',
    'args = [',
    '\t"-y", # yes',
    '\t"snovio-mcp",',
    ']',
    'env_vars = [',
    '\t"SNOVIO_CLIENT_ID",',
    '\t"HTTPS_PROXY",',
    ']',
    'startup_timeout_sec = 120',
    '',
    '# another',
    '[mcp_servers.other]',
    'args = [',
    '  ["nested"],',
    ']',
    '',
  ];

  test.each(['\n', '\r\n'])('is updated line by line, and what was added stays', eol => {
    expect(edited(before.join(eol), { flags }).split(eol)).toEqual([
      ...before.slice(0, 2),
      'args = [',
      '\t"-y",',
      '\t"snovio-mcp",',
      '\t"--toolsets",',
      '\t"find",',
      ']',
      'env_vars = [',
      '\t"SNOVIO_CLIENT_ID",',
      '\t"HTTPS_PROXY",',
      '\t"SNOVIO_CLIENT_SECRET",',
      ']',
      ...before.slice(10),
    ]);
  });

  test('goes, and the comment of the next one stays', () => {
    expect(withoutEntry(before.join('\n'))).toBe(before.slice(12).join('\n'));
  });
});

test.each([
  ['in a table above', '[mcp_servers]\nsnovio = { command = "old" } # mine\nother = { command = "x" }\n'],
  [
    'in dotted keys',
    '[mcp_servers]\nsnovio.command = "old"\nsnovio.args = ["old"]\nsnovio.env_vars = []\nsnovio.startup_timeout_sec = 9\n',
  ],
  [
    'with a table for its variables',
    '[mcp_servers.snovio]\ncommand = "old"\n[mcp_servers.snovio.env]\nSNOVIO_PLAN = "pro-5k"\n',
  ],
  [
    'below a text that looks like a header',
    'notes = """\n[mcp_servers.snovio]\nargs = 1\n"""\n[mcp_servers.snovio]\nargs = []\n',
  ],
])('an entry %s is updated', (_, before) => {
  const after = edited(before, { flags });
  expect(snovio(after)).toMatchObject({ command: 'npx', args });
  const { mcp_servers: servers, ...rest } = parse(before) as { mcp_servers: { other?: object } };
  expect(parse(after)).toMatchObject({ ...rest, mcp_servers: servers.other ? { other: servers.other } : {} });
  expect(withoutEntry(after)).not.toContain('npx');
});

test('variables in a table of their own get those that are missing', () => {
  const before =
    '[mcp_servers.snovio-sales]\nargs = []\n\n[mcp_servers.snovio-sales.env]\nSNOVIO_CLIENT_ID = "mine" # id\n';
  const after = edited(before, { name: 'snovio-sales' });
  expect(after).toContain('SNOVIO_CLIENT_ID = "mine" # id\n');
  expect(after).toContain('[mcp_servers.snovio-sales.env]\nSNOVIO_CLIENT_SECRET = "your API Secret"\n');
});

test('a variable that the user has chosen for the token stays', () => {
  const url = new URL('https://mcp.example.com/mcp');
  const before =
    '[mcp_servers.snovio]\nurl = "https://old.example.com/mcp"\nbearer_token_env_var = "MY_TOKEN"\n';
  expect(edited(before, { url })).toBe(before.replace('old', 'mcp'));
});
