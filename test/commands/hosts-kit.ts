import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { checkHosts } from '../../src/commands/doctor/checks/hosts.ts';
import { commands } from '../../src/commands/index.ts';
import type { Machine } from '../../src/commands/init/config-folder.ts';
import { writeEntry } from '../../src/commands/init/edit-entry.ts';
import { HOSTS, type Host } from '../../src/commands/init/hosts.ts';
import type { EntryOptions } from '../../src/commands/init/server-entry.ts';
import { BARE_COMMAND, parseFlags } from '../../src/commands/usage/parse-flags.ts';
import { readConfig } from '../../src/config/settings.ts';

export const ID = '0123456789abcdef0123456789abcdef';
export const SECRET = 'fedcba9876543210fedcba9876543210';
export const SHELL = { SNOVIO_CLIENT_ID: ID, SNOVIO_CLIENT_SECRET: SECRET };

export const hostOf = (name: string) => HOSTS[name] as Host;

export const readFlags = async (words: readonly string[]) =>
  (await parseFlags(words, BARE_COMMAND, {}, commands)).flags;

/** A machine of its own for each test of a file, whose hosts `doctor` looks at. */
export function useMachine() {
  const own = { folder: '', machine: undefined as unknown as Machine };
  beforeEach(() => {
    own.folder = mkdtempSync(join(tmpdir(), 'snovio-hosts-'));
    own.machine = at(SHELL);
  });
  afterEach(() => rmSync(own.folder, { recursive: true, force: true }));

  function at(env: Record<string, string>): Machine {
    return {
      platform: process.platform,
      env,
      home: join(own.folder, 'home'),
      cwd: join(own.folder, 'project'),
    };
  }

  /** Has `init` write an entry, and changes the file. */
  function put(name: string, options: EntryOptions = {}, change = (text: string) => text): string {
    const host = hostOf(name);
    const file = host.file(own.machine);
    writeEntry(host, own.machine, file, options);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    return file;
  }

  async function findings(env: Record<string, string> = SHELL) {
    const found = await checkHosts(at(env), readConfig({}, env), readFlags);
    return found.map(({ state, text, remedy = '' }) => ({ state, text, remedy }));
  }

  /** The only finding. */
  async function only(env?: Record<string, string>) {
    const [finding, ...others] = await findings(env);
    expect(others).toEqual([]);
    return finding ?? { state: '', text: '', remedy: '' };
  }

  return { own, put, findings, only };
}

export function putFile(file: string, content: object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(content));
}
