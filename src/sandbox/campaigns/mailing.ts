import type { Account } from '../state/account.ts';
import type { Campaign, List } from '../state/crm.ts';
import type { Prospect } from '../state/prospect.ts';
import { newRecipient, type Recipient } from '../state/recipients.ts';
import type { State } from '../state/state.ts';
import { notify } from '../webhooks/notify.ts';
import { mailEvent } from './activity.ts';
import { finish } from './endings.ts';
import { react } from './reacting.ts';

const MINUTE = 60_000;

/** Campaigns that take no more recipients. */
const OVER = ['Completed', 'Archived'];

/** A new member of a list becomes a recipient of the campaigns that it feeds, and the running ones mail it [A][B]. */
export function enrol(state: State, account: Account, list: List, prospect: Prospect): void {
  for (const campaign of account.crm.campaigns) {
    if (campaign.listId !== list.id || OVER.includes(campaign.status)) continue;
    const recipient = enrolIn(campaign, account, prospect);
    if (recipient) activate(state, account, campaign, recipient);
  }
}

/** Makes somebody a recipient; undefined for who is one already, has no address, or is not to be mailed. */
export function enrolIn(campaign: Campaign, account: Account, prospect: Prospect): Recipient | undefined {
  const email = prospect.email.toLowerCase();
  if (!email || isBlacklisted(account, email) || campaign.recipients().has(email)) return undefined;
  const recipient = newRecipient(prospect, 'tocheck');
  campaign.recipients().set(email, recipient);
  return recipient;
}

/**
 * Mails the recipients who still wait, one a minute (GUESS), for as long as the campaign runs. Daily limits, the hours of a
 * schedule and follow-ups are not played.
 */
export function sendOn(state: State, account: Account, campaign: Campaign): void {
  const round = ++campaign.rounds;
  const next = () => {
    // Paused and resumed meanwhile, it is another round that sends.
    if (!isRunning(campaign) || campaign.rounds !== round) return;
    const recipients = [...campaign.recipients().values()];
    const waiting = recipients.find(
      ({ status, prospect }) => status === 'tocheck' && !isBlacklisted(account, prospect.email),
    );
    if (waiting) {
      activate(state, account, campaign, waiting);
      state.clock.after(MINUTE, next);
    } else if (campaign.plan.settings.complete_campaign_after_last_step) complete(state, account, campaign);
  };
  state.clock.after(MINUTE, next);
}

/** Ends a campaign for everybody who was still in it. */
export function complete(state: State, account: Account, campaign: Campaign): void {
  campaign.status = 'Completed';
  for (const recipient of campaign.recipients().values()) finish(state, account, campaign, recipient);
}

/** Sets a recipient to active and mails it, if the campaign is running. */
export function activate(state: State, account: Account, campaign: Campaign, recipient: Recipient): void {
  if (!isRunning(campaign)) return;
  const isFirst = recipient.sent.length === 0;
  const now = state.clock.now();
  recipient.status = 'active';
  recipient.sent.push(now);
  state.mailed.push({
    at: now,
    account: account.id,
    email: recipient.prospect.email,
    campaign: campaign.name,
  });
  const event = mailEvent(campaign, recipient, now);
  notify(state, account, ['campaign_email', 'sent'], event);
  if (isFirst) notify(state, account, ['campaign_email', 'first_sent'], event);
  react(state, account, campaign, recipient);
}

/** Whether mail goes out, now or when the sending window opens. */
function isRunning(campaign: Campaign): boolean {
  return campaign.status === 'Active' || campaign.status === 'Active (On hold)';
}

function isBlacklisted(account: Account, address: string): boolean {
  const email = address.toLowerCase();
  const domain = email.slice(email.lastIndexOf('@') + 1);
  return account.crm.blacklists.some(({ items }) => items.has(email) || items.has(domain));
}
