import { phpDate } from '../dates.ts';
import { hexOf } from '../random.ts';
import type { Campaign } from '../state/crm.ts';
import { flattened } from '../state/prospect.ts';
import { firstReplyAt, type Recipient } from '../state/recipients.ts';

/** What a recipient can do with a mail. */
export type Activity = 'replies' | 'opened' | 'clicked';

/** The rows of get-emails-replies, -opened and -clicked, newest first. */
export function activityRows(campaign: Campaign, activity: Activity): object[] {
  return newestFirst(campaign, recipient => timesOf(recipient, activity)).map(({ recipient, at }) =>
    activityRow(campaign, recipient, at, activity),
  );
}

/** When a recipient did so, in milliseconds of the epoch; only the first reply by e-mail counts. */
export function timesOf(recipient: Recipient, activity: Activity): number[] {
  if (activity !== 'replies') return recipient[activity];
  const at = firstReplyAt(recipient);
  return at === undefined ? [] : [at];
}

/** The rows of emails-sent, newest first; `userName` and `userEmail` are the recipient's. */
export function sentRows(campaign: Campaign): object[] {
  return newestFirst(campaign, recipient => recipient.sent).map(({ recipient: { prospect }, at }) => ({
    sentDate: phpDate(at),
    userName: prospect.fullName,
    userEmail: prospect.email,
    campaign: campaign.name,
    hash: mailHash(campaign, prospect.id),
    id: hexOf(`sent ${campaign.id} ${prospect.id} ${at}`, 32),
  }));
}

/** The payload of a mail event. GUESS: no sample exists; the keys are those of the analytics rows. */
export function mailEvent(campaign: Campaign, recipient: Recipient, at: number): object {
  const { visitedAt, ...rest } = activityRow(campaign, recipient, at, 'sent');
  return { sentDate: visitedAt, ...rest };
}

/** The hash of a campaign's mail to a prospect, the same in all rows about it. */
export function mailHash(campaign: Campaign, prospectId: string): string {
  return hexOf(`hash ${campaign.id} ${prospectId}`, 32);
}

/** The subject of the mail that somebody did something with, or got, at this time: the last one before it. */
export function subjectAt({ subject, followUps = [] }: Campaign, { sent }: Recipient, at: number): string {
  const earlier = sent.filter(moment => moment <= at).length;
  return [subject, ...followUps][earlier - 1] ?? subject;
}

function newestFirst(campaign: Campaign, times: (recipient: Recipient) => number[]) {
  const recipients = [...campaign.recipients().values()];
  const rows = recipients.flatMap(recipient => times(recipient).map(at => ({ recipient, at })));
  return rows.sort((a, b) => b.at - a.at);
}

/**
 * What somebody did with a mail: a row of the analytics, and, by a GUESS, the payload of the event.
 * `emailSubject` and `emailBody`, those of the campaign's own mail, are JSON inside a string; custom fields are
 * flattened while `customFields` is null [A].
 */
export function activityRow(
  campaign: Campaign,
  recipient: Recipient,
  at: number,
  activity: Activity | 'sent',
) {
  const { prospect } = recipient;
  const subject = subjectAt(campaign, recipient, at);
  const body = `<p>Hello ${prospect.firstName}, a word about &quot;${subject}&quot;.</p>`;
  return {
    visitedAt: phpDate(at),
    campaignId: campaign.id,
    campaign: campaign.name,
    prospectId: prospect.hexId,
    prospectFirstName: prospect.firstName,
    prospectLastName: prospect.lastName,
    prospectName: prospect.fullName,
    sourcePage: null,
    source: 'copy',
    locality: prospect.locality || null,
    industry: prospect.industry || null,
    country: prospect.country || null,
    prospectEmail: prospect.email,
    hash: mailHash(campaign, prospect.id),
    emailSubject: JSON.stringify(subject),
    emailBody: JSON.stringify(body),
    skills: '',
    links: null,
    customFields: null,
    id: hexOf(`${activity} ${campaign.id} ${prospect.id} ${at}`, 32),
    ...flattened(prospect.customFields),
  };
}
