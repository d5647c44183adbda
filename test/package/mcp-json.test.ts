import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type Flags, readConfig, SETTINGS } from '../../src/config/settings.ts';

interface Entry {
  command: string;
  args: string[];
  env?: Record<string, string>;
}

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const entries: Record<string, Entry> = read('../../mcp.json').mcpServers;
const settings = Object.values(SETTINGS);
const variables = settings.map(setting => setting.env as string);
const flags: string[] = settings.flatMap(setting =>
  'flag' in setting && setting.flag ? [setting.flag] : [],
);

/** What stands behind `npx -y snovio-mcp`, as the configuration takes it. */
function flagsOf({ args }: Entry): Flags {
  const options = Object.fromEntries(
    flags.map(flag => [flag, { type: flag === 'sandbox' ? ('boolean' as const) : ('string' as const) }]),
  );
  return parseArgs({ args: args.slice(2), options }).values as Flags;
}

test('offers the sandbox and the live API', () => {
  expect(Object.keys(entries)).toEqual(['snovio', 'snovio-sandbox']);
});

describe.each(Object.entries(entries))('%s', (_, entry) => {
  test('starts the published package without asking', () => {
    expect(entry.command).toBe('npx');
    expect(entry.args.slice(0, 2)).toEqual(['-y', read('../../package.json').name]);
  });

  test('uses only variables that exist, none by another name', () => {
    for (const name of Object.keys(entry.env ?? {})) expect(variables).toContain(name);
  });

  test('uses only flags that exist', () => {
    for (const arg of entry.args.slice(2)) expect(flags).toContain(arg.replace(/^--/, ''));
  });

  test('is accepted as a configuration', () => {
    const config = readConfig(flagsOf(entry), entry.env ?? {});
    expect(config.sandbox || (config.clientId && config.clientSecret)).toBeTruthy();
  });
});

test('the sandbox entry needs no credentials', () => {
  const entry = entries['snovio-sandbox'] as Entry;
  expect(readConfig(flagsOf(entry), {}).sandbox).toBe(true);
});

test('holds placeholders, no credentials', () => {
  for (const value of Object.values(entries.snovio?.env ?? {})) expect(value).toMatch(/^your /);
});
