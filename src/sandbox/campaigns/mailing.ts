import type { Account } from '../state/account.ts';
import type { Campaign, List } from '../state/crm.ts';
import type { Prospect } from '../state/prospect.ts';
import { newRecipient, type Recipient } from '../state/recipients.ts';
import type { State } from '../state/state.ts';
import { fire } from '../webhooks/notify.ts';
import { sentRow } from './activity.ts';

/** Whether mail goes out, now or when the sending window opens. */
export function isRunning(campaign: Campaign): boolean {
  return campaign.status === 'Active' || campaign.status === 'Active (On hold)';
}

/** A new member of a list becomes a recipient of the campaigns that it feeds, and the running ones mail it. */
export function enrol(state: State, account: Account, list: List, prospect: Prospect): void {
  if (!prospect.email || isBlocked(account, prospect.email)) return;
  const fed = account.crm.campaigns.filter(each => each.listId === list.id && each.status !== 'Completed');
  for (const campaign of fed) {
    const key = prospect.email.toLowerCase();
    if (campaign.audience().has(key)) continue;
    const recipient = newRecipient(prospect, 'tocheck');
    campaign.audience().set(key, recipient);
    activate(state, account, campaign, recipient);
  }
}

/** Sets a recipient to active and mails it, if the campaign runs. */
export function activate(state: State, account: Account, campaign: Campaign, recipient: Recipient): void {
  if (!isRunning(campaign)) return;
  const before = recipient.sent.length;
  recipient.status = 'active';
  const now = state.clock.now();
  recipient.sent.push(now);
  const { email } = recipient.prospect;
  state.mailed.push({ at: now, account: account.id, email, campaign: campaign.name });
  const body = sentRow(campaign, recipient, now);
  fire(state, account, ['campaign_email', 'sent'], body);
  if (before === 0) fire(state, account, ['campaign_email', 'first_sent'], body);
}

function isBlocked(account: Account, email: string): boolean {
  const key = email.toLowerCase();
  const domain = key.slice(key.lastIndexOf('@') + 1);
  return account.crm.blacklists.some(each => each.items.has(key) || each.items.has(domain));
}
