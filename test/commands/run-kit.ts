import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type Ended, MAIN } from '../binary/binary.ts';
import { isDeep } from '../sample.ts';
import { runHere } from './in-process.ts';

let folder: string;
let sandbox: Sandbox;

/** Gives each test of a file a folder and a sandbox of its own. */
export function useRun(): void {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'snovio-run-'));
    const accounts = [{ id: 'sandbox', secret: 'sandbox', credits: 5000 }];
    sandbox = await startSandbox({ speed: 60, windowMs: 1000, accounts });
  });
  afterEach(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });
}

export const theSandbox = (): Sandbox => sandbox;
/** How many items were charged. */
export const charges = (): number => sandbox.charges.length;

export const path = (name = '.'): string => join(folder, name);
export const write = (name: string, text: string): void => writeFileSync(path(name), text);
export const read = (name: string): string => readFileSync(path(name), 'utf8');
export const rows = (name: string): string[][] =>
  parse(readFileSync(path(name)), { bom: true, delimiter: [','], relax_column_count: true });
/** The rows of a file by column names. */
export const records = (name: string): Record<string, string>[] =>
  parse(readFileSync(path(name)), { columns: true });

/** Starts `snovio-mcp run` in a process of its own in the folder, against the sandbox. @param program what it is started with */
export function start(
  args: string[],
  env: Record<string, string> = {},
  [file = '', ...first]: readonly string[] = [process.execPath, MAIN],
) {
  const child = spawn(file, [...first, 'run', ...args], {
    cwd: folder,
    env: configured(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', chunk => (output.stdout += chunk));
  child.stderr.on('data', chunk => (output.stderr += chunk));
  const ended = new Promise<Ended>(resolve => child.on('close', code => resolve({ code, ...output })));
  return { child, ended };
}

/** Runs `snovio-mcp run` to its end: in this process, or as one of its own with `--mode deep`. */
export function run(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  if (isDeep) return start(args, env).ended;
  return runHere(['run', ...args], { cwd: folder, env: configured(env) });
}

function configured(env: Record<string, string>) {
  return {
    PATH: process.env.PATH,
    SNOVIO_API_URL: sandbox.url,
    SNOVIO_CLIENT_ID: 'sandbox',
    SNOVIO_CLIENT_SECRET: 'sandbox',
    SNOVIO_STATE_DIR: path('state'),
    SNOVIO_RATE_WINDOW_MS: '1000',
    SNOVIO_MAX_CREDITS_PER_DAY: '10000',
    ...env,
  };
}

/** Verifies the addresses of `in.csv` into `out.csv`. */
export const verify = (...more: string[]): Promise<Ended> =>
  run(['verify_emails', '--csv', 'in.csv', '--out', 'out.csv', ...more]);

/** Addresses of the sandbox that are all found valid, a line each. */
export const validEmails = (count: number): string =>
  Array.from({ length: count }, (_, i) => `valid${i}@norrland.example`).join('\n');
