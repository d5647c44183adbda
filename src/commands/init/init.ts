import { resolve } from 'node:path';
import { ConfigError, environment, type Flags, readConfig, SETTINGS } from '../../config/settings.ts';
import type { Command } from '../command.ts';
import { checkoutStart } from './checkout.ts';
import { thisMachine } from './config-folder.ts';
import { removeEntry, showEntry, writeEntry } from './edit-entry.ts';
import { HOSTS } from './hosts.ts';
import { serverUrl } from './remote-entry.ts';
import type { EntryOptions } from './server-entry.ts';

const HOST_NAMES = Object.keys(HOSTS).join('|');
/** The state directory that is none. */
const MEMORY = ':memory:';
/** What every host takes as a server's name. */
const NAME = /^[a-z][\w-]{0,39}$/i;

export const init: Command = {
  summary: 'the configuration snippet for a host, or written into its file',
  usage: `Usage: snovio-mcp init ${HOST_NAMES} [--write] [--remove] [--http URL] [--name NAME] [--file PATH] [--sandbox] [flags]`,
  help: `Prints what starts this server in an MCP host, or with --write puts it into the host's file and keeps what is
there (one copy stays beside it). Credentials are not in it: the host asks for them or takes them from the environment.
With --sandbox the entry needs no account. Flags of settings, such as --toolsets, go into the entry.`,
  options: {
    write: { type: 'boolean', description: "put the entry into the host's file" },
    remove: { type: 'boolean', description: "take the entry out of the host's file" },
    http: { type: 'string', value: 'URL', description: 'point the host at a server that runs elsewhere' },
    name: { type: 'string', value: 'NAME', description: "the server's name, for a second account" },
    file: {
      type: 'string',
      value: 'FILE',
      isFile: true,
      description: "another file than the host's usual one",
    },
  },
  subject: {
    noun: 'host',
    listedBy: 'snovio-mcp help init',
    choices: () => Object.entries(HOSTS).map(([name, { title }]) => ({ name, meaning: title })),
  },
  mostArguments: 1,
  examples: [
    'snovio-mcp init claude-desktop',
    'snovio-mcp init cursor --sandbox --write',
    'snovio-mcp init codex --remove',
  ],
  run: async ({ flags, positionals }) => {
    const [word = ''] = positionals;
    const host = Object.hasOwn(HOSTS, word) ? HOSTS[word] : undefined;
    if (!host) throw new ConfigError(init.usage);
    if (flags.file === '') throw new ConfigError('--file: names no file');
    if (flags.write && flags.remove) throw new ConfigError('--remove: goes without --write');
    const options = optionsOf(flags);
    const checkout = options.url ? undefined : checkoutStart(import.meta.dirname, process.execPath);
    const machine = { ...thisMachine(environment()), checkout };
    const file = typeof flags.file === 'string' ? flags.file : host.file(machine);
    const act = flags.remove ? removeEntry : flags.write ? writeEntry : showEntry;
    const { stdout, stderr } = act(host, machine, file, options);
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    return 0;
  },
};

/** @throws ConfigError for what no server would start with */
function optionsOf(flags: Flags): EntryOptions {
  const { name, http } = flags;
  if (typeof name === 'string' && !NAME.test(name))
    throw new ConfigError(
      '--name: takes letters, digits, - and _, and begins with a letter. Example: --name snovio-sales',
    );
  // Now, and not when the host starts it.
  readConfig(flags, {});
  const settings = settingFlags(flags);
  const sandbox = flags.sandbox === true;
  if (typeof http === 'string' && (sandbox || settings.length > 0))
    throw new ConfigError(
      '--http: goes without the flags of settings: they belong to the server at that URL',
    );
  return {
    sandbox,
    flags: settings,
    ...(typeof name === 'string' && { name }),
    ...(typeof http === 'string' && { url: serverUrl(http) }),
  };
}

/** The flags of settings that were given, as they go into an entry. A host starts it in a folder of its own choice. */
function settingFlags(flags: Flags): string[] {
  return Object.values(SETTINGS).flatMap(setting => {
    const flag = 'flag' in setting ? setting.flag : undefined;
    const value = flag === undefined || setting === SETTINGS.sandbox ? undefined : flags[flag];
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${flag}`];
    return [`--${flag}`, setting === SETTINGS.stateDir && value !== MEMORY ? resolve(value) : value];
  });
}
