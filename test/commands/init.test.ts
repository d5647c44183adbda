import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseJson } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Machine } from '../../src/commands/init/config-folder.ts';
import { showEntry, writeEntry } from '../../src/commands/init/edit-entry.ts';
import { HOSTS, type Host } from '../../src/commands/init/hosts.ts';
import { run } from '../binary/binary.ts';

const SECRETS = { SNOVIO_CLIENT_ID: 'real-id-0001', SNOVIO_CLIENT_SECRET: 'real-secret-0002' };
const machine: Machine = { platform: 'linux', env: SECRETS, home: '/home/mara', cwd: '/project' };
const hosts = Object.entries(HOSTS);

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snovio-init-'));
  file = join(folder, 'config');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = () => readFileSync(file, 'utf8');
const put = (text: string) => writeFileSync(file, text);
const parsed = (host: Host, text: string) =>
  (host.format === 'toml' ? parseToml(text) : parseJson(text)) as Record<string, Record<string, unknown>>;
const hostOf = (name: string) => HOSTS[name] as Host;

/** A file of the host with comments, other servers and odd spacing. */
function lived(host: Host): string {
  return host.format === 'toml'
    ? '# mine\nmodel = "x"   # keep\n\n[mcp_servers.other]\ncommand = "other" # stays\n'
    : `{\n\t// mine\n\t"theme" : "dark",  /* keep */\n\t"${host.section}": {\n\t\t"other": { "command":"other" }, // stays\n\t},\n}\n`;
}

describe.each(hosts)('%s', (_, host) => {
  test('prints an entry that starts the package, with no credential in it', () => {
    const { stdout, stderr } = showEntry(host, machine, file);
    const entry = parsed(host, stdout)[host.section]?.snovio;
    expect(entry).toMatchObject({ command: 'npx', args: ['-y', 'snovio-mcp'] });
    for (const secret of Object.values(SECRETS)) expect(stdout + stderr).not.toContain(secret);
  });

  test('writes a new file, readable by its owner only, and twice is once', () => {
    const first = writeEntry(host, machine, file);
    expect(first.stdout).toContain(file);
    expect(read()).toBe(showEntry(host, machine, file).stdout);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(writeEntry(host, machine, file).stdout).toContain('has it already');
    expect(readdirSync(folder)).toEqual(['config']);
  });

  test('keeps what is there byte for byte, and a copy of it', () => {
    const before = lived(host);
    put(before);
    writeEntry(host, machine, file);
    const after = read();
    // Only insertions: what was there is still there, in the same order.
    let at = 0;
    for (const char of before) {
      at = after.indexOf(char, at) + 1;
      expect(at).toBeGreaterThan(0);
    }
    for (const line of before.split('\n')) expect(after).toContain(line.trim());
    const servers = parsed(host, after)[host.section] ?? {};
    expect(Object.keys(servers)).toEqual(['other', 'snovio']);
    expect(servers.other).toEqual({ command: 'other' });
    expect(readFileSync(`${file}.snovio-bak`, 'utf8')).toBe(before);
    writeEntry(host, machine, file);
    expect(read()).toBe(after);
    expect(readdirSync(folder).sort()).toEqual(['config', 'config.snovio-bak']);
  });

  test('has the sandbox beside it, which needs nothing', () => {
    put(lived(host));
    writeEntry(host, machine, file);
    writeEntry(host, machine, file, { sandbox: true });
    const servers = parsed(host, read())[host.section] ?? {};
    expect(Object.keys(servers)).toEqual(['other', 'snovio', 'snovio-sandbox']);
    expect(servers['snovio-sandbox']).toMatchObject({ args: ['-y', 'snovio-mcp', '--sandbox'] });
    expect(JSON.stringify(servers['snovio-sandbox'])).not.toContain('SNOVIO_CLIENT');
    expect(read().match(/promptString/g)?.length ?? 0).toBe(host.inputs ? 2 : 0);
  });

  test('leaves a broken file alone and says where it breaks', () => {
    const broken = host.format === 'toml' ? 'a = 1\nb = = 2\n' : '{\n  "a": 1,\n  "b" 2\n}\n';
    put(broken);
    expect(() => writeEntry(host, machine, file)).toThrow(/line [23], column \d+/);
    expect(read()).toBe(broken);
    expect(readdirSync(folder)).toEqual(['config']);
  });

  test('starts npx through cmd on Windows', () => {
    const { stdout } = showEntry(host, { ...machine, platform: 'win32' }, file);
    const entry = parsed(host, stdout)[host.section]?.snovio;
    expect(entry).toMatchObject({ command: 'cmd', args: ['/c', 'npx', '-y', 'snovio-mcp'] });
  });
});

