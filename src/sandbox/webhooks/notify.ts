import type { Account } from '../state/account.ts';
import type { State } from '../state/state.ts';
import type { Webhook } from '../state/webhooks.ts';
import { attempt } from './delivery.ts';

const MINUTE = 60_000;

/**
 * Waits between the seven attempts, in milliseconds of life. Seed A's text says 8 and 24 minutes for the last
 * two, but its own totals (14 h, 38 h) prove hours.
 */
const WAITS = [20, 40, 60, 240, 480, 1440].map(minutes => minutes * MINUTE);

/** Tells the account's active webhooks for this pair of object and action. */
export function fire(state: State, account: Account, [object, action]: [string, string], body: object): void {
  for (const hook of account.webhooks) {
    if (hook.event_object === object && hook.event_action === action)
      void tell(state, account, hook, body, 1);
  }
}

async function tell(
  state: State,
  account: Account,
  hook: Webhook,
  body: object,
  count: number,
): Promise<void> {
  if (hook.status !== 'active' || !account.webhooks.includes(hook)) return;
  const event = `${hook.event_object}.${hook.event_action}`;
  const outcome = await attempt(
    state,
    { webhook: hook.id, url: hook.end_point, event, attempt: count },
    body,
  );
  if (outcome !== 'failed') return;
  const wait = WAITS[count - 1];
  if (wait === undefined) hook.status = 'deactivated';
  else state.clock.after(wait, () => void tell(state, account, hook, body, count + 1));
}
