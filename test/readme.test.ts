import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { main } from '../src/cli.ts';
import { commands, isCommand } from '../src/commands/index.ts';
import { SETTINGS } from '../src/config/settings.ts';
import type { ErrorCode } from '../src/errors.ts';
import { parseArguments } from '../src/mcp/run-tool.ts';
import { tools } from '../tools/index.ts';
import { run } from './binary/binary.ts';
import { startHarness } from './harness.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');
const flags: string[] = Object.values(SETTINGS).flatMap(one => ('flag' in one && one.flag ? [one.flag] : []));
const variables: string[] = Object.values(SETTINGS).map(one => one.env);

type Cells = readonly string[];

function table(head: Cells, rows: readonly Cells[]): string {
  const line = (cells: Cells) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

async function commandRows(): Promise<Cells[]> {
  const all = await Promise.all(Object.values(commands).map(command => command()));
  return all.map(({ usage, help }) => {
    const line = usage.replace('Usage: ', '').replace('[command] [flags]', '').trim();
    const [first = ''] = help.replaceAll('\n', ' ').split(/(?<=\.) /);
    return [`\`${line}\``, first];
  });
}

/** The tool that shows how one is written, as its file has it. */
function example(): string {
  const [declaration] =
    /^const UpstreamCount[\s\S]*?^\}\);$/m.exec(read('../tools/find/count-domain-emails.ts')) ?? [];
  if (!declaration?.includes('count_domain_emails'))
    throw new Error(
      "The README's example was moved: test/readme.test.ts looks for it in tools/find/count-domain-emails.ts.",
    );
  return `\`\`\`ts\n${declaration}\n\`\`\``;
}

