import type { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Log } from '../log.ts';

/** Serves MCP on stdio, in both protocol eras, until the input ends or the process is asked to stop. */
export function serveOnStdio(factory: () => McpServer, log: Log): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const handle = serveStdio(factory, { onerror: error => log.warn(`protocol: ${error.message}`) });
  const stop = () => void handle.close().finally(ended.resolve);
  process.stdin.once('end', stop).once('close', stop);
  // When the host is gone, a write fails. Unhandled, the error would end the process and the charged requests with it.
  process.stdout.once('error', stop);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  return ended.promise;
}