test('where each host keeps its configuration', () => {
  const paths = (changes: Partial<Machine>) =>
    Object.fromEntries(hosts.map(([name, host]) => [name, host.file({ ...machine, env: {}, ...changes })]));
  expect(paths({})).toMatchInlineSnapshot(`
    {
      "claude-code": "/project/.mcp.json",
      "claude-desktop": "/home/mara/.config/Claude/claude_desktop_config.json",
      "codex": "/home/mara/.codex/config.toml",
      "cursor": "/home/mara/.cursor/mcp.json",
      "gemini": "/home/mara/.gemini/settings.json",
      "vscode": "/home/mara/.config/Code/User/mcp.json",
      "windsurf": "/home/mara/.codeium/windsurf/mcp_config.json",
      "zed": "/home/mara/.config/zed/settings.json",
    }
  `);
  expect(paths({ platform: 'darwin', home: '/Users/mara' })).toMatchInlineSnapshot(`
    {
      "claude-code": "/project/.mcp.json",
      "claude-desktop": "/Users/mara/Library/Application Support/Claude/claude_desktop_config.json",
      "codex": "/Users/mara/.codex/config.toml",
      "cursor": "/Users/mara/.cursor/mcp.json",
      "gemini": "/Users/mara/.gemini/settings.json",
      "vscode": "/Users/mara/Library/Application Support/Code/User/mcp.json",
      "windsurf": "/Users/mara/.codeium/windsurf/mcp_config.json",
      "zed": "/Users/mara/.config/zed/settings.json",
    }
  `);
  const windows = {
    platform: 'win32' as const,
    home: 'C:\\Users\\mara',
    cwd: 'C:\\work',
    env: { APPDATA: 'C:\\Users\\mara\\AppData\\Roaming' },
  };
  expect(paths(windows)).toMatchInlineSnapshot(`
    {
      "claude-code": "C:\\work\\.mcp.json",
      "claude-desktop": "C:\\Users\\mara\\AppData\\Roaming\\Claude\\claude_desktop_config.json",
      "codex": "C:\\Users\\mara\\.codex\\config.toml",
      "cursor": "C:\\Users\\mara\\.cursor\\mcp.json",
      "gemini": "C:\\Users\\mara\\.gemini\\settings.json",
      "vscode": "C:\\Users\\mara\\AppData\\Roaming\\Code\\User\\mcp.json",
      "windsurf": "C:\\Users\\mara\\.codeium\\windsurf\\mcp_config.json",
      "zed": "C:\\Users\\mara\\AppData\\Roaming\\Zed\\settings.json",
    }
  `);
  const moved = { env: { XDG_CONFIG_HOME: '/cfg', CODEX_HOME: '/codex' } };
  expect(paths(moved)).toMatchObject({ zed: '/cfg/zed/settings.json', codex: '/codex/config.toml' });
});

test('each host takes credentials in its own way', () => {
  const entries = hosts.map(([name, host]) => {
    const entry = parsed(host, showEntry(host, machine, file).stdout)[host.section]?.snovio;
    const { env, env_vars } = entry as { env?: Record<string, string>; env_vars?: string[] };
    return [name, env?.SNOVIO_CLIENT_SECRET ?? env_vars?.[1]];
  });
  expect(Object.fromEntries(entries)).toEqual({
    'claude-desktop': 'your API Secret',
    'claude-code': `$${'{SNOVIO_CLIENT_SECRET}'}`,
    cursor: `$${'{env:SNOVIO_CLIENT_SECRET}'}`,
    vscode: `$${'{input:snovio-client-secret}'}`,
    windsurf: `$${'{env:SNOVIO_CLIENT_SECRET}'}`,
    codex: 'SNOVIO_CLIENT_SECRET',
    gemini: '$SNOVIO_CLIENT_SECRET',
    zed: undefined,
  });
});

