import type { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Log } from '../log.ts';

/** Serves MCP on stdio, both protocol eras, until input ends or the process is told to go. */
export function serveOnStdio(factory: () => McpServer, log: Log): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const handle = serveStdio(factory, { onerror: error => log.warn(`protocol: ${error.message}`) });
  const stop = () => void handle.close().finally(ended.resolve);
  process.stdin.once('end', stop).once('close', stop);
  // A host that has gone away cannot read answers; the write that finds out must not kill charged requests.
  process.stdout.once('error', stop);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  return ended.promise;
}
