import type { Call } from '../http/context.ts';
import type { Account } from '../state/account.ts';
import type { State } from '../state/state.ts';

/** Takes credits for one item and logs it; whether the account has them is the caller's to check. */
export function charge(state: State, account: Account, call: Call, item: string, credits = 1): void {
  account.credits -= credits;
  const method = `${call.logged.method} ${call.logged.template}`;
  state.charges.push({ at: state.clock.now(), account: account.id, method, item, credits });
}

/** Charges one credit for each item, or none at all when the account can't pay for all of them. */
export function chargeAll(state: State, account: Account, call: Call, items: string[]): boolean {
  if (items.length > account.credits) return false;
  for (const item of items) charge(state, account, call, item);
  return true;
}
