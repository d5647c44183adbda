import { homedir } from 'node:os';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of the process. Nothing else reads `process.env`. */
export function environment(): Environment {
  return process.env;
}

/** The platform's folder for a program's state. */
export function defaultStateDir(env: Environment = environment(), platform = process.platform): string {
  if (platform === 'win32') return join(localAppData(env), 'snovio-mcp');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'snovio-mcp');
  return join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'snovio-mcp');
}

/** The platform's folder for what a program can make again. */
export function cacheDir(env: Environment = environment(), platform = process.platform): string {
  if (platform === 'win32') return join(localAppData(env), 'snovio-mcp', 'cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'snovio-mcp');
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'snovio-mcp');
}

function localAppData(env: Environment): string {
  return env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
}
