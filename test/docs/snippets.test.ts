import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { HOSTS } from '../../src/commands/init/hosts.ts';
import { readConfig, SETTINGS } from '../../src/config/settings.ts';
import { allFenced, fenced, PAGES, ROOT, read } from './pages.ts';

const flags: string[] = Object.values(SETTINGS).flatMap(setting =>
  'flag' in setting && setting.flag ? [setting.flag] : [],
);
const variables: string[] = Object.values(SETTINGS).map(({ env }) => env);

const isFlag = (arg: string) => arg.startsWith('--');

function expectToolsets(text: string): void {
  expect(SETTINGS.toolsets.schema.safeParse(text), text).toMatchObject({ success: true });
}

test('the toolsets that are recommended exist', () => {
  const [, table = ''] = read('docs/configuration.md').split('| work | `--toolsets` |\n');
  const [rows = ''] = table.split('\n\n');
  const shown = [...rows.matchAll(/\| `([^`]+)` \|$/gm)].map(([, toolsets = '']) => toolsets);
  expect(shown.length).toBeGreaterThan(3);
  for (const toolsets of shown) expectToolsets(toolsets);
});

test('every block is of a language that is checked', () => {
  const known = ['sh', 'json', 'toml', 'ts', 'js', 'mermaid'];
  expect(allFenced().filter(({ language }) => !known.includes(language))).toEqual([]);
});

describe('host configuration', () => {
  interface Entry {
    command: string;
    args: string[];
    env?: Record<string, string>;
    env_vars?: string[];
  }
  type Config = Record<string, { snovio: Entry }>;
  const configs = [
    ...allFenced('json').map(({ text }) => JSON.parse(text) as Config),
    ...allFenced('toml').map(({ text }) => parse(text) as unknown as Config),
  ];
  const sections = [...new Set(Object.values(HOSTS).map(({ section }) => section))];
  const entries = configs.flatMap(config =>
    sections.flatMap(section => (config[section] ? [config[section].snovio] : [])),
  );

  test('is shown for every host that init knows', () => {
    // The README and docs/hosts.md both show Claude Desktop's, and docs/hosts.md once more with toolsets.
    expect(entries).toHaveLength(Object.keys(HOSTS).length + 2);
    const page = read('docs/hosts.md');
    for (const { title } of Object.values(HOSTS)) expect(page).toContain(`\n## ${title}\n`);
  });

  test('starts this server with settings that it knows', () => {
    for (const { command, args, env = {}, env_vars = [] } of entries) {
      expect([command, ...args.slice(0, 2)]).toEqual(['npx', '-y', packageJson.name]);
      const given = args.slice(2);
      for (const arg of given.filter(isFlag)) expect(flags).toContain(arg.replace(/^--/, ''));
      for (const toolsets of given.filter((_, i) => given[i - 1] === '--toolsets')) expectToolsets(toolsets);
      for (const name of [...Object.keys(env), ...env_vars]) expect(variables).toContain(name);
    }
  });

  test('makes VS Code ask for what it fills in', () => {
    const [shown] = allFenced('json').filter(({ text }) => text.includes('"inputs"'));
    const { inputs, servers } = JSON.parse(shown?.text ?? '{}');
    const wanted = Object.values(servers.snovio.env).map(
      value => /^\$\{input:(.+)\}$/.exec(String(value))?.[1],
    );
    expect(wanted).toEqual(inputs.map(({ id }: { id: string }) => id));
  });
});

test('no page shows a token that a server would let in', () => {
  const shown = PAGES.flatMap(page => [
    ...read(page).matchAll(/SNOVIO_HTTP_TOKENS[=:]\s*"?([^\s`"']+)|Bearer ([^\s`"'<]+)/g),
  ]).map(([, variable, header]) => variable ?? header ?? '');
  expect(shown).not.toEqual([]);
  for (const token of shown) expect(() => readConfig({}, { SNOVIO_HTTP_TOKENS: token }), token).toThrow();
});

describe('the library', () => {
  const [client, methods, server] = fenced('docs/library.md', 'js').map(({ text }) => text);
  // Evaluated in this folder, where the package's own name leads to its build.
  const asModule = (code = '') => ['--input-type=module', '--eval', code];

  test('its client example runs', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, asModule(client), { cwd: ROOT });
    expect(stdout).toBe('valid 1\n');
  });

  test('its example of methods runs', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, asModule(methods), { cwd: ROOT });
    expect(stdout).toBe('true\n3\n');
  });

  test('its server example serves', async () => {
    const host = new Client({ name: 'test', version: '0' });
    await host.connect(
      new StdioClientTransport({ command: process.execPath, args: asModule(server), cwd: ROOT }),
    );
    const { tools } = await host.listTools();
    expect(tools.map(({ name }) => name)).toContain('verify_emails');
    await host.close();
  });
});
