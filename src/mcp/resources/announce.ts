import type { McpServer } from '@modelcontextprotocol/server';
import type { ResourceUpdates } from './updates.ts';

/** The most resources that a connection of the 2025 protocol may watch. */
const MOST_WATCHED = 1000;

/** Makes an instance say that its resources can be watched. To be called before it is connected. */
export function declareSubscriptions({ server }: McpServer): void {
  server.registerCapabilities({ resources: { subscribe: true } });
}

/**
 * Makes the only instance of a connection announce the resources that were changed. In the 2026 protocol the connection
 * knows who listens to what; in that of 2025 the instance is told.
 */
export function announceUpdates(mcp: McpServer, era: 'legacy' | 'modern', updates: ResourceUpdates): void {
  const { server } = mcp;
  declareSubscriptions(mcp);
  const watched = new Set<string>();
  if (era === 'legacy') {
    server.setRequestHandler('resources/subscribe', ({ params }) => {
      if (watched.size < MOST_WATCHED) watched.add(params.uri);
      return {};
    });
    server.setRequestHandler('resources/unsubscribe', ({ params }) => {
      watched.delete(params.uri);
      return {};
    });
  }
  const end = updates.subscribe((_, uri) => {
    if (era === 'modern' || watched.has(uri)) void server.sendResourceUpdated({ uri }).catch(() => {});
  });
  const closed = server.onclose;
  server.onclose = () => {
    end();
    closed?.();
  };
}
