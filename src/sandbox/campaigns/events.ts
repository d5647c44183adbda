import type { Campaign } from '../state/crm.ts';
import { bouncesOf, type Recipient } from '../state/recipients.ts';
import { timesOf } from './activity.ts';

/** What happens to mails, in the words of the report on recipients' activity [C:ref]. */
export type EventType = 'sent' | 'open' | 'click' | 'reply' | 'bounce' | 'unsubscribe';

/** One of these; `at` in milliseconds of the epoch. */
export interface CampaignEvent {
  type: EventType;
  at: number;
  campaign: Campaign;
  recipient: Recipient;
}

/** Days, both of them included, in UTC; times in milliseconds of the epoch. */
export interface Period {
  from: number;
  /** The first moment after it. */
  until: number;
}

const DAY = 86_400_000;

/** The period from a day to a day, both `YYYY-MM-DD`; undefined if that is none. */
export function periodOf(from: string, to: string): Period | undefined {
  if (![from, to].every(day => /^\d{4}-\d\d-\d\d$/.test(day))) return undefined;
  const period = { from: Date.parse(from), until: Date.parse(to) + DAY };
  return period.from < period.until ? period : undefined;
}

/** What happened in a campaign within a period, oldest first as in the reference's sample. */
export function eventsOf(campaign: Campaign, { from, until }: Period): CampaignEvent[] {
  return [...campaign.recipients().values()]
    .flatMap(recipient => {
      const times: Record<EventType, number[]> = {
        sent: recipient.sent,
        open: timesOf(recipient, 'opened'),
        click: timesOf(recipient, 'clicked'),
        reply: timesOf(recipient, 'replies'),
        bounce: bouncesOf(recipient),
        unsubscribe: recipient.unsubscribed,
      };
      return Object.entries(times).flatMap(([type, moments]) =>
        moments.map(at => ({ type: type as EventType, at, campaign, recipient })),
      );
    })
    .filter(({ at }) => at >= from && at < until)
    .sort((a, b) => a.at - b.at);
}
