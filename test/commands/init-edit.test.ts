import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
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

const machine: Machine = { platform: 'linux', env: {}, home: '/home/mara', cwd: '/project' };

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snovio-init-'));
  file = join(folder, 'config');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = () => readFileSync(file, 'utf8');
const put = (text: string) => writeFileSync(file, text);

/** Writes the entry of a host over this text. @returns the new text */
function edited(name: string, text: string, sandbox = false): string {
  put(text);
  writeEntry(HOSTS[name] as Host, machine, file, { sandbox });
  return read();
}

describe('the file', () => {
  const write = (path = file) => writeEntry(HOSTS.zed as Host, machine, path, { sandbox: true });

  test('is created with its folders', () => {
    const path = join(folder, 'not', 'yet', 'settings.json');
    expect(write(path)).toEqual({
      stdout: `Zed: written to ${path}.\n`,
      stderr: 'Restart Zed; the sandbox needs no account.\n',
    });
    expect(existsSync(path)).toBe(true);
  });

  test('keeps its permissions, also where a crash left a temporary file', () => {
    put('{}');
    chmodSync(file, 0o666);
    const temporary = `${file}.snovio-tmp`;
    writeFileSync(temporary, 'half', { mode: 0o600 });
    write();
    expect(statSync(file).mode & 0o777).toBe(0o666);
    expect(existsSync(temporary)).toBe(false);
  });

  test('has one copy, of what was there before the last change; the user’s own stay', () => {
    writeFileSync(`${file}.bak`, 'mine');
    put('{"change": 1}');
    expect(write().stdout).toContain(`What it was before is in ${file}.snovio-bak.`);
    put('{"change": 2}');
    write();
    expect(readFileSync(`${file}.snovio-bak`, 'utf8')).toBe('{"change": 2}');
    expect(readFileSync(`${file}.bak`, 'utf8')).toBe('mine');
    expect(readdirSync(folder).sort()).toEqual(['config', 'config.bak', 'config.snovio-bak']);
  });

  test('is not written through links that stand in the place of its copy', () => {
    const other = join(folder, 'other');
    writeFileSync(other, 'untouched');
    put('{"change": 1}');
    for (const suffix of ['.snovio-bak', '.snovio-tmp']) symlinkSync(other, file + suffix);
    write();
    expect(readFileSync(other, 'utf8')).toBe('untouched');
    expect(readFileSync(`${file}.snovio-bak`, 'utf8')).toBe('{"change": 1}');
    expect(lstatSync(file).isSymbolicLink()).toBe(false);
  });

  test('that cannot be written is named with the reason', () => {
    const directory = join(folder, 'directory');
    mkdirSync(directory);
    expect(() => write(directory)).toThrow(`${directory} is a folder. Nothing was changed; name another one`);
    put('');
    expect(() => write(join(file, 'inside'))).toThrow(/cannot be written \((ENOTDIR|EEXIST)\)/);
    expect(readdirSync(folder).sort()).toEqual(['config', 'directory']);
  });
});

describe.skipIf(process.platform === 'win32')('the file, where it is none that a host could read', () => {
  const refused = (problem: string) =>
    expect(() => writeEntry(HOSTS.zed as Host, machine, file, { sandbox: true })).toThrow(
      `${file} ${problem}. Nothing was changed; name another one with --file, or correct it and try again.`,
    );

  test.each([
    ['Latin 1', Buffer.from('{"a": "\u00e9"}', 'latin1')],
    ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le')],
  ])('in %s is not changed', (_, bytes) => {
    writeFileSync(file, bytes);
    refused('is not in UTF-8, as hosts read it');
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(readdirSync(folder)).toEqual(['config']);
  });

  test('a link that leads nowhere, or in a circle, stays', () => {
    symlinkSync('nowhere', file);
    refused('is a link that leads nowhere');
    rmSync(file);
    symlinkSync(file, file);
    refused('is a link that leads nowhere');
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
  });

  test('a pipe is neither read nor replaced', () => {
    execFileSync('mkfifo', [file]);
    // Whoever read it all the same would get an answer, and not wait for good.
    const writer = spawn('sh', ['-c', `while echo '{}' > ${file}; do :; done`]);
    try {
      refused('is no ordinary file');
    } finally {
      writer.kill('SIGKILL');
    }
    expect(lstatSync(file).isFIFO()).toBe(true);
  });

  test('one that is too large is not read', () => {
    writeFileSync(file, '');
    truncateSync(file, 20_000_001);
    refused('is too large for the configuration of a host');
  });

  test('one that is nested too deeply is not changed', () => {
    put(`${'['.repeat(100_000)}`);
    expect(() => writeEntry(HOSTS.zed as Host, machine, file)).toThrow(
      /is nested too deeply to be edited here/,
    );
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    put(deep);
    expect(() => writeEntry(HOSTS.zed as Host, machine, file)).toThrow(/is nested too deeply/);
    expect(read()).toBe(deep);
  });
});

