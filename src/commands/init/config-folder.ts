import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import type { Environment } from '../../config/settings.ts';
import { SnovioError } from '../../errors.ts';
import type { Start } from './checkout.ts';

/** The machine whose host is configured. Tests describe other machines than their own. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Environment;
  /** The user's home directory. */
  readonly home: string;
  /** The working directory. */
  readonly cwd: string;
  /** How the program is started, where it runs from a checkout; otherwise npx does. */
  readonly checkout?: Start | undefined;
}

/** This machine. @throws SnovioError `invalid_input` where the working directory was removed meanwhile */
export function thisMachine(env: Environment): Machine {
  return { platform: process.platform, env, home: homedir(), cwd: workingFolder() };
}

function workingFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new SnovioError('invalid_input', {
      message: 'The folder that this is run in is gone. Change into another one and try again.',
      cause,
    });
  }
}

/** Joins parts of a path with the separators of the machine's platform. */
export function joinPath({ platform }: Machine, ...parts: string[]): string {
  return (platform === 'win32' ? win32 : posix).join(...parts);
}

/** Where desktop programs keep their configuration: `%APPDATA%`, `~/Library/Application Support` or `~/.config`. */
export function configFolder(machine: Machine): string {
  const { platform, env, home } = machine;
  if (platform === 'win32') return env.APPDATA || joinPath(machine, home, 'AppData', 'Roaming');
  if (platform === 'darwin') return joinPath(machine, home, 'Library', 'Application Support');
  return xdgConfigFolder(machine);
}

/** `$XDG_CONFIG_HOME`, by default `~/.config`; some programs use it on macOS too. */
export function xdgConfigFolder(machine: Machine): string {
  return machine.env.XDG_CONFIG_HOME || joinPath(machine, machine.home, '.config');
}
