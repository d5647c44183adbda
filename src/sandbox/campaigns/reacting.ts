import type { Account } from '../state/account.ts';
import type { Campaign } from '../state/crm.ts';
import { reactionTo } from '../state/reaction.ts';
import { bouncesOf, type Recipient } from '../state/recipients.ts';
import type { State } from '../state/state.ts';
import { notify } from '../webhooks/notify.ts';
import { activityRow, mailEvent, subjectAt } from './activity.ts';
import { unsubscribe } from './endings.ts';
import { receive } from './replies.ts';

/**
 * Lets somebody do with the mail that they have just got what they do with it, each in its time, also when the campaign was
 * paused meanwhile. GUESS: nothing more is known of a campaign that was deleted.
 */
export function react(state: State, account: Account, campaign: Campaign, recipient: Recipient): void {
  const sent = recipient.sent.at(-1) ?? 0;
  if (bouncesOf(recipient).includes(sent))
    notify(state, account, ['campaign_email', 'bounced'], mailEvent(campaign, recipient, sent));
  const subject = subjectAt(campaign, recipient, sent);
  const { opened, clicked, unsubscribed, replies } = reactionTo(
    recipient.prospect,
    recipient.sent.length - 1,
    subject,
  );
  const later = (after: number | undefined, act: () => void) => {
    if (after === undefined) return;
    state.clock.after(after, () => {
      if (account.crm.campaigns.includes(campaign)) act();
    });
  };
  const visit = (activity: 'opened' | 'clicked') => {
    const now = state.clock.now();
    recipient[activity].push(now);
    const row = activityRow(campaign, recipient, now, activity);
    notify(state, account, ['campaign_email', activity], row);
  };
  later(opened, () => visit('opened'));
  later(clicked, () => visit('clicked'));
  later(unsubscribed, () => {
    if (recipient.status === 'active') unsubscribe(state, account, campaign, recipient);
  });
  for (const { after, reply } of replies)
    later(after, () => receive(state, account, campaign, recipient, reply));
}