describe('an entry that is there', () => {
  test('keeps its credentials and additions, and starts as it should', () => {
    put(
      '{"mcpServers": {"snovio": {"command": "snovio-mcp", "args": [], "env": {"SNOVIO_CLIENT_ID": "abc", "SNOVIO_PLAN": "pro-5k"}}}}',
    );
    writeEntry(hostOf('claude-desktop'), machine, file);
    expect(parseJson(read()).mcpServers.snovio).toEqual({
      command: 'npx',
      args: ['-y', 'snovio-mcp'],
      env: { SNOVIO_CLIENT_ID: 'abc', SNOVIO_PLAN: 'pro-5k', SNOVIO_CLIENT_SECRET: 'your API Secret' },
    });
  });

  test('the same in TOML, with its comments; one that cannot be edited safely is left alone', () => {
    const codex = hostOf('codex');
    put(
      '[mcp_servers.snovio] # mine\ncommand = "snovio-mcp" # old\nenv = { SNOVIO_PLAN = "pro-5k" }\n\n[tui]\nx = 1 # keep\n',
    );
    writeEntry(codex, machine, file);
    expect(read()).toContain('[mcp_servers.snovio] # mine\n');
    expect(read()).toContain('\n\n[tui]\nx = 1 # keep\n');
    expect(parseToml(read())).toMatchObject({
      mcp_servers: { snovio: { command: 'npx', args: ['-y', 'snovio-mcp'], env: { SNOVIO_PLAN: 'pro-5k' } } },
      tui: { x: 1 },
    });
    for (const odd of [
      'mcp_servers = { snovio = { command = "x" } }\n',
      'mcp_servers = { other = { command = "x" } }\n',
    ]) {
      put(odd);
      expect(() => writeEntry(codex, machine, file)).toThrow('by hand');
      expect(read()).toBe(odd);
    }
  });

  test('Windows line ends, marks and links are kept', () => {
    put('\uFEFF{\r\n  "a": 1\r\n}\r\n');
    const link = join(folder, 'link');
    symlinkSync(file, link);
    writeEntry(hostOf('cursor'), machine, link);
    expect(read().startsWith('\uFEFF{\r\n  "a": 1,\r\n')).toBe(true);
    expect(read().replaceAll('\r\n', '')).not.toContain('\n');
    expect(statSync(link).ino).toBe(statSync(file).ino);
  });

  test('a file that is no object, or has something else in its place, is left alone', () => {
    for (const odd of ['[1]\n', '{"mcpServers": []}\n']) {
      put(odd);
      expect(() => writeEntry(hostOf('cursor'), machine, file)).toThrow(/no object/);
      expect(read()).toBe(odd);
    }
    put('// nothing yet\n');
    writeEntry(hostOf('zed'), machine, file);
    expect(read()).toMatch(/^\/\/ nothing yet\n\{/);
  });
});

describe('the command', () => {
  test('prints the snippet on stdout and the rest on stderr', async () => {
    const { code, stdout, stderr } = await run(['init', 'cursor']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).mcpServers.snovio.command).toBe(process.execPath);
    expect(stderr).toContain('mcp.json');
  });

  test('writes, and refuses unknown hosts', async () => {
    const { code } = await run(['init', 'zed', '--write', '--sandbox', '--file', file]);
    expect(code).toBe(0);
    expect(parseJson(read()).context_servers['snovio-sandbox']).toBeDefined();
    put('{');
    expect(await run(['init', 'zed', '--write', '--file', file])).toMatchObject({ code: 1 });
    expect(await run(['init', 'emacs'])).toMatchObject({ code: 2 });
    expect(await run(['init'])).toMatchObject({ code: 2 });
    expect(await run(['init', 'zed', 'cursor'])).toMatchObject({ code: 2 });
  });
});