/** What `find_emails` answers where one is found, one is not, and the money ends before the third. */
async function answer(): Promise<string> {
  await using h = await startHarness();
  const people = [
    { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' },
    { firstName: 'Nobody', lastName: 'Here', domain: 'acme.example' },
    { firstName: 'Petra', lastName: 'Winslow', domain: 'globex.example' },
  ];
  const { structured } = await h.call('find_emails', { people, maxCredits: 2 });
  const timeless = (key: string, value: unknown) => (key === 'checkedAt' ? '2026-11-22T06:48:24Z' : value);
  return `\`\`\`json\n${JSON.stringify(structured, timeless, 2)}\n\`\`\``;
}

/** What stands between `<!-- name -->` and `<!-- /name -->`. */
const blocks: Record<string, string> = {
  tools: table(
    ['tool', 'what', 'toolset', 'effect', 'credits'],
    tools.map(tool => [`\`${tool.name}\``, tool.title, tool.toolset, `\`${tool.effect}\``, tool.credits]),
  ),
  settings: table(
    ['variable', 'flag', 'default', 'meaning'],
    Object.values(SETTINGS).map(one => [
      `\`${one.env}\``,
      'flag' in one && one.flag ? `\`--${one.flag}\`` : '–',
      /^[\w:/.]+$/.test(one.fallback) && one.fallback !== 'none' ? `\`${one.fallback}\`` : one.fallback,
      one.meaning,
    ]),
  ),
  commands: table(['command', 'does'], await commandRows()),
  example: example(),
  answer: await answer(),
};

function rendered(): string {
  return Object.entries(blocks).reduce((text, [name, block]) => {
    const place = new RegExp(`<!-- ${name} -->\n[\\s\\S]*?<!-- /${name} -->`);
    expect(text).toMatch(place);
    return text.replace(place, () => `<!-- ${name} -->\n\n${block}\n\n<!-- /${name} -->`);
  }, readme);
}

test('the tables are those of the code (npm run generate renews them)', async () => {
  await expect(rendered()).toMatchFileSnapshot('../README.md');
});

test('every command says how it is used and what it does', async () => {
  for (const [usage, does] of await commandRows()) {
    expect(usage).toMatch(/^`snovio-mcp/);
    expect(does).toMatch(/^\p{Lu}.{20,}\.$/u);
  }
});

/** The fenced blocks of some languages. */
function fenced(...languages: string[]): string[] {
  return [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, language = '']) => languages.includes(language))
    .map(([, , text = '']) => text);
}

test('the two commands that matter come first, exactly as they are run', () => {
  expect(fenced('sh').slice(0, 2)).toEqual(['npm ci && npm run demo\n', 'npm ci && npm test\n']);
  expect(read('../.ci/run')).toMatch(/^npm ci && npm test -- /m);
});

test('every npm script that is named exists', () => {
  const named = [...readme.matchAll(/npm run (\w+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(2);
  for (const name of named) expect(Object.keys(packageJson.scripts)).toContain(name);
});

describe('snippets', () => {
  interface Entry {
    command: string;
    args: string[];
    env: Record<string, string>;
  }
  const snippets = fenced('json', 'jsonc').map(text => JSON.parse(text));
  const hosts = snippets.filter(one => 'mcpServers' in one || 'servers' in one);

  test('every host has one that this server understands', () => {
    expect(hosts).toHaveLength(4);
    for (const { mcpServers, servers } of hosts) {
      const { snovio } = (mcpServers ?? servers) as { snovio: Entry };
      expect([snovio.command, ...snovio.args.slice(0, 2)]).toEqual(['npx', '-y', packageJson.name]);
      for (const arg of snovio.args.slice(2)) expect(flags).toContain(arg.replace(/^--/, ''));
      for (const name of Object.keys(snovio.env)) expect(variables).toContain(name);
    }
  });

  test('VS Code is asked for what it fills in', () => {
    const { inputs, servers } = hosts.find(one => 'servers' in one);
    const wanted = Object.values(servers.snovio.env).map(
      value => /^\$\{input:(.+)\}$/.exec(String(value))?.[1],
    );
    expect(wanted).toEqual(inputs.map((one: { id: string }) => one.id));
  });

  test('the test of a tool is one that passes', () => {
    const [shown = ''] = fenced('ts').filter(text => text.startsWith('test('));
    expect(read('readme.test.ts')).toContain(`\n${shown}`);
  });
});

// Shown in the README as it stands.
test('a tool is tested through a client', async () => {
  await using h = await startHarness();
  const { structured } = await h.call('count_domain_emails', { domain: 'acme.example' });
  expect(structured).toEqual({ domain: 'acme.example', count: 139, webmail: false });
});

describe('shell commands', () => {
  const prose = Object.keys(blocks).reduce(
    (text, name) => text.replace(new RegExp(`<!-- ${name} -->[\\s\\S]*?<!-- /${name} -->`), ''),
    readme,
  );
  const inline = [...prose.matchAll(/`((?:npx -y )?snovio-mcp( [^`\n]*)?)`/g)].map(([, text = '']) => text);
  const lines = fenced('sh').flatMap(text => text.trimEnd().split('\n'));
  const shown = [...inline, ...lines].flatMap(line => {
    const [, args] = /(?:^|\s)(?:npx -y )?snovio-mcp(?:$| (.*))/.exec(line.replace(/^npx -y /, '')) ?? [];
    return line.includes('snovio-mcp') ? [args ?? ''] : [];
  });
  const words = (line: string) => [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, a, b]) => a ?? b ?? '');

  test('are found', () => {
    expect(shown.length).toBeGreaterThan(6);
    expect(shown.some(line => line.startsWith('call '))).toBe(true);
  });

  test.each(shown.filter(Boolean))('snovio-mcp %s', async line => {
    const args = words(line);
    const [first = ''] = args;
    expect(first.startsWith('-') || isCommand(first)).toBe(true);
    const write = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    // With --help a command line is parsed as a whole, and nothing runs.
    const code = await main([...args, '--help'], { listings: [], tools: async () => tools }).finally(() =>
      write.mockRestore(),
    );
    expect(code).toBe(0);
    if (first !== 'call') return;
    const tool = tools.find(one => one.name === args[1]);
    expect(tool?.name).toBe(args[1]);
    const json = args[2]?.startsWith('{') ? args[2] : '{}';
    if (tool) parseArguments(tool, JSON.parse(json));
  });

  const harmless = shown.filter(line => /^tools\b/.test(line) || /^call .*--sandbox/.test(line));
  test.each(harmless)('snovio-mcp %s works', async line => {
    const fast = line.includes('--sandbox') ? ['--sandbox-speed', '60', '--rate-window-ms', '3000'] : [];
    const { code, stdout, stderr } = await run([...words(line), ...fast]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.length).toBeGreaterThan(20);
  });
});

/** Complete by its type: a new code that is missing here does not compile. */
const CODES: Record<ErrorCode, true> = {
  invalid_input: true,
  not_configured: true,
  unauthorized: true,
  plan_forbidden: true,
  not_enough_credits: true,
  credit_ceiling: true,
  in_doubt: true,
  rate_limited: true,
  hourly_quota: true,
  not_found: true,
  refused: true,
  sending_not_allowed: true,
  upstream_unavailable: true,
  upstream_malformed: true,
  cancelled: true,
};

describe('words', () => {
  test('every error code is explained, once, with something to do', () => {
    const [, section = ''] = readme.split('\n| code | what happened | what to do |\n|---|---|---|\n');
    const [rows = ''] = section.split('\n\n');
    const cells = rows.split('\n').map(row => row.split('|').map(cell => cell.trim()));
    expect(cells.map(([, code]) => code)).toEqual(Object.keys(CODES).map(code => `\`${code}\``));
    for (const [, , happened = '', next = ''] of cells) {
      expect(happened.length).toBeGreaterThan(20);
      expect(next.length).toBeGreaterThan(20);
    }
  });

  test('every status of an item is explained', () => {
    const known = [
      'found',
      'not_found',
      'valid',
      'not_valid',
      'unknown',
      'greylisted',
      'pending',
      'not_run',
      'error',
    ];
    const [, section = ''] = readme.split('| status | meaning | next |');
    const [rows = ''] = section.split('\n\n');
    for (const status of known) expect(rows).toContain(`\`${status}\``);
  });

  test('every dependency has its reason, and none that is gone', () => {
    const lines = readme.match(/^- (`@?[a-z0-9/_-]+`(, )?)+: .{4,}$/gm) ?? [];
    const reasons = lines.flatMap(line => line.replace(/:.*/, '').match(/[@a-z0-9][a-z0-9/_-]+/g) ?? []);
    const { dependencies, devDependencies } = packageJson;
    expect(reasons.sort()).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)].sort());
  });

  test('every variable and tool that is named exists', () => {
    const named = readme.match(/\bSNOVIO_[A-Z_]+\b/g) ?? [];
    expect(named.filter(name => !variables.includes(name))).toEqual([]);
    const called = [...readme.matchAll(/`((?:get|find|list|add|save|verify|search|count)_[a-z_]+)`/g)];
    for (const [, name] of called) expect(tools.map(tool => tool.name)).toContain(name);
  });

  test('every link to a file leads to one', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(0);
    for (const path of links) expect(read(`../${path}`).length).toBeGreaterThan(0);
  });
});
