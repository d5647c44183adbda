import type { App } from '../../app/app.ts';
import { EVENTS_PATH, type ReceivedEvents } from '../../snovio/events/received-events.ts';
import { PushedResults, RESULTS_PATH } from '../../snovio/tasks/pushed-results.ts';
import type { Limits } from '../limits.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { PerMinuteLimit } from '../rate-limit.ts';
import type { Inbox } from './endpoint.ts';

/** What this server takes in of what Snov.io sends by itself: nothing where Snov.io cannot reach it. */
export function inboxesOf(
  { results, events }: Pick<App, 'results' | 'events'>,
  limits: Limits,
  metrics: Metrics | undefined,
): Inbox[] {
  return [
    ...(results ? [resultsInbox(results)] : []),
    ...(events ? [eventsInbox(events, limits, metrics)] : []),
  ];
}

function resultsInbox(results: PushedResults): Inbox {
  return {
    path: RESULTS_PATH,
    receiverOf: name =>
      PushedResults.isToken(name) ? { receive: body => results.receive(name, body) } : undefined,
  };
}

function eventsInbox(
  events: ReceivedEvents,
  { eventsPerMinute }: Limits,
  metrics: Metrics | undefined,
): Inbox {
  const limit = new PerMinuteLimit(eventsPerMinute);
  return {
    path: EVENTS_PATH,
    receiverOf: name => {
      const webhook = events.webhookAt(name);
      if (!webhook) return undefined;
      const counted = async (taking: Promise<boolean>) => {
        const isTaken = await taking;
        if (isTaken) metrics?.event(webhook.event);
        return isTaken;
      };
      return {
        sender: webhook.account,
        // Whoever knows one path keeps no events out that come at others.
        wait: () => limit.take(name),
        receive: body => counted(events.receive(webhook, body)),
        receiveUnread: why => counted(events.receiveUnread(webhook, why)),
      };
    },
  };
}
