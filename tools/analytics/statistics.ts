import { z } from 'zod';
import { dropEmpty, maybeNumber } from '../../src/snovio/shapes/fields.ts';
import type { Context } from '../../src/tool.ts';
import { type Period, tomorrow } from './period.ts';
import { readAccepted } from './read.ts';

/**
 * The reference wants both dates [C:ref], Snov.io's own node leaves them empty for all time [C:n8n]: a day before any
 * campaign is right for both.
 */
const FIRST_DAY = '2015-01-01';

/** Without these an answer says nothing; the others may be missing. */
const count = maybeNumber.pipe(z.number());

const UpstreamStatistics = z
  .object({
    total_contacted: count,
    emails_sent: count,
    first_emails: maybeNumber,
    follow_ups: maybeNumber,
    delivered: count,
    bounced: count,
    contacted_by_email: count,
    email_opens: count,
    link_clicks: count,
    email_replies: count,
    unsubscribed: count,
    auto_replied: maybeNumber,
    contacted_by_linkedin: maybeNumber,
    linkedin_total_replies: maybeNumber,
    connection_request_replies: maybeNumber,
    message_replies: maybeNumber,
    in_mail_replies: maybeNumber,
    connection_requests: maybeNumber,
    accepted_requests: maybeNumber,
    failed_connection_requests: maybeNumber,
    messages_sent: maybeNumber,
    linkedin_views: maybeNumber,
    linkedin_likes: maybeNumber,
    linkedin_follows: maybeNumber,
    in_mail_sent: maybeNumber,
    interested: maybeNumber,
    maybe: maybeNumber,
    not_interested: maybeNumber,
  })
  // By the reference's definitions [C:ref]: mails are counted as such, what people did by people.
  .transform(raw => ({
    mails: {
      sent: raw.emails_sent,
      delivered: raw.delivered,
      bounced: raw.bounced,
      ...dropEmpty({ first: raw.first_emails, followUps: raw.follow_ups }),
    },
    people: {
      contacted: raw.total_contacted,
      contactedByEmail: raw.contacted_by_email,
      opened: raw.email_opens,
      clicked: raw.link_clicks,
      replied: raw.email_replies,
      unsubscribed: raw.unsubscribed,
      ...dropEmpty({
        autoReplied: raw.auto_replied,
        interested: raw.interested,
        maybe: raw.maybe,
        notInterested: raw.not_interested,
      }),
    },
    linkedIn: dropEmpty({
      contacted: raw.contacted_by_linkedin,
      replied: raw.linkedin_total_replies,
      repliedToRequest: raw.connection_request_replies,
      repliedToMessage: raw.message_replies,
      repliedToInMail: raw.in_mail_replies,
      requestsSent: raw.connection_requests,
      requestsAccepted: raw.accepted_requests,
      requestsFailed: raw.failed_connection_requests,
      messagesSent: raw.messages_sent,
      inMailsSent: raw.in_mail_sent,
      profilesViewed: raw.linkedin_views,
      postsLiked: raw.linkedin_likes,
      profilesFollowed: raw.linkedin_follows,
    }),
  }));

export type Statistics = z.output<typeof UpstreamStatistics>;

/** What may narrow the numbers; ids and addresses are checked already. */
export interface StatisticsFilter extends Period {
  readonly campaignIds?: readonly string[];
  readonly senderEmailIds?: readonly string[];
  readonly senderLinkedInIds?: readonly string[];
  readonly ownerEmails?: readonly string[];
}

/** The numbers of the chosen campaigns, of all active ones where none is chosen. */
export function readStatistics(filter: StatisticsFilter, context: Context): Promise<Statistics> {
  const query = {
    campaign_id: listed(filter.campaignIds),
    sender_email: listed(filter.senderEmailIds),
    sender_linkedin: listed(filter.senderLinkedInIds),
    campaign_owner: listed(filter.ownerEmails),
    date_from: filter.dateFrom ?? FIRST_DAY,
    date_to: filter.dateTo ?? tomorrow(),
  };
  const path = '/v2/statistics/campaign-analytics';
  return readAccepted({ method: 'GET', path, query }, UpstreamStatistics, context);
}

function listed(values: readonly string[] | undefined): string | undefined {
  return values?.length ? values.join(',') : undefined;
}

/**
 * A share in percent with one decimal; undefined where there is nothing to share, and where the numbers cannot both be
 * right: within some days more people can open mails than were mailed in them.
 */
export function percent(part: number | undefined, of: number | undefined): number | undefined {
  if (part === undefined || !of || part < 0 || part > of) return undefined;
  return Math.round((1000 * part) / of) / 10;
}

const number = z.number().optional();

/** What is told of mails. */
export const Mails = z.object({
  sent: z.number(),
  first: number,
  followUps: number,
  delivered: z.number(),
  bounced: z.number(),
});

/** What is told of people. */
export const People = z.object({
  contacted: z.number(),
  contactedByEmail: z.number(),
  opened: z.number(),
  clicked: z.number(),
  replied: z.number(),
  unsubscribed: z.number(),
  autoReplied: number,
  interested: number,
  maybe: number,
  notInterested: number,
});

/** Rates in percent; see {@link RATES_NOTE}. */
export const Rates = z.object({
  delivered: number,
  bounced: number,
  opened: number,
  clicked: number,
  replied: number,
  unsubscribed: number,
});

/** What the rates are shares of, for the note of an answer. */
export const RATES_NOTE =
  'ratesPercent: delivered and bounced of the mails sent, the others of contactedByEmail, the people whom mail reached; one that cannot be told is left out.';

/** Over what the reference puts them [C:ref]; the upstream texts are rounded to whole percents. */
export function ratesOf({ mails, people }: Pick<Statistics, 'mails' | 'people'>): z.output<typeof Rates> {
  const ofPeople = (count: number) => percent(count, people.contactedByEmail);
  return dropEmpty({
    delivered: percent(mails.delivered, mails.sent),
    bounced: percent(mails.bounced, mails.sent),
    opened: ofPeople(people.opened),
    clicked: ofPeople(people.clicked),
    replied: ofPeople(people.replied),
    unsubscribed: ofPeople(people.unsubscribed),
  });
}