describe('JSON', () => {
  const { stdout } = showEntry(HOSTS['claude-code'] as Host, machine, '', { sandbox: true });
  const entry = parseJson(stdout).mcpServers['snovio-sandbox'];

  test('is indented like the rest of the file', () => {
    expect(edited('zed', '{\n\t"theme": "dark"\n}\n', true)).toBe(
      '{\n\t"theme": "dark",\n\t"context_servers": {\n\t\t"snovio-sandbox": {\n\t\t\t"command": "npx",\n' +
        '\t\t\t"args": [\n\t\t\t\t"-y",\n\t\t\t\t"snovio-mcp",\n\t\t\t\t"--sandbox"\n\t\t\t]\n\t\t}\n\t}\n}\n',
    );
  });

  test('on a single line, empty, or with a comma in a comment stays valid', () => {
    const start = '  "context_servers": {\n    "snovio-sandbox": {\n';
    expect(edited('zed', '{"a": 1}', true)).toMatch(`{"a": 1,\n${start}`);
    expect(read()).toMatch(/\n {2}\}\n\}$/);
    expect(edited('zed', '{}', true)).toMatch(`{\n${start}`);
    expect(edited('zed', '{\n  "a": 1 // this, too\n}\n', true)).toMatch(
      `{\n  "a": 1, // this, too\n${start}`,
    );
    const trailing = '{\n  "a": 1 /* first */, // last\n}\n';
    expect(edited('zed', trailing, true)).toMatch(`{\n  "a": 1 /* first */, // last\n${start}`);
  });

  test('on a single line is indented alike wherever something is put in', () => {
    const after = edited('cursor', '{"mcpServers":{"snovio":{"command":"x","env":{}}}}');
    const indents = after.split('\n').map(line => line.length - line.trimStart().length);
    expect(Math.max(...indents)).toBeLessThanOrEqual(10);
  });

  test('that holds only a comment, without a line end, gets the entry on a new line', () => {
    expect(edited('zed', '// nothing yet', true)).toMatch(/^\/\/ nothing yet\n\{\n/);
  });

  test('replaces what starts the server where it is, and nothing when all is right', () => {
    const before = `{"mcpServers": {"snovio-sandbox": {"type": "stdio", "command": "old", /* mine */ "args": ["x"], "cwd": "/"}}}`;
    const after = edited('claude-code', before, true);
    expect(parseJson(after).mcpServers['snovio-sandbox']).toEqual({ ...entry, cwd: '/' });
    expect(after).toContain('"command": "npx", /* mine */ "args": [');
    const odd = `{"mcpServers": {"snovio-sandbox": {"args": ${JSON.stringify(entry.args)}, "command":"npx","type":"stdio"}}}`;
    expect(edited('claude-code', odd, true)).toBe(odd);
  });

  test('keeps the variables of an entry; only missing ones are added', () => {
    const own = '"env": {"SNOVIO_CLIENT_ID": "mine", "SNOVIO_CLIENT_SECRET": "mine too"}';
    const after = edited('cursor', `{"mcpServers": {"snovio": {${own}}}}`);
    expect(after).toContain(own);
    expect(parseJson(after).mcpServers.snovio).toMatchObject({ type: 'stdio', command: 'npx' });
    const bare = edited('cursor', '{"mcpServers": {"snovio": {"command": "npx"}}}');
    expect(Object.keys(parseJson(bare).mcpServers.snovio.env)).toHaveLength(2);
  });

  test('has only those inputs added that it lacks', () => {
    const inputs = '[{"id": "mine"}, {"id": "snovio-client-id", "type": "promptString"}]';
    const { inputs: after } = parseJson(edited('vscode', `{"inputs": ${inputs}}`));
    expect(after.map((input: { id: string }) => input.id)).toEqual([
      'mine',
      'snovio-client-id',
      'snovio-client-secret',
    ]);
    expect(edited('vscode', '{}', true)).not.toContain('inputs');
    put('{"inputs": {}}');
    expect(() => writeEntry(HOSTS.vscode as Host, machine, file)).toThrow('this is no list');
  });
});

describe('TOML', () => {
  const { stdout: table } = showEntry(HOSTS.codex as Host, machine, '', { sandbox: true });

  test('gets a table at its end, after a blank line', () => {
    expect(edited('codex', 'model = "x"', true)).toBe(`model = "x"\n\n${table}`);
    expect(edited('codex', '\n', true)).toBe(`\n${table}`);
  });

  test('keeps Windows line ends, in a new table and in changed lines', () => {
    expect(edited('codex', 'model = "x"\r\n', true)).toBe(
      `model = "x"\r\n\r\n${table.replaceAll('\n', '\r\n')}`,
    );
    const after = edited('codex', '[mcp_servers.snovio-sandbox]\r\ncommand = "old"\r\n', true);
    expect(after).toContain('command = "npx"\r\n');
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('finds its table by a quoted name, and leaves the keys of the next table alone', () => {
    const header = '[ mcp_servers."snovio-sandbox" ] # mine\n';
    const next = '\n[other]\ncommand = "stays"\nargs = ["stays"]\n';
    const after = edited('codex', `${header}startup_timeout_sec = 60 # long enough\n${next}`, true);
    expect(after.startsWith(header)).toBe(true);
    expect(after).toContain('startup_timeout_sec = 60 # long enough\n');
    expect(after.endsWith(next)).toBe(true);
    expect(parseToml(after).mcp_servers).toEqual(parseToml(table).mcp_servers);
  });

  test('with the entry in any notation is left as it is', () => {
    const {
      command,
      args,
      startup_timeout_sec: seconds,
    } = parseToml(`${table}`.split('\n').slice(1).join('\n'));
    const inline = `mcp_servers.snovio-sandbox = { command = '${command}', args = ${JSON.stringify(args)}, startup_timeout_sec = ${seconds} }\n`;
    expect(edited('codex', inline, true)).toBe(inline);
  });

  test('with dates and other tables is read back as it was', () => {
    const dated = 'since = 2026-01-01T00:00:00Z\nday = 2026-01-01\n\n[[list]]\nx = 1\n';
    const after = edited('codex', dated, true);
    expect(after).toBe(`${dated}\n${table}`);
  });
});
