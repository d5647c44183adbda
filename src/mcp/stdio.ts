import type { McpRequestContext, McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Log } from '../log.ts';
import { announceUpdates } from './resources/announce.ts';
import type { ResourceUpdates } from './resources/updates.ts';

/**
 * Serves MCP on stdio, in both protocol eras, until the input ends or the process is asked to stop.
 * @param updates what the process changes: there is one account
 */
export function serveOnStdio(
  factory: (context?: McpRequestContext) => McpServer,
  updates: ResourceUpdates,
  log: Log,
): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const connected = (context: McpRequestContext) => {
    const server = factory(context);
    announceUpdates(server, context.era, updates);
    return server;
  };
  const handle = serveStdio(connected, { onerror: error => log.warn(`protocol: ${error.message}`) });
  const stop = () => void handle.close().finally(ended.resolve);
  process.stdin.once('end', stop).once('close', stop);
  // When the host is gone, a write fails. Unhandled, the error would end the process and the charged requests with it.
  process.stdout.once('error', stop);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  return ended.promise;
}
