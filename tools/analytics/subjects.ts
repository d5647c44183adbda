import { z } from 'zod';
import { SnovioError } from '../../src/errors.ts';
import type { Context } from '../../src/tool.ts';
import { type ActivityPeriod, LARGEST_PAGE, readActivity } from './activity.ts';

const MOST_PAGES = 20;
/** Subjects with names of recipients in them are as many as those. */
const MOST_SUBJECTS = 10;

/** The words of the report [C:ref], and how the counts are called. An unknown word would make the counts wrong. */
const Events = z.enum(['sent', 'open', 'click', 'reply', 'bounce', 'unsubscribe']);
const NAMES = {
  sent: 'sent',
  open: 'opened',
  click: 'clicked',
  reply: 'replied',
  bounce: 'bounced',
  unsubscribe: 'unsubscribed',
} as const;

const NONE = { sent: 0, opened: 0, clicked: 0, replied: 0, bounced: 0, unsubscribed: 0 };

/** What happened to the mails of a subject, by events. */
export type SubjectCounts = typeof NONE & { subject: string };

/** The events of a campaign by the subject of the mail, the most sent first. */
export async function countBySubject(
  campaignId: string,
  period: ActivityPeriod,
  context: Context,
): Promise<{ subjects: SubjectCounts[]; others: number }> {
  const counts = new Map<string, SubjectCounts>();
  let offset = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { rows, last } = await readActivity(campaignId, period, { offset, limit: LARGEST_PAGE }, context);
    for (const { email_subject: subject = '', event_type } of rows) {
      const event = Events.safeParse(event_type.toLowerCase());
      if (!event.success)
        throw new SnovioError('upstream_malformed', {
          message: "Snov.io's report holds an unknown event. Try again; if it stays, report it.",
        });
      const count = counts.get(subject) ?? { subject, ...NONE };
      counts.set(subject, count);
      count[NAMES[event.data]] += 1;
    }
    offset += rows.length;
    if (!last) continue;
    const subjects = [...counts.values()].sort((one, other) => other.sent - one.sent);
    return {
      subjects: subjects.slice(0, MOST_SUBJECTS),
      others: Math.max(0, subjects.length - MOST_SUBJECTS),
    };
  }
  throw new SnovioError('upstream_malformed', {
    message: "Snov.io's report has no end. Give a later dateFrom; if it stays, report it.",
  });
}
