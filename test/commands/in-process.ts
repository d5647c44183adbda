import { Readable } from 'node:stream';
import { main } from '../../src/cli.ts';
import { tools } from '../../tools/index.ts';
import { listings } from '../../tools/listing.ts';
import { bareEnv, type Ended, MAIN, type Options, run } from '../binary/binary.ts';
import { isDeep } from '../sample.ts';

/** The shell that a command is run in. */
export interface Shell {
  /** The whole environment. */
  env: Record<string, string | undefined>;
  cwd?: string;
  /** Written to its input, which then ends. */
  input?: string;
  /** The width of the terminal that its streams lead to; undefined: they are pipes. */
  columns?: number;
}

const STREAMS = ['stdin', 'stdout', 'stderr'] as const;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

let isRunning = false;

/**
 * Runs a command line in this process as the built program does in its own, which takes most of a second to start. Only
 * one can run at a time.
 */
export async function runHere(args: readonly string[], shell: Shell): Promise<Ended> {
  if (isRunning) throw new Error('One command is running here. Start the built program for another.');
  isRunning = true;
  const output = { stdout: '', stderr: '' };
  const undo = [
    environmentOf(shell.env),
    directory(shell.cwd),
    changed(process, 'argv', [process.execPath, MAIN, ...args]),
    changed(process, 'stdin', Readable.from(shell.input ? [shell.input] : [])),
    ...STREAMS.flatMap(name => [
      changed(process[name], 'isTTY', shell.columns !== undefined),
      changed(process[name], 'columns', shell.columns),
    ]),
    changed(
      process.stdout,
      'write',
      writerTo(text => (output.stdout += text)),
    ),
    changed(
      process.stderr,
      'write',
      writerTo(text => (output.stderr += text)),
    ),
    ...SIGNALS.map(listeners),
  ];
  try {
    return { code: await main(args, { listings, tools: async () => tools }), ...output };
  } finally {
    for (const restore of undo.reverse()) restore();
    isRunning = false;
  }
}

/** Runs a command line on a machine where nothing is configured: here, and by the built program with `--mode deep`. */
export function runCommand(
  args: readonly string[],
  options: Pick<Options, 'env' | 'input'> = {},
): Promise<Ended> {
  if (isDeep) return run(args, options);
  return runHere(args, { ...options, env: { ...bareEnv(), ...options.env } });
}

/** What stands in the place of a stream's `write`. */
function writerTo(add: (text: string) => void) {
  return (data: string | Uint8Array, ...rest: unknown[]) => {
    add(typeof data === 'string' ? data : Buffer.from(data).toString());
    const done = rest.find(each => typeof each === 'function');
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  };
}

function changed(object: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
  return () => {
    if (before) Object.defineProperty(object, name, before);
    else Reflect.deleteProperty(object, name);
  };
}

function environmentOf(env: Shell['env']): () => void {
  const before = { ...process.env };
  setEnvironment(env);
  return () => setEnvironment(before);
}

function setEnvironment(env: Shell['env']): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) delete process.env[name];
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}

function directory(path: string | undefined): () => void {
  const before = process.cwd();
  if (path !== undefined) process.chdir(path);
  return () => process.chdir(before);
}

/** Takes away who has come to listen to a signal meanwhile: a process that ends needs not do that. */
function listeners(signal: NodeJS.Signals): () => void {
  const before = process.listeners(signal);
  return () => {
    for (const each of process.listeners(signal)) if (!before.includes(each)) process.off(signal, each);
  };
}
