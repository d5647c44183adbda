import type { Account } from '../state/account.ts';
import type { State } from '../state/state.ts';
import type { Webhook } from '../state/webhooks.ts';
import { deliver } from './delivery.ts';
import type { WebhookEvent } from './events.ts';

const MINUTE = 60_000;

/**
 * Waits between the seven attempts, in simulated milliseconds. The text of [A] says 8 and 24 minutes for the last
 * two, but its own totals (14 h, 38 h) prove hours.
 */
const RETRY_WAITS = [20, 40, 60, 240, 480, 1440].map(minutes => minutes * MINUTE);

/** Sends an event to the account's active webhooks for it, with retries. */
export function notify(state: State, account: Account, [object, action]: WebhookEvent, body: object): void {
  for (const webhook of account.webhooks) {
    if (webhook.event_object === object && webhook.event_action === action)
      void attempt(state, account, webhook, body, 1);
  }
}

async function attempt(
  state: State,
  account: Account,
  webhook: Webhook,
  body: object,
  count: number,
): Promise<void> {
  if (webhook.status !== 'active' || !account.webhooks.includes(webhook)) return;
  const event = `${webhook.event_object}.${webhook.event_action}`;
  const delivery = { webhook: webhook.id, url: webhook.end_point, event, attempt: count };
  if ((await deliver(state, delivery, body)) !== 'failed') return;
  const wait = RETRY_WAITS[count - 1];
  if (wait === undefined) webhook.status = 'deactivated';
  else state.clock.after(wait, () => void attempt(state, account, webhook, body, count + 1));
}
