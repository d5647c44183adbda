import { phpDate } from '../dates.ts';
import { hexOf } from '../random.ts';
import type { Campaign } from '../state/crm.ts';
import { firstReply, type Recipient } from '../state/recipients.ts';

/** What the recipients of a campaign did, by the name of the method that lists it. */
export type Happening = 'replies' | 'opened' | 'clicked';

/** Rows of the analytics: bare arrays, newest first. */
export function happenings(campaign: Campaign, what: Happening): object[] {
  const rows = [...campaign.audience().values()].flatMap(each =>
    timesOf(each, what).map(at => ({ each, at })),
  );
  rows.sort((one, other) => other.at - one.at);
  return rows.map(({ each, at }) => visitRow(campaign, each, at, what));
}

function timesOf(recipient: Recipient, what: Happening): number[] {
  if (what !== 'replies') return recipient[what];
  const at = firstReply(recipient);
  return at === undefined ? [] : [at];
}

/** Sent mails, newest first; userName and userEmail are the recipient's. */
export function sentRows(campaign: Campaign): object[] {
  const rows = [...campaign.audience().values()].flatMap(each => each.sent.map(at => ({ each, at })));
  rows.sort((one, other) => other.at - one.at);
  return rows.map(({ each, at }) => ({
    sentDate: phpDate(at),
    userName: each.prospect.fullName,
    userEmail: each.prospect.email,
    campaign: campaign.name,
    hash: hexOf(`hash ${campaign.id} ${each.prospect.id}`, 32),
    id: hexOf(`sent ${campaign.id} ${each.prospect.id} ${at}`, 32),
  }));
}

/** The payload of a mail event. GUESS: no sample exists; the keys are those of the analytics rows. */
export function sentRow(campaign: Campaign, recipient: Recipient, at: number): object {
  const { visitedAt, ...rest } = visitRow(campaign, recipient, at, 'sent');
  return { sentDate: visitedAt, ...rest };
}

/**
 * Subject and body, those of the campaign's own mail, are JSON inside a string; custom fields are flattened
 * while `customFields` is null.
 */
function visitRow(campaign: Campaign, { prospect }: Recipient, at: number, what: string) {
  const body = `<p>Hello ${prospect.firstName}, a word about &quot;${campaign.subject}&quot;.</p>`;
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
    hash: hexOf(`hash ${campaign.id} ${prospect.id}`, 32),
    emailSubject: JSON.stringify(campaign.subject),
    emailBody: JSON.stringify(body),
    skills: '',
    links: null,
    customFields: null,
    id: hexOf(`${what} ${campaign.id} ${prospect.id} ${at}`, 32),
    ...Object.fromEntries(
      Object.entries(prospect.customFields).map(([label, value]) => [`customField_${label}`, value]),
    ),
  };
}
