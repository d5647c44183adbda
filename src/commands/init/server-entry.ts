import type { Machine } from './config-folder.ts';
import { CREDENTIAL_NAMES, type Host } from './hosts.ts';

/** How a host's configuration starts this server. */
export interface ServerEntry {
  readonly type?: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
  /** References to credentials, never their values. */
  readonly env?: Readonly<Record<string, string>>;
  /** Codex: the names of the variables that it passes on. */
  readonly env_vars?: readonly string[];
  /** Codex: how long the start may take; npx may have to download the package first. */
  readonly startup_timeout_sec?: number;
}

/** The server's name in every host. */
export function serverName(sandbox: boolean): string {
  return sandbox ? 'snovio-sandbox' : 'snovio';
}

/** The entry for this host on this machine. With the sandbox it has no credentials. */
export function serverEntry(host: Host, { platform }: Machine, sandbox: boolean): ServerEntry {
  const args = ['-y', 'snovio-mcp', ...(sandbox ? ['--sandbox'] : [])];
  // On Windows npx is a batch file, which most hosts cannot start by itself.
  const start =
    platform === 'win32' ? { command: 'cmd', args: ['/c', 'npx', ...args] } : { command: 'npx', args };
  return {
    ...(host.namesTransport && { type: 'stdio' }),
    ...start,
    ...(sandbox ? {} : credentialKeys(host)),
    ...(host.format === 'toml' && { startup_timeout_sec: 60 }),
  };
}

function credentialKeys({ credentials }: Host): Partial<ServerEntry> {
  if (credentials === 'inherit') return {};
  if (credentials === 'forward') return { env_vars: CREDENTIAL_NAMES };
  return { env: Object.fromEntries(CREDENTIAL_NAMES.map(name => [name, credentials.reference(name)])) };
}
