import type { Recipient } from '../state/recipients.ts';
import type { CampaignEvent, EventType } from './events.ts';

/**
 * The numbers of campaign-analytics, as the reference defines them [C:ref]: mails by number, all else by people. Rates of
 * mails are over mails sent; those of people over the people who were reached by e-mail, or by LinkedIn. GUESS: the
 * campaigns mail only, so who wrote on LinkedIn had got one message there, and nobody's replies are judged.
 */
export function statisticsOf(events: readonly CampaignEvent[]): object {
  const mails = mailsIn(events);
  const reached = new Set(mails.delivered.map(({ recipient }) => recipient)).size;
  const onLinkedIn = peopleOnLinkedIn(events);
  const first = mails.sent.filter(({ at, recipient }) => at === recipient.sent[0]).length;
  return {
    total_contacted: reached,
    emails_sent: mails.sent.length,
    ...withRate('first_emails', first, mails.sent.length),
    ...withRate('follow_ups', mails.sent.length - first, mails.sent.length),
    ...withRate('delivered', mails.delivered.length, mails.sent.length),
    ...withRate('bounced', mails.sent.length - mails.delivered.length, mails.sent.length),
    contacted_by_email: reached,
    ...withRate('email_opens', peopleWith(events, 'open'), reached),
    ...withRate('link_clicks', peopleWith(events, 'click'), reached),
    ...withRate('email_replies', peopleWith(events, 'reply'), reached),
    ...withRate('unsubscribed', peopleWith(events, 'unsubscribe'), reached),
    ...withRate('auto_replied', 0, reached),
    contacted_by_linkedin: onLinkedIn,
    ...withRate('linkedin_total_replies', onLinkedIn, onLinkedIn),
    ...withRate('connection_request_replies', 0, onLinkedIn),
    ...withRate('message_replies', onLinkedIn, onLinkedIn),
    ...withRate('in_mail_replies', 0, onLinkedIn),
    connection_requests: 0,
    ...withRate('accepted_requests', 0, 0),
    failed_connection_requests: 0,
    messages_sent: onLinkedIn,
    linkedin_views: 0,
    linkedin_likes: 0,
    linkedin_follows: 0,
    in_mail_sent: 0,
    ...withRate('interested', 0, 0),
    ...withRate('maybe', 0, 0),
    ...withRate('not_interested', 0, 0),
  };
}

function mailsIn(events: readonly CampaignEvent[]) {
  const sent = events.filter(({ type }) => type === 'sent');
  const bounced = new Set(
    events.flatMap(({ type, recipient, at }) =>
      type === 'bounce' ? [`${recipient.prospect.id} ${at}`] : [],
    ),
  );
  return {
    sent,
    delivered: sent.filter(({ recipient, at }) => !bounced.has(`${recipient.prospect.id} ${at}`)),
  };
}

function peopleWith(events: readonly CampaignEvent[], type: EventType): number {
  return new Set(events.flatMap(event => (event.type === type ? [event.recipient] : []))).size;
}

function peopleOnLinkedIn(events: readonly CampaignEvent[]): number {
  const wroteThere = ({ replies }: Recipient) => replies.some(({ type }) => type !== 'email');
  return new Set(events.flatMap(({ recipient }) => (wroteThere(recipient) ? [recipient] : []))).size;
}

/** A number and its share, which is a text with a percent sign. */
function withRate(name: string, count: number, of: number): Record<string, number | string> {
  return { [name]: count, [`${name}_rate`]: `${of === 0 ? 0 : Math.round((100 * count) / of)}%` };
}
