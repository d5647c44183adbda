import type { Account } from '../state/account.ts';
import type { Campaign, List } from '../state/crm.ts';
import type { Prospect } from '../state/prospect.ts';
import { newRecipient, type Recipient } from '../state/recipients.ts';
import type { State } from '../state/state.ts';
import { notify } from '../webhooks/notify.ts';
import { mailEvent } from './activity.ts';

/** A new member of a list becomes a recipient of the campaigns that it feeds, and the running ones mail it [A][B]. */
export function enrol(state: State, account: Account, list: List, prospect: Prospect): void {
  if (!prospect.email || isBlacklisted(account, prospect.email)) return;
  const email = prospect.email.toLowerCase();
  for (const campaign of account.crm.campaigns) {
    if (campaign.listId !== list.id || campaign.status === 'Completed') continue;
    if (campaign.recipients().has(email)) continue;
    const recipient = newRecipient(prospect, 'tocheck');
    campaign.recipients().set(email, recipient);
    activate(state, account, campaign, recipient);
  }
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
