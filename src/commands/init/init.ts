import { homedir } from 'node:os';
import { ConfigError, environment } from '../../config/settings.ts';
import type { Command } from '../command.ts';
import { entryOf, HOSTS, type Host, serverName } from './hosts.ts';
import { editJson, newJson } from './json.ts';
import type { Place } from './place.ts';
import { editToml, newToml } from './toml.ts';
import { rewrite } from './write.ts';

const NAMES = Object.keys(HOSTS).join('|');

export const init: Command = {
  usage: `Usage: snovio-mcp init ${NAMES} [--write] [--file PATH] [--sandbox]`,
  help: `Prints what starts this server in an MCP host, or with --write puts it into the host's file and keeps what is
there (a copy stays beside it). Credentials are not in it: the host asks for them or takes them from the environment.
--file names another file than the usual one, --sandbox makes an entry that needs no account.`,
  options: { write: { type: 'boolean' }, file: { type: 'string' } },
  run: async ({ flags, positionals }) => {
    const [name = '', surplus] = positionals;
    const host = Object.hasOwn(HOSTS, name) ? HOSTS[name] : undefined;
    if (!host || surplus !== undefined) throw new ConfigError(init.usage);
    const place = { platform: process.platform, env: environment(), home: homedir(), cwd: process.cwd() };
    const file = typeof flags.file === 'string' ? flags.file : host.file(place);
    const sandbox = flags.sandbox === true;
    const said = flags.write ? writeInto(host, place, file, sandbox) : show(host, place, file, sandbox);
    process.stdout.write(said.out);
    process.stderr.write(said.note);
    return 0;
  },
};

interface Said {
  readonly out: string;
  readonly note: string;
}

/** What belongs into the host's file, and where that is. */
export function show(host: Host, place: Place, file: string, sandbox: boolean): Said {
  const make = host.format === 'toml' ? newToml : newJson;
  return {
    out: make(host, serverName(sandbox), entryOf(host, place, sandbox)),
    note: `This belongs into ${file}; --write puts it there.\n${nextOf(host, sandbox)}`,
  };
}

/** @throws SnovioError that says where the file breaks; then it is as it was */
export function writeInto(host: Host, place: Place, path: string, sandbox: boolean): Said {
  const edit = host.format === 'toml' ? editToml : editJson;
  const entry = entryOf(host, place, sandbox);
  const { file, changed, backup } = rewrite(path, text => edit(text, path, host, serverName(sandbox), entry));
  if (!changed) return { out: `${file} has it already.\n`, note: '' };
  const kept = backup === undefined ? '' : ` What it was before is in ${backup}.`;
  return { out: `${host.title}: written to ${file}.${kept}\n`, note: nextOf(host, sandbox) };
}

function nextOf({ next, title }: Host, sandbox: boolean): string {
  return `${sandbox ? `Restart ${title}; the sandbox needs no account.` : next}\n`;
}
