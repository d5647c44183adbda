import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Machine } from '../../src/commands/init/config-folder.ts';
import { removeEntry, showEntry, writeEntry } from '../../src/commands/init/edit-entry.ts';
import { HOSTS, type Host } from '../../src/commands/init/hosts.ts';
import { ended, MAIN, run } from '../binary/binary.ts';

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

/** What VS Code asks for is in another order when it was out of the file meanwhile. */
const inAnyOrder = (text: string) =>
  text
    .split('\n')
    .map(line => line.replace(/,$/, ''))
    .sort();

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
    expect(read()).toBe(lived);
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
    expect(inAnyOrder(read())).toEqual(inAnyOrder(local));
  });
});

test('JSON in odd forms stays valid when an entry goes', () => {
  for (const [name, before, after] of [
    ['cursor', '{"mcpServers":{"snovio":{},"b":1}}', '{"mcpServers":{"b":1}}'],
    ['cursor', '{"mcpServers":{"b":1,"snovio":{}}}', '{"mcpServers":{"b":1}}'],
    ['cursor', '{"mcpServers":{"snovio":{}}}', '{"mcpServers":{}}'],
    ['cursor', '{"a":1,"mcpServers":{\n "snovio":{}\n}}', '{"a":1,"mcpServers":{}}'],
    ['cursor', '{"mcpServers":{"snovio":{} /* x */}}', '{"mcpServers":{ /* x */}}'],
    ['gemini', '{"a":1,"mcpServers":{"snovio":{}}}', '{"a":1}'],
    ['gemini', '{\n  "mcpServers": {\n    "snovio": {}\n  }\n}\n', '{}\n'],
    [
      'cursor',
      '{\r\n "mcpServers": {\r\n  "snovio": {}, // x\r\n  "b": 1\r\n }\r\n}',
      '{\r\n "mcpServers": {\r\n   // x\r\n  "b": 1\r\n }\r\n}',
    ],
  ] as const) {
    writeFileSync(file, before);
    removeEntry(HOSTS[name] as Host, machine, file);
    expect(read()).toBe(after);
  }
});

test('what VS Code asks for goes with the last entry that refers to it, and nobody else’s does', () => {
  const vscode = HOSTS.vscode as Host;
  const mine = '{ "id": "mine", "type": "promptString" }';
  writeFileSync(file, `{\n  "inputs": [\n    ${mine}\n  ],\n  "servers": {\n  }\n}\n`);
  writeEntry(vscode, machine, file);
  writeEntry(vscode, machine, file, { name: 'snovio-sales' });
  const reference = `$${'{input:snovio-client-id}'}`;
  writeFileSync(
    file,
    read().replace('"servers": {', `"servers": {\n    "other": { "env": { "A": "${reference}" } },`),
  );
  removeEntry(vscode, machine, file, { name: 'snovio-sales' });
  const ids = () => (JSON.parse(read()) as { inputs?: { id: string }[] }).inputs?.map(({ id }) => id);
  expect(ids()).toEqual(['mine', 'snovio-client-id', 'snovio-client-secret']);
  removeEntry(vscode, machine, file);
  expect(ids()).toEqual(['mine', 'snovio-client-id']);
});

test('where there is no such entry, those of other names are told', () => {
  const cursor = HOSTS.cursor as Host;
  writeEntry(cursor, machine, file, { sandbox: true });
  writeEntry(cursor, machine, file, { name: 'leads' });
  const { stdout, stderr } = removeEntry(cursor, machine, file);
  expect(stdout).toMatch(/^There is no snovio in .*; nothing was changed\.\n$/);
  expect(stderr).toBe(
    'There is snovio-sandbox: --name snovio-sandbox takes that out.\nThere is leads: --name leads takes that out.\n',
  );
  expect(removeEntry(cursor, machine, file, { name: 'snovio-sandbox' }).stdout).toContain('was taken out');
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

test.skipIf(process.platform === 'win32')('a working directory that is gone is told', async () => {
  const gone = join(folder, 'gone');
  for (const command of [['init', 'cursor'], ['doctor']]) {
    mkdirSync(gone);
    const line = `rmdir ${gone} && exec ${process.execPath} ${MAIN} ${command.join(' ')}`;
    const { code, stderr } = await ended(spawn('sh', ['-c', line], { cwd: gone }));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'snovio-mcp: The folder that this is run in is gone. Change into another one and try again.\n',
    });
  }
});

