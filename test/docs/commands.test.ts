import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { main } from '../../src/cli.ts';
import { fromPairs } from '../../src/commands/call/argument-pairs.ts';
import { isCommand } from '../../src/commands/index.ts';
import { parseArguments } from '../../src/mcp/run-tool.ts';
import { listingOf } from '../../src/mcp/tool-listing.ts';
import { tools } from '../../tools/index.ts';
import { listings } from '../../tools/listing.ts';
import { runCommand } from '../commands/in-process.ts';
import { allFenced, fenced, PAGES, proseOf, ROOT, read } from './pages.ts';

/** The lines of all shell blocks, continued ones joined. */
const lines = allFenced('sh').flatMap(({ text }) => text.trimEnd().replaceAll('\\\n', ' ').split('\n'));
/** Commands inside sentences and tables. */
const inline = PAGES.flatMap(page =>
  [...proseOf(page).matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text),
);

test('the two commands that matter come first, exactly as they are run', () => {
  const shown = fenced('README.md', 'sh').map(({ text }) => text);
  expect(shown.slice(0, 2)).toEqual(['npm ci && npm run demo\n', 'npm ci && npm test\n']);
  expect(read('.ci/run')).toMatch(/^npm ci && npm test -- /m);
});

test('every shell block is one that a shell understands', () => {
  for (const { page, text } of allFenced('sh')) {
    const check = () => execFileSync('bash', ['-n'], { input: text, stdio: ['pipe', 'ignore', 'pipe'] });
    expect(check, `${page}: ${text}`).not.toThrow();
  }
});

test('every npm script that is named exists', () => {
  const named = PAGES.flatMap(page =>
    [...read(page).matchAll(/npm (?:run (\w+)|(test)\b)/g)].map(([, script, own]) => script ?? own ?? ''),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(name => !(name in packageJson.scripts))).toEqual([]);
});

test('every test file that is to be run exists', () => {
  const files = [...lines, ...inline].flatMap(
    line => line.match(/(?<=vitest run .*)\btest\/[\w/.-]+/g) ?? [],
  );
  expect(files.length).toBeGreaterThan(1);
  expect(files.filter(file => !existsSync(join(ROOT, file)))).toEqual([]);
});

describe('snovio-mcp', () => {
  const shown = [...lines, ...inline].flatMap(line => {
    const [, args] = /(?:^|\s)(?:npx -y )?snovio-mcp(?:$| (.*))/.exec(line) ?? [];
    // A library is installed under the same name.
    return args === undefined || /^(npm|docker) /.test(line) ? [] : [args];
  });
  const commands = [...new Set(shown)];
  const words = (line: string) =>
    [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  const runs = commands.filter(line => /^tools\b/.test(line) || /^call .*--sandbox/.test(line));

  test('is shown with its commands', () => {
    expect(runs.length).toBeGreaterThan(4);
    const used = new Set(commands.map(line => line.split(' ')[0]));
    for (const name of ['call', 'doctor', 'forget', 'http', 'init', 'run', 'sandbox', 'tools'])
      expect(used).toContain(name);
  });

  test.each(commands)('%s', async line => {
    // Placeholders and alternatives stand for one of the words that are known.
    const args = words(line).map(word => (word === 'HOST' ? 'cursor' : (word.split('|')[0] ?? '')));
    const [first = ''] = args;
    expect(first.startsWith('-') || isCommand(first)).toBe(true);
    const write = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    // With --help a command line is parsed as a whole, and nothing runs.
    const code = await main([...args, '--help'], { listings, tools: async () => tools }).finally(() =>
      write.mockRestore(),
    );
    expect(code).toBe(0);
    if (first !== 'call') return;
    const tool = tools.find(({ name }) => name === args[1]);
    expect(tool?.name).toBe(args[1]);
    const json = args[2]?.startsWith('{') ? args[2] : '{}';
    // What stands in a file is the reader's own.
    if (!tool || args[2] === '--help' || args[2]?.startsWith('@')) return;
    const pairs = args.filter((_, index) => args[index - 1] === '--arg');
    parseArguments(tool, {
      ...JSON.parse(json),
      ...fromPairs(pairs, listingOf(tool).inputSchema.properties),
    });
  });

  test.each(runs)('%s works', async line => {
    const fast = line.includes('--sandbox') ? ['--sandbox-speed', '60', '--rate-window-ms', '3000'] : [];
    const { code, stdout, stderr } = await runCommand([...words(line), ...fast]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.length).toBeGreaterThan(20);
  });

  const flowsAndHosts = commands.filter(line => /^(run|init) (?!HOST)\w/.test(line));
  test.each(flowsAndHosts)('%s names what its command knows', async line => {
    const [command = '', name = ''] = words(line);
    const { stdout } = await runCommand([command, '--help']);
    for (const part of name.split('|')) expect(stdout.split(/[\s|]/)).toContain(part);
  });
});
