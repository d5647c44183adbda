import type { Reply } from '../data/types.ts';
import { dateText, parseDate } from '../dates.ts';
import type { Account } from '../state/account.ts';
import type { Campaign } from '../state/crm.ts';
import type { Recipient } from '../state/recipients.ts';
import type { State } from '../state/state.ts';
import type { WebhookEvent } from '../webhooks/events.ts';
import { notify } from '../webhooks/notify.ts';
import { activityRow } from './activity.ts';
import { finish } from './endings.ts';

/** The records of all-replies about somebody: one for each type, with the replies oldest first [C:ref]. */
export function replyRecords(campaign: Campaign, recipient: Recipient): object[] {
  const types = [...new Set(recipient.replies.map(({ type }) => type))];
  return types.map(type =>
    replyRecord(
      campaign,
      recipient,
      recipient.replies.filter(reply => reply.type === type),
    ),
  );
}

/** Somebody writes back now: the campaign ends for them. */
export function receive(
  state: State,
  account: Account,
  campaign: Campaign,
  recipient: Recipient,
  reply: Omit<Reply, 'receivedAt'>,
): void {
  const isMail = reply.type === 'email';
  const isFirst = recipient.replies.length === 0;
  const received = { ...reply, receivedAt: dateText(state.clock.now()) };
  recipient.replies.push(received);
  // GUESS: no sample exists; of mails it is the row of get-emails-replies, of LinkedIn, where there is none, that of all-replies.
  const body = isMail
    ? activityRow(campaign, recipient, parseDate(received.receivedAt), 'replies')
    : replyRecord(campaign, recipient, [received]);
  for (const event of isMail ? mailEvents(isFirst) : linkedInEvents(isFirst))
    notify(state, account, event, body);
  finish(state, account, campaign, recipient);
}

/** `received` is any reply, the first one too [A][C:ref]. */
function mailEvents(isFirst: boolean): WebhookEvent[] {
  return [
    ['campaign_reply', 'received'],
    ...(isFirst ? [['campaign_reply', 'first_received'] satisfies WebhookEvent] : []),
  ];
}

/** On LinkedIn it is a further one [C:ref]. */
function linkedInEvents(isFirst: boolean): WebhookEvent[] {
  return [['campaign_li_reply', isFirst ? 'first_received' : 'received']];
}

/** @param replies all of one type, at least one */
function replyRecord(campaign: Campaign, { prospect }: Recipient, replies: readonly Reply[]): object {
  return {
    campaignId: campaign.id,
    campaign: campaign.name,
    prospectId: prospect.hexId,
    prospectName: prospect.fullName,
    prospectEmail: prospect.email,
    linkedInProfile: prospect.social.find(({ type }) => type === 'linkedIn')?.link ?? null,
    replyType: replies[0]?.type,
    receivedAt: replies[0]?.receivedAt,
    replies: replies.map(({ subject, message, receivedAt }) => ({ subject, message, receivedAt })),
  };
}
