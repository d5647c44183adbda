import { hexOf } from '../random.ts';
import type { Account } from '../state/account.ts';
import type { Campaign } from '../state/crm.ts';
import type { Recipient } from '../state/recipients.ts';
import type { State } from '../state/state.ts';
import { notify } from '../webhooks/notify.ts';
import { mailEvent, mailHash } from './activity.ts';

/** Ends a campaign for somebody who is still in it. */
export function finish(state: State, account: Account, campaign: Campaign, recipient: Recipient): void {
  if (!['tocheck', 'active', 'paused'].includes(recipient.status)) return;
  recipient.status = 'finished';
  notify(state, account, ['prospect', 'campaign_finished'], finishedRow(campaign, recipient));
}

/** Takes somebody who does not want any more mail out of a campaign. */
export function unsubscribe(state: State, account: Account, campaign: Campaign, recipient: Recipient): void {
  const now = state.clock.now();
  recipient.status = 'unsubscribe';
  recipient.unsubscribed.push(now);
  notify(state, account, ['prospect', 'unsubscribed'], mailEvent(campaign, recipient, now));
}

/** A row of prospect-finished; `userName` and `userEmail` are the prospect's, not the account user's. */
export function finishedRow(campaign: Campaign, { prospect }: Recipient): object {
  return {
    id: hexOf(`finished ${campaign.id} ${prospect.id}`, 32),
    prospectId: prospect.hexId,
    userName: prospect.fullName,
    userEmail: prospect.email,
    campaign: campaign.name,
    hash: mailHash(campaign, prospect.id),
  };
}
