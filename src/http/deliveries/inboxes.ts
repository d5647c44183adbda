import type { App } from '../../app/app.ts';
import { EVENTS_PATH, eventOf, type ReceivedEvents } from '../../snovio/events/received-events.ts';
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
    isName: PushedResults.isToken,
    receive: (name, body) => results.receive(name, body),
  };
}

function eventsInbox(
  events: ReceivedEvents,
  { eventsPerMinute }: Limits,
  metrics: Metrics | undefined,
): Inbox {
  const limit = new PerMinuteLimit(eventsPerMinute);
  const counted = async (name: string, taking: Promise<boolean>) => {
    const isTaken = await taking;
    if (isTaken) metrics?.event(eventOf(name));
    return isTaken;
  };
  return {
    path: EVENTS_PATH,
    isName: name => events.accountOf(name) !== undefined,
    // Whoever knows one path keeps no events out that come at others.
    wait: name => limit.take(name),
    senderOf: name => events.accountOf(name) ?? '',
    receive: (name, body) => counted(name, events.receive(name, body)),
    receiveUnread: (name, why) => counted(name, events.receiveUnread(name, why)),
  };
}
