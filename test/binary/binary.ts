import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
if (!existsSync(MAIN)) throw new Error('There is no dist/main.js. These tests run the build: npm run build.');

/** The environment of a machine on which nothing is configured. */
export const bareEnv = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: tmpdir(),
  SNOVIO_STATE_DIR: ':memory:',
});

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Options {
  env?: Record<string, string>;
  /** Written to its input, which then ends; without, its input is empty. */
  input?: string;
  node?: string;
  /** Another copy of the build. */
  main?: string;
}

/** Starts the built binary. */
export function start(
  args: readonly string[],
  { env, node = process.execPath, main = MAIN }: Options = {},
): ChildProcess {
  return spawn(node, [main, ...args], { env: { ...bareEnv(), ...env }, stdio: 'pipe' });
}

/** What a process says, and how it ends. */
export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', text => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', text => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', code => resolve({ code, stdout, stderr }));
  });
}

/** Runs the built binary to its end. */
export function run(args: readonly string[], options: Options = {}): Promise<Ended> {
  const child = start(args, options);
  child.stdin?.end(options.input ?? '');
  return ended(child);
}

/** A Node of the system that is too old for the product, if there is one. */
export function oldNode(): string | undefined {
  const folders = (process.env.PATH ?? '')
    .split(delimiter)
    .filter(folder => !folder.includes('node_modules'));
  const usual = ['/usr/bin', '/usr/local/bin'];
  return [...folders, ...usual].map(folder => join(folder, 'node')).find(path => existsSync(path));
}
