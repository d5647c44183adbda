import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, type ClientOptions } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { type Answer, asAnswer } from '../harness.ts';

/** Time runs this much faster than life. */
const HASTE = 60;
export const WINDOW_MS = 60_000 / HASTE;

/** The built server. SNOVIO_TEST_MAIN: another build, such as one in a directory of its own. */
export const MAIN =
  process.env.SNOVIO_TEST_MAIN ?? fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export const wait = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

/** A sandbox whose tasks and window run at the suite's speed. */
export function hastySandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ speed: HASTE, windowMs: WINDOW_MS, limit: 10_000, ...options });
}

/** A state directory that is gone when its user is. */
export function stateDirectory(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'snovio-faults-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export type Environment = Record<string, string>;

/** What a user would set so that the server works with this sandbox. */
export function environmentOf(sandbox: Sandbox, stateDir: string, env: Environment = {}): Environment {
  return {
    SNOVIO_API_URL: sandbox.url,
    SNOVIO_CLIENT_ID: 'sandbox',
    SNOVIO_CLIENT_SECRET: 'sandbox',
    SNOVIO_STATE_DIR: stateDir,
    SNOVIO_TOOLSETS: 'all',
    SNOVIO_RATE_WINDOW_MS: String(WINDOW_MS),
    SNOVIO_RATE_LIMIT: '10000',
    SNOVIO_MAX_CREDITS_PER_CALL: '1000',
    SNOVIO_MAX_CREDITS_PER_DAY: '100000',
    SNOVIO_LOG: 'error',
    ...env,
  };
}

export interface CallOptions {
  signal?: AbortSignal;
}

/** The server as an MCP host runs it: the built binary on stdio, with the official client. */
export interface Spawned extends AsyncDisposable {
  readonly client: Client;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  call(tool: string, args: object, options?: CallOptions): Promise<Answer>;
  signal(name: NodeJS.Signals): void;
  /** `kill -9`, and waits until the process is gone. */
  kill(): Promise<void>;
  /** Ends its input and lets it end by itself. */
  endInput(): Promise<void>;
}

export interface SpawnOptions {
  client?: ClientOptions;
  /** Prepares the client before it connects. */
  prepare?: (client: Client) => void;
}

/** Starts the server. */
export async function spawnServer(env: Environment, options: SpawnOptions = {}): Promise<Spawned> {
  const client = new Client({ name: 'faults', version: '1' }, options.client);
  options.prepare?.(client);
  const stderr = env.SNOVIO_LOG === 'silent' ? 'ignore' : 'inherit';
  const transport = new StdioClientTransport({ command: process.execPath, args: [MAIN], env, stderr });
  const gone = Promise.withResolvers<void>();
  client.onclose = () => gone.resolve();
  await client.connect(transport);
  const { pid } = transport;
  const signal = (name: NodeJS.Signals) => {
    if (pid === null) return;
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  };
  const kill = async () => {
    signal('SIGKILL');
    await gone.promise;
  };
  return {
    client,
    gone: gone.promise,
    signal,
    kill,
    endInput: () => client.close(),
    call: async (name, args, { signal } = {}) => {
      const params = { name, arguments: args as Record<string, unknown> };
      return asAnswer(await client.callTool(params, { timeout: 120_000, ...(signal && { signal }) }));
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** Resolves once `met` says so; fails after a while. */
export async function until(met: () => boolean, seconds = 20): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!met()) {
    if (Date.now() > end) throw new Error(`Not met within ${seconds} s: ${met}`);
    await wait(5);
  }
}

/** Runs `work` for each entry, so many at a time. */
export async function inLanes<T>(entries: readonly T[], lanes: number, work: (entry: T) => Promise<void>) {
  const queue = [...entries];
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Numbers from 0 to 1 that depend on the seed only. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
