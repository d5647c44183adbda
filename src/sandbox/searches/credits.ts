import type { RequestContext } from '../http/context.ts';

/** Takes credits for one item and logs it; whether the account has them is the caller's to check. */
export function charge({ state, account, logged }: RequestContext, item: string, credits = 1): void {
  account.credits -= credits;
  const method = `${logged.method} ${logged.template}`;
  state.charges.push({ at: state.clock.now(), account: account.id, method, item, credits });
}

/** Charges one credit for each item; or none at all, and returns false, when the account can't pay for all. */
export function chargeAll(context: RequestContext, items: string[]): boolean {
  if (items.length > context.account.credits) return false;
  for (const item of items) charge(context, item);
  return true;
}
