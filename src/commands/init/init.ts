import { homedir } from 'node:os';
import { ConfigError, environment } from '../../config/settings.ts';
import type { Command } from '../command.ts';
import type { Machine } from './config-folder.ts';
import { HOSTS, type Host } from './hosts.ts';
import { editJson, newJson } from './json.ts';
import { rewriteFile } from './rewrite-file.ts';
import { serverEntry, serverName } from './server-entry.ts';
import { editToml, newToml } from './toml.ts';

const HOST_NAMES = Object.keys(HOSTS).join('|');

export const init: Command = {
  summary: 'the configuration snippet for a host, or written into its file',
  usage: `Usage: snovio-mcp init ${HOST_NAMES} [--write] [--file PATH] [--sandbox]`,
  help: `Prints what starts this server in an MCP host, or with --write puts it into the host's file and keeps what is
there (a copy stays beside it). Credentials are not in it: the host asks for them or takes them from the environment.
With --sandbox the entry needs no account.`,
  options: {
    write: { type: 'boolean', description: "put the entry into the host's file" },
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
  examples: ['snovio-mcp init claude-desktop', 'snovio-mcp init cursor --sandbox --write'],
  run: async ({ flags, positionals }) => {
    const [name = ''] = positionals;
    const host = Object.hasOwn(HOSTS, name) ? HOSTS[name] : undefined;
    if (!host) throw new ConfigError(init.usage);
    const machine = { platform: process.platform, env: environment(), home: homedir(), cwd: process.cwd() };
    const file = typeof flags.file === 'string' ? flags.file : host.file(machine);
    const act = flags.write ? writeEntry : showEntry;
    const { stdout, stderr } = act(host, machine, file, flags.sandbox === true);
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    return 0;
  },
};

/** What the command prints. */
export interface InitOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** The content of a host's file that holds nothing but this server, and where it belongs. */
export function showEntry(host: Host, machine: Machine, file: string, sandbox: boolean): InitOutput {
  const format = host.format === 'toml' ? newToml : newJson;
  return {
    stdout: format(host, serverName(sandbox), serverEntry(host, machine, sandbox)),
    stderr: `This belongs into ${file}; --write puts it there.\n${nextStep(host, sandbox)}`,
  };
}

/**
 * Puts this server into a host's file.
 * @throws SnovioError `invalid_input` when the file is broken or cannot be read, edited or written; then it is unchanged
 */
export function writeEntry(host: Host, machine: Machine, path: string, sandbox: boolean): InitOutput {
  const edit = host.format === 'toml' ? editToml : editJson;
  const entry = serverEntry(host, machine, sandbox);
  const { file, changed, backup } = rewriteFile(path, text =>
    edit(text, path, host, serverName(sandbox), entry),
  );
  if (!changed) return { stdout: `${file} has it already.\n`, stderr: '' };
  const kept = backup === undefined ? '' : ` What it was before is in ${backup}.`;
  return { stdout: `${host.title}: written to ${file}.${kept}\n`, stderr: nextStep(host, sandbox) };
}

function nextStep({ next, title }: Host, sandbox: boolean): string {
  return `${sandbox ? `Restart ${title}; the sandbox needs no account.` : next}\n`;
}
