import { posix, win32 } from 'node:path';
import type { Environment } from '../../config/settings.ts';

/** The machine that a configuration is for. */
export interface Place {
  readonly platform: NodeJS.Platform;
  readonly env: Environment;
  readonly home: string;
  /** The working directory. */
  readonly cwd: string;
}

/** Joins with the separators of the place's platform. */
export function join(place: Place, ...parts: string[]): string {
  return (place.platform === 'win32' ? win32 : posix).join(...parts);
}

/** Where programs keep what a user configures: `%APPDATA%`, `~/Library/Application Support` or `~/.config`. */
export function configFolder(place: Place): string {
  const { platform, env, home } = place;
  if (platform === 'win32') return env.APPDATA || join(place, home, 'AppData', 'Roaming');
  if (platform === 'darwin') return join(place, home, 'Library', 'Application Support');
  return xdgFolder(place);
}

export function xdgFolder(place: Place): string {
  return place.env.XDG_CONFIG_HOME || join(place, place.home, '.config');
}
