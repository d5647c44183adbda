import { isOtherAccount, variableFor } from './account-names.ts';
import type { Machine } from './config-folder.ts';
import type { ServerEntry } from './entry.ts';
import { CREDENTIAL_NAMES, type Host, PLACEHOLDERS } from './hosts.ts';
import { remoteEntry } from './remote-entry.ts';

/** What the user wants of an entry. */
export interface EntryOptions {
  readonly sandbox?: boolean;
  /** The server's name, for a second account. */
  readonly name?: string;
  /** Flags of settings, as they were given. */
  readonly flags?: readonly string[];
  /** Where the server is, if it runs elsewhere. */
  readonly url?: URL;
}

/** The server's name in every host. */
export function serverName({ name, sandbox = false }: EntryOptions): string {
  return name ?? (sandbox ? 'snovio-sandbox' : 'snovio');
}

/** The entry for this host on this machine. With the sandbox it has no credentials. */
export function serverEntry(host: Host, machine: Machine, options: EntryOptions): ServerEntry {
  if (options.url) return remoteEntry(host, options.url, options.name);
  const { sandbox = false, flags = [], name } = options;
  const start = startOf(machine);
  return {
    ...(host.namesTransport && { type: 'stdio' }),
    command: start.command,
    args: [...start.args, ...(sandbox ? ['--sandbox'] : []), ...flags],
    ...(sandbox ? {} : credentialKeys(host, name)),
    ...(host.format === 'toml' && { startup_timeout_sec: 60 }),
  };
}

function startOf({ platform, checkout }: Machine) {
  if (checkout) return checkout;
  const args = ['-y', 'snovio-mcp'];
  // On Windows npx is a batch file, which most hosts cannot start by itself.
  return platform === 'win32' ? { command: 'cmd', args: ['/c', 'npx', ...args] } : { command: 'npx', args };
}

function credentialKeys({ credentials }: Host, name: string | undefined): Partial<ServerEntry> {
  if (typeof credentials === 'object')
    return {
      env: Object.fromEntries(
        CREDENTIAL_NAMES.map(variable => [variable, credentials.reference(variableFor(variable, name))]),
      ),
    };
  // The host hands its own variables on under their own names, and they are the first account's.
  if (isOtherAccount(name)) return { env: PLACEHOLDERS };
  return credentials === 'forward' ? { env_vars: CREDENTIAL_NAMES } : {};
}