test('the command names folders in full: a host starts the server in another', async () => {
  const argsWith = async (folder: string) => {
    const { stdout } = await run(['init', 'cursor', '--state-dir', folder]);
    return JSON.parse(stdout).mcpServers.snovio.args.slice(1);
  };
  expect(await argsWith('./state')).toEqual(['--state-dir', resolve('state')]);
  expect(await argsWith(':memory:')).toEqual(['--state-dir', ':memory:']);
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
  expect(open.stderr).not.toContain('/mcp, where');
});

test('an address that does not end in /mcp is warned of, and where the token goes is said', () => {
  const cursor = HOSTS.cursor as Host;
  const told = (address: string) => showEntry(cursor, machine, file, { url: new URL(address) }).stderr;
  expect(told('https://example.com/leads/')).toMatch(
    /does not end in \/mcp, .* Usual: https:\/\/example\.com\/leads\/mcp or https:\/\/example\.com\/mcp\.\n$/,
  );
  for (const usual of ['https://example.com/mcp', 'https://example.com/leads/mcp/'])
    expect(told(usual)).not.toContain('does not end');
  expect(told('https://example.com/mcp')).toContain('Or put the token into "headers" of the entry.');
  const local = showEntry(cursor, machine, file).stderr;
  expect(local).toContain('the lines SNOVIO_CLIENT_ID=… and SNOVIO_CLIENT_SECRET=… in');
  expect(local).toContain('Or put the values into "env" of the entry.');
});

describe('an entry with values of the user’s', () => {
  const desktop = HOSTS['claude-desktop'] as Host;
  const step = (host: Host, before: object, options = {}) => {
    writeFileSync(file, JSON.stringify({ [host.section]: { snovio: before } }));
    return writeEntry(host, machine, file, options).stderr;
  };

  test('keeps them, and they are not asked for again', () => {
    const env = { SNOVIO_CLIENT_ID: 'abc', SNOVIO_CLIENT_SECRET: 'def' };
    expect(step(desktop, { env })).toBe(
      'Kept as it stands in the entry: SNOVIO_CLIENT_ID and SNOVIO_CLIENT_SECRET. Restart Claude Desktop.\n',
    );
    expect(read()).toContain('"def"');
    const reference = {
      SNOVIO_CLIENT_ID: `$${'{env:MY_ID}'}`,
      SNOVIO_CLIENT_SECRET: `$${'{env:MY_SECRET}'}`,
    };
    expect(step(HOSTS.cursor as Host, { env: reference })).toMatch(/^Kept as .* Restart Cursor\.\n$/);
  });

  test('has what is missing asked for', () => {
    const env = { SNOVIO_CLIENT_ID: 'abc', SNOVIO_CLIENT_SECRET: 'your API Secret' };
    expect(step(desktop, { env })).toMatch(
      /^Kept as it stands in the entry: SNOVIO_CLIENT_ID\.\nPut your API/,
    );
    expect(step(desktop, { env: {} })).toMatch(/^Put your API/);
  });

  test('keeps its token', () => {
    const headers = { Authorization: 'Bearer c0ffee' };
    expect(step(HOSTS.zed as Host, { url: 'https://old.example.com/mcp', headers }, { url })).toBe(
      'Kept as it stands in the entry: the token. Restart Zed.\n',
    );
    expect(read()).toContain('c0ffee');
  });

  test('has flags that the server elsewhere decides on', () => {
    writeEntry(desktop, machine, file, { flags: ['--toolsets', 'find'] });
    const { stderr } = writeEntry(desktop, machine, file, { url });
    // A program of others gets no credentials of this account.
    expect(read()).not.toContain('SNOVIO_CLIENT');
    expect(stderr).toMatch(
      /^No longer in the entry: --toolsets find\. The server at that URL has settings of its own, which decide\.\n/,
    );
    expect(writeEntry(desktop, machine, file).stderr).not.toContain('No longer');
  });
});
