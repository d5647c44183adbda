import { describe, expect, test } from 'vitest';
import type { Commands } from '../../src/commands/command.ts';
import { commands } from '../../src/commands/index.ts';
import { terminalOf } from '../../src/commands/terminal/terminal.ts';
import { helpFor } from '../../src/commands/usage/help-text.ts';
import { parseFlags } from '../../src/commands/usage/parse-flags.ts';
import { SETTING_GROUPS } from '../../src/config/setting-groups.ts';
import { SETTINGS } from '../../src/config/settings.ts';
import { listings } from '../../tools/listing.ts';

const catalogue = { listings };
const named: Commands = commands;
const loaded = await Promise.all(
  Object.entries(named).map(async ([name, load]) => [name, await load()] as const),
);

/** The help of a command line such as `run find_emails`. */
async function helpOf(name: string, ...positionals: string[]): Promise<string> {
  const command = await named[name]?.();
  if (!command) throw new Error(`no command ${name}`);
  const terminal = terminalOf({}, {});
  return helpFor(command, { positionals, flags: {}, terminal }, catalogue, named);
}

describe.each(loaded)('%s', (name, command) => {
  const options = Object.entries(command.options ?? {});

  test('says of each of its flags what it means', async () => {
    const help = await helpOf(name);
    for (const [flag, option] of options) {
      expect(help).toMatch(new RegExp(`\n  --${flag}[ \n]`));
      expect(option.description).toMatch(/^[^A-Z].{6,}[^.]$/s);
      expect(help.replace(/\s+/g, ' ')).toContain(option.description);
    }
  });

  test('lists what its first argument may be, with a meaning each', async () => {
    const choices = (await command.subject?.choices(catalogue, named)) ?? [];
    const help = await helpOf(name);
    for (const choice of choices) {
      expect(help).toContain(`\n  ${choice.name}`);
      expect(choice.meaning).not.toBe('');
    }
  });

  test('flags that go with single words name known ones', async () => {
    const known = ((await command.subject?.choices(catalogue, named)) ?? []).map(choice => choice.name);
    for (const [, { only = [] }] of options) for (const word of only) expect(known).toContain(word);
  });

  test('its examples are command lines that it understands', async () => {
    for (const example of command.examples ?? []) {
      const words = [...example.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
        ([, a, b, c]) => a ?? b ?? c ?? '',
      );
      const [program, first = '', ...rest] = words;
      expect(program).toBe('snovio-mcp');
      const load = named[first];
      expect(load, example).toBeDefined();
      if (load) await parseFlags(rest, first, await load(), named);
    }
  });
});

test('the help of a flow shows its own flags, and not those of others', async () => {
  const help = await helpOf('run', 'save_prospects');
  expect(help).toContain('\n  --list ');
  expect(help).toContain('\n  --csv ');
  expect(help).not.toContain('--reveal');
  expect(help).toContain('snovio-mcp run save_prospects');
  expect(help).not.toContain('snovio-mcp run find_people');
});

test('every setting is in one group', () => {
  const grouped = Object.values(SETTING_GROUPS).flatMap(({ names }) => names as readonly string[]);
  expect(grouped.toSorted()).toEqual(Object.keys(SETTINGS).toSorted());
});

test('no line of help is wider than a usual terminal, examples and usage aside', async () => {
  for (const [name] of loaded) {
    const lines = (await helpOf(name)).split('\n').filter(line => !/snovio-mcp/.test(line));
    expect(lines.filter(line => line.length > 100)).toEqual([]);
  }
});
