import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Machine } from '../../src/commands/init/config-folder.ts';
import { removeEntry, showEntry, writeEntry } from '../../src/commands/init/edit-entry.ts';
import { HOSTS, type Host } from '../../src/commands/init/hosts.ts';
import { MAIN, run } from '../binary/binary.ts';

const machine: Machine = { platform: 'linux', env: {}, home: '/home/mara', cwd: '/project' };
const hosts = Object.entries(HOSTS);
const url = new URL('https://mcp.example.com/mcp');

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snovio-init-'));
  file = join(folder, 'config');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const read = () => readFileSync(file, 'utf8');

describe.each(hosts)('%s', (_, host) => {
  const lived =
    host.format === 'toml'
      ? '# mine\n\n[mcp_servers.other]\ncommand = "other" # stays\n'
      : `{\n  // mine\n  "${host.section}": {\n    "other": { "command": "other" }\n  }\n}\n`;

  test('--remove undoes --write byte for byte, and says where there is nothing', () => {
    writeFileSync(file, lived);
    writeEntry(host, machine, file);
    writeEntry(host, machine, file, { name: 'second' });
    expect(removeEntry(host, machine, file, { name: 'second' }).stdout).toContain('second was taken out');
    removeEntry(host, machine, file);
    // What VS Code asks for stays: another entry may refer to it.
    if (!host.inputs) expect(read()).toBe(lived);
    expect(read()).not.toContain('snovio-mcp"');
    expect(removeEntry(host, machine, file).stdout).toContain('There is no snovio');
  });

  test('--http points at a server elsewhere, without the token in it, and back', () => {
    const { stdout } = showEntry(host, machine, file, { url });
    expect(stdout).toContain('https://mcp.example.com/mcp');
    writeFileSync(file, lived);
    writeEntry(host, machine, file);
    const local = read();
    writeEntry(host, machine, file, { url });
    expect(read()).toContain('https://mcp.example.com/mcp');
    writeEntry(host, machine, file, { url });
    if (host.remote !== 'mcp-remote') expect(read()).not.toContain('npx');
    writeEntry(host, machine, file);
    expect(read()).not.toContain('mcp.example.com');
    if (!host.inputs && host.remote !== 'mcp-remote') expect(read()).toBe(local);
  });
});

test('JSON in odd forms stays valid when an entry goes', () => {
  const cursor = HOSTS.cursor as Host;
  for (const [before, after] of [
    ['{"mcpServers":{"snovio":{},"b":1}}', '{"mcpServers":{"b":1}}'],
    ['{"mcpServers":{"b":1,"snovio":{}}}', '{"mcpServers":{"b":1}}'],
    ['{"mcpServers":{"snovio":{}}}', '{"mcpServers":{}}'],
    [
      '{\r\n "mcpServers": {\r\n  "snovio": {}, // x\r\n  "b": 1\r\n }\r\n}',
      '{\r\n "mcpServers": {\r\n   // x\r\n  "b": 1\r\n }\r\n}',
    ],
  ] as const) {
    writeFileSync(file, before);
    removeEntry(cursor, machine, file);
    expect(read()).toBe(after);
  }
});

test('the command keeps the flags given, and starts this checkout', async () => {
  const given = [
    '--toolsets',
    'find,verify',
    '--max-credits-per-day',
    '50',
    '--read-only',
    '--name',
    'snovio-sales',
  ];
  const { code, stdout } = await run(['init', 'cursor', ...given]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).mcpServers['snovio-sales']).toMatchObject({
    command: process.execPath,
    args: [MAIN, '--max-credits-per-day', '50', '--toolsets', 'find,verify', '--read-only'],
  });
});

test('the command refuses what no server would start with', async () => {
  const refused = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(['init', 'cursor', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    return stderr;
  };
  expect(await refused('--plan', 'gold')).toContain('--plan: "gold"');
  expect(await refused('--http', 'ftp://x')).toContain('--http: takes an http or https URL');
  expect(await refused('--http', 'https://x', '--toolsets', 'find')).toContain('belong to the server');
  const open = await run(['init', 'cursor', '--http', 'http://mcp.example.com']);
  expect(open.stdout).toContain('http://mcp.example.com/mcp');
  expect(open.stderr).toMatch(/SNOVIO_MCP_TOKEN[\s\S]*unencrypted/);
});
