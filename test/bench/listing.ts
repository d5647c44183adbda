import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { program } from './scratch.ts';

/** A tool as `tools/list` tells it, as far as the bench looks at it. */
export interface ListedTool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: object;
}

export interface Listing {
  readonly tools: readonly ListedTool[];
  /** From the start of the process to the answer. */
  readonly ms: number;
}

const INITIALIZE = { protocolVersion: '2025-11-25', clientInfo: { name: 'bench', version: '0' } };

/**
 * Starts a server on stdio, asks for its tools as soon as it lets one, and ends it.
 * @param capabilities what the client says that it can do
 */
export async function listTools(
  path = program(),
  env: Record<string, string> = {},
  capabilities = {},
): Promise<Listing> {
  const began = performance.now();
  const server = spawn(process.execPath, [path], {
    env: { PATH: process.env.PATH, SNOVIO_STATE_DIR: ':memory:', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const ask = asker(server);
    await ask(1, 'initialize', { ...INITIALIZE, capabilities });
    send(server, { method: 'notifications/initialized' });
    const { tools } = await ask(2, 'tools/list', {});
    return { tools, ms: performance.now() - began };
  } finally {
    const ended = once(server, 'exit');
    server.stdin.end();
    // The bare server of the SDK does not end with its input.
    server.kill();
    await ended;
  }
}

function asker(server: ChildProcess & { stdout: NodeJS.ReadableStream }) {
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  return async (id: number, method: string, params: object): Promise<{ tools: ListedTool[] }> => {
    send(server, { id, method, params });
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('The server ended before it answered');
      const message = JSON.parse(value) as { id?: number; result?: { tools: ListedTool[] } };
      if (message.id === id && message.result) return message.result;
    }
  };
}

function send(server: ChildProcess, message: object): void {
  server.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}
