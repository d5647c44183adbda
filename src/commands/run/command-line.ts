import { basename, delimiter, dirname, relative } from 'node:path';
import { type Environment, environment } from '../../config/platform.ts';

/** What of the process a command line is made of. */
export interface Shell {
  /** The program and its script, then the arguments, as `process.argv`. */
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly cwd: string;
}

/** Flags that only ask. */
const ASKING = ['estimate', 'json'];

/**
 * The command that was typed, to be copied into a shell.
 * @param flags flags to set in it, such as `{'max-credits': '40', yes: true}`; `--estimate` and its like are left out
 * @param left switches to leave out as well
 */
export function commandLine(
  flags: Readonly<Record<string, string | true>> = {},
  left: readonly string[] = [],
  { argv, env, platform, cwd }: Shell = ownShell(),
): string {
  const [, script = '', ...args] = argv;
  const set = Object.entries(flags).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [`--${name}`, value],
  );
  const switches = [...ASKING, ...left].map(name => [name, true] as const);
  const replaced = new Map<string, string | true>([...switches, ...Object.entries(flags)]);
  const words = [...without(args, replaced), ...set].map(word => quoteWord(word, platform));
  return [programOf(script, env, cwd, platform), ...words].join(' ');
}

function ownShell(): Shell {
  return { argv: process.argv, env: environment(), platform: process.platform, cwd: process.cwd() };
}

/** The arguments without these flags, and without the values of those that take one. */
function without(args: readonly string[], flags: ReadonlyMap<string, string | true>): string[] {
  const kept: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const [name = ''] = arg.startsWith('--') ? arg.slice(2).split('=') : [];
    const value = flags.get(name);
    if (value === undefined) kept.push(arg);
    else if (typeof value === 'string' && !arg.includes('=')) i += 1;
  }
  return kept;
}

/** How the program was called: by its name where the shell finds it, through npx, or by its path. */
function programOf(script: string, env: Environment, cwd: string, platform: NodeJS.Platform): string {
  if (env.npm_command === 'exec') return 'npx snovio-mcp';
  const isOnPath = (env.PATH ?? '').split(delimiter).includes(dirname(script));
  // On Windows a command's name leads to its script in node_modules.
  if (isOnPath || (platform === 'win32' && /[\\/]node_modules[\\/]/.test(script))) return 'snovio-mcp';
  const path = relative(cwd, script);
  const near = path.startsWith('..') ? script : path;
  if (basename(script).startsWith('snovio-mcp'))
    return quoteWord(near.includes('/') ? near : `./${near}`, platform);
  return `node ${quoteWord(near, platform)}`;
}

function quoteWord(word: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (platform === 'win32') return /^[\w@+=:,./\\-]+$/.test(word) ? word : `"${word.replaceAll('"', '""')}"`;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
