import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Commands } from '../../src/commands/command.ts';
import { complete } from '../../src/commands/completion/complete.ts';
import { SCRIPTS } from '../../src/commands/completion/scripts.ts';
import { commands } from '../../src/commands/index.ts';
import { HOSTS } from '../../src/commands/init/hosts.ts';
import { CSV_FLOWS } from '../../src/commands/run/flows/index.ts';
import { flagsOf } from '../../src/commands/usage/parse-flags.ts';
import { PLANS } from '../../src/snovio/tasks/quotas.ts';
import { listings } from '../../tools/listing.ts';
import { MAIN } from './kit.ts';

const named: Commands = commands;
const offered = async (...words: string[]): Promise<string[]> =>
  (await complete(words, { listings }, named)).map(line => line.split('\t')[0] ?? '');

describe('what is offered', () => {
  test('commands, flows, tools, hosts: all there are', async () => {
    expect(await offered('')).toEqual(Object.keys(commands));
    expect(await offered('run', '')).toEqual(Object.keys(CSV_FLOWS));
    expect(await offered('call', '')).toEqual(listings.map(({ name }) => name));
    expect(await offered('init', '')).toEqual(Object.keys(HOSTS));
    expect(await offered('help', 'run', 'find_e')).toEqual(['find_emails']);
    expect(await offered('nonsense', '')).toEqual([]);
  });

  test.each(Object.keys(commands))('%s: each of its flags', async name => {
    const command = await named[name]?.();
    const expected = Object.keys(flagsOf(command ?? {})).map(flag => `--${flag}`);
    expect(await offered(name, '--')).toEqual(expected);
  });

  test('flags of one flow only with it, and none twice unless it may be repeated', async () => {
    expect(await offered('run', 'save_prospects', '--l')).toContain('--list');
    expect(await offered('run', 'find_emails', '--l')).not.toContain('--list');
    const again = await offered('run', 'find_emails', '--csv', 'a', '--map', 'b=c', '--');
    expect(again).not.toContain('--csv');
    expect(again).toContain('--map');
  });

  test.each([
    ['words of a flag', ['--plan', ''], [...PLANS]],
    ['behind an equals sign', ['--plan=pro-1'], ['--plan=pro-100k']],
    ['as bash takes it apart', ['--plan', '=', 'pro-1'], ['pro-100k']],
    ['as bash takes it apart, nothing typed', ['--plan', '='], [...PLANS]],
    ['the rest of a comma list', ['tools', '--toolsets', 'find,ver'], ['find,verify']],
    ['a list without what it has', ['tools', '--toolsets', 'verify,ver'], []],
    ['files', ['run', '--csv', 'le'], [':files']],
    ['names of arguments', ['call', 'verify_emails', '--arg', 'em'], [':nospace', 'emails=']],
    ['fields of a flow', ['run', 'verify_emails', '--map', 'em'], [':nospace', 'email=']],
    ['nothing where anything may stand', ['run', 'save_prospects', '--list', ''], []],
    ['nothing behind the value of a flag', ['doctor', '--report', 'x', ''], []],
    ['nothing of Object', ['constructor', '--__proto__', ''], []],
  ])('%s', async (_, words, expected) => expect(await offered(...words)).toEqual(expected));
});

/** A folder in which the program is `snovio-mcp`, and two files. */
const folder = mkdtempSync(join(tmpdir(), 'snovio-completion-'));
const program = join(folder, 'snovio-mcp');
writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
chmodSync(program, 0o755);
writeFileSync(join(folder, 'leads one.csv'), '');
writeFileSync(join(folder, 'other.csv'), '');
const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}`, HOME: folder };
const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;
const inShell = (shell: string, script: string) =>
  execFileSync(shell, ['-c', script], { cwd: folder, env, encoding: 'utf8' }).trimEnd().split('\n');

describe.skipIf(!has('bash'))('bash', () => {
  /** Presses Tab behind the words. */
  const tab = (...words: string[]) =>
    inShell(
      'bash',
      `eval "$(snovio-mcp completion bash)"
      COMP_WORDS=(snovio-mcp ${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
      $(complete -p snovio-mcp | sed 's/.*-F \\([^ ]*\\).*/\\1/')
      printf '%s\\n' "\${COMPREPLY[@]}"`,
    );

  test('completes commands, values and files', () => {
    expect(tab('do')).toEqual(['doctor']);
    expect(tab('call', 'verify_')).toEqual(['verify_emails']);
    expect(tab('--plan', '=', 'st')).toEqual(['starter']);
    expect(tab('run', '--csv', 'lea')).toEqual(['leads one.csv']);
    expect(tab('run', 'save_prospects', '--on-existing', 's')).toEqual(['skip']);
    expect(tab('nonsense', '')).toEqual(['']);
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  const tab = (line: string) => inShell('fish', `snovio-mcp completion fish | source; complete -C '${line}'`);

  test('completes commands, values and files', () => {
    expect(tab('snovio-mcp do')).toEqual([
      'doctor\tcheck configuration, credentials, clock and reachability',
    ]);
    expect(tab('snovio-mcp --plan st')).toEqual(['starter']);
    expect(tab('snovio-mcp run --csv oth').join()).toContain('other.csv');
    expect(tab('snovio-mcp init ')).toContain('cursor\tCursor');
  });
});

describe.skipIf(!has('zsh'))('zsh', () => {
  /** What is given to zsh's own functions, which want a terminal to show it. */
  const tab = (...words: string[]) =>
    inShell(
      'zsh',
      `compdef() {}; _describe() { print -l -- "\${(@P)4}"; }; _files() { print FILES; }
      eval "$(snovio-mcp completion zsh)"
      words=(snovio-mcp ${words.map(word => `'${word}'`).join(' ')}); CURRENT=${words.length + 1}
      _snovio_mcp`,
    );

  test('completes commands, values and files', () => {
    expect(tab('do')).toEqual(['doctor:check configuration, credentials, clock and reachability']);
    expect(tab('--plan', 'st')).toEqual(['starter:']);
    expect(tab('run', '--csv', 'oth')).toEqual(['FILES']);
  });
});

test.each(Object.keys(SCRIPTS))('%s: the script is printed as the shell understands it', async shell => {
  const script = execFileSync(program, ['completion', shell], { env, encoding: 'utf8' });
  expect(script).toBe(`${SCRIPTS[shell]}\n`);
  const file = join(folder, `script.${shell}`);
  writeFileSync(file, script);
  if (has(shell)) execFileSync(shell, ['-n', file]);
});
