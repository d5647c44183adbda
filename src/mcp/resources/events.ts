import type { AccountResource } from './resource.ts';

/** Events of it: list_events has the rest. */
const MOST_EVENTS = 25;

/** What Snov.io's webhooks have sent to this server. */
export const eventsResource: AccountResource = {
  name: 'events',
  uri: 'snovio://events',
  title: 'Events of webhooks',
  description: `The newest ${MOST_EVENTS} events (replies, opens, clicks …) that webhooks have sent to this server. All of them: list_events.`,
  mimeType: 'application/json',
  toolset: 'webhooks',
  tool: 'list_events',
  cacheHint: { ttlMs: 2000, cacheScope: 'private' },
  read: tools => tools.run('list_events', { limit: MOST_EVENTS }),
};
