import { win32 } from 'node:path';
import type { HostEntry } from './read-entries.ts';

/** What starts a program as it stands, with nothing of its own added. */
const STARTERS = /^(?:npx|node|bunx|bun|pnpm|pnpx|yarn|deno|cmd|snovio-mcp)(?:\.(?:exe|cmd|ps1))?$/i;

/**
 * From where else a server may have settings and credentials that do not stand in its entry: a file, or the program that starts
 * it, such as a container or a secret manager. Undefined where all is in the entry.
 */
export function elsewhere({ command, envFile }: HostEntry['entry']): string | undefined {
  if (typeof envFile === 'string') return `it reads ${envFile}, which is not looked into`;
  // Either separator, whatever the platform.
  const starter = win32.basename(String(command));
  return STARTERS.test(starter) ? undefined : `${starter} starts it, which is not looked into`;
}
