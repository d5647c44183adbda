import type { Machine } from './config-folder.ts';
import type { ServerEntry } from './entry.ts';
import { CREDENTIAL_NAMES, type Host } from './hosts.ts';
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
  if (options.url) return remoteEntry(host, options.url);
  const { sandbox = false, flags = [] } = options;
  const start = startOf(machine);
  return {
    ...(host.namesTransport && { type: 'stdio' }),
    command: start.command,
    args: [...start.args, ...(sandbox ? ['--sandbox'] : []), ...flags],
    ...(sandbox ? {} : credentialKeys(host)),
    ...(host.format === 'toml' && { startup_timeout_sec: 60 }),
  };
}

function startOf({ platform, checkout }: Machine) {
  if (checkout) return checkout;
  const args = ['-y', 'snovio-mcp'];
  // On Windows npx is a batch file, which most hosts cannot start by itself.
  return platform === 'win32' ? { command: 'cmd', args: ['/c', 'npx', ...args] } : { command: 'npx', args };
}

function credentialKeys({ credentials }: Host): Partial<ServerEntry> {
  if (credentials === 'inherit') return {};
  if (credentials === 'forward') return { env_vars: CREDENTIAL_NAMES };
  return { env: Object.fromEntries(CREDENTIAL_NAMES.map(name => [name, credentials.reference(name)])) };
}
