import { type ChildProcess, spawn } from 'node:child_process';
import { type Agent, request as send } from 'node:http';
import { connect } from 'node:net';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { bareEnv, MAIN } from '../binary/binary.ts';
import type { Answer } from '../harness.ts';
import { asAnswer } from '../harness.ts';

/** How much faster than life time runs. */
const SPEED = 60;
export const WINDOW_MS = 60_000 / SPEED;

export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  json: any;
}

type Headers = Record<string, string | string[]>;

/** Bearer tokens as good as a server wants them. */
export const TOKEN = 'correct-horse-battery-staple';
export const OTHER_TOKEN = 'incorrect-mule-charger-paperclip';

/** The header that lets a caller in. */
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** One HTTP request on a connection of its own. */
export function http(
  port: number,
  { path = '/mcp', method = 'POST', headers = {}, body, signal, agent }: RequestParts = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    // Of some methods Node does not expect a body, and would send it as if it were the next request.
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const to = { host: '127.0.0.1', port, path, method, agent: agent ?? false };
    const request = send({ ...to, headers: { ...length, ...headers }, ...(signal && { signal }) });
    request.once('error', reject).once('response', response => {
      let text = '';
      response.setEncoding('utf8').on('data', part => (text += part));
      response.once('error', reject).once('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) });
      });
    });
    request.end(body);
  });
}

export interface RequestParts {
  path?: string;
  method?: string;
  headers?: Headers;
  body?: string | Buffer;
  signal?: AbortSignal;
  /** Keeps connections open; without it, each request has its own. */
  agent?: Agent;
}

/** An answer is JSON, or a stream of events of which the last one is the answer. */
function parse(text: string): unknown {
  const data = [...text.matchAll(/^data: (.+)$/gm)].map(([, json]) => json ?? '').at(-1);
  try {
    return JSON.parse(data ?? text);
  } catch {
    return undefined;
  }
}

const JSON_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
};

/** A JSON-RPC request of the 2025 era, without a handshake: no session is needed. */
export function rpc(
  port: number,
  method: string,
  params: object = {},
  parts: RequestParts = {},
): Promise<Reply> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  return http(port, { ...parts, headers: { ...JSON_HEADERS, ...parts.headers }, body });
}

/** Lists the tools as a client of 2026 does, whose lists the server may keep. */
export function list2026(port: number, token: string): Promise<Reply> {
  const headers = { ...bearer(token), 'mcp-method': 'tools/list', 'mcp-protocol-version': '2026-07-28' };
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return rpc(port, 'tools/list', { _meta }, { headers });
}

/** Calls a tool. */
export async function call(
  port: number,
  name: string,
  args: object = {},
  parts: RequestParts = {},
): Promise<Answer & { reply: Reply }> {
  const reply = await rpc(port, 'tools/call', { name, arguments: args }, parts);
  return { ...asAnswer(reply.json?.result ?? {}), reply };
}

/** The headers of a tenant. */
export const as = (id: string, secret: string): Headers => ({
  'snovio-client-id': id,
  'snovio-client-secret': secret,
});

/** Writes bytes to the port as they are. @returns what came back until the connection closed, or `ms` were over */
export function raw(
  port: number,
  parts: (string | Buffer)[],
  { everyMs = 0, ms = 20_000 } = {},
): Promise<string> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    const timer = setTimeout(end, ms);
    socket.setEncoding('latin1').on('data', part => (text += part));
    socket.once('close', end).on('error', () => {});
    const queue = [...parts];
    const next = () => {
      const part = queue.shift();
      if (part === undefined || socket.destroyed) return;
      socket.write(part);
      setTimeout(next, everyMs);
    };
    next();
  });
}

export interface Served extends AsyncDisposable {
  port: number;
  sandbox: Sandbox;
  child: ChildProcess;
  /** What it has logged so far. */
  log(): string;
  /** The log's lines about calls. */
  calls(): Record<string, unknown>[];
  /** Sends a signal. @returns the exit code */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface ServedOptions {
  env?: Record<string, string>;
  args?: string[];
  node?: string[];
  sandbox?: SandboxOptions;
  /** A sandbox that outlives the server. */
  reuse?: Sandbox;
  /** Default 0: any free one. */
  port?: number;
}

/** The built binary on a free port, with the sandbox of this process as its Snov.io. */
export async function startServed(options: ServedOptions = {}): Promise<Served> {
  const own = { speed: SPEED, windowMs: WINDOW_MS, limit: 10_000, ...options.sandbox };
  const sandbox = options.reuse ?? (await startSandbox(own));
  const env = {
    ...bareEnv(),
    SNOVIO_API_URL: sandbox.url,
    SNOVIO_CLIENT_ID: 'sandbox',
    SNOVIO_CLIENT_SECRET: 'sandbox',
    SNOVIO_RATE_WINDOW_MS: String(WINDOW_MS),
    SNOVIO_RATE_LIMIT: '10000',
    ...options.env,
  };
  const args = [
    ...(options.node ?? []),
    MAIN,
    'http',
    '--port',
    String(options.port ?? 0),
    ...(options.args ?? []),
  ];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let log = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', text => {
      log += text;
      const found = /serving MCP at \S+:(\d+)\/mcp/.exec(log)?.[1];
      if (found) resolve(Number(found));
    });
    child.once('exit', code => reject(new Error(`ended with ${code}: ${log}`)));
  });
  const exited = new Promise<number | null>(resolve => child.once('exit', resolve));
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return exited;
  };
  return {
    port,
    sandbox,
    child,
    log: () => log,
    calls: () => lines(log).filter(line => line.msg === 'call'),
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop('SIGKILL');
      if (!options.reuse) await sandbox.close();
    },
  };
}

function lines(log: string): Record<string, unknown>[] {
  return log
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Record<string, unknown>);
}
