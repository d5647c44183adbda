import { type Verdict, verdictOf } from '../database/mailbox.ts';
import { hashOf } from '../random.ts';
import type { Account } from '../state/account.ts';
import type { State } from '../state/state.ts';

/** Seed A: ask again after 15 minutes to one hour. */
const HOLD_MS = 15 * 60_000;

/**
 * The verdict as of now: a greylisting server lets the check through once 15 minutes of life have passed since
 * it was first asked by this account.
 */
export function verdictNow(state: State, account: Account, email: string): Verdict {
  const verdict = verdictOf(email);
  if (verdict.kind !== 'greylist') return verdict;
  const key = email.toLowerCase();
  const now = state.clock.now();
  const since = account.greySince.get(key) ?? now;
  account.greySince.set(key, since);
  if (now - since < state.clock.real(HOLD_MS)) return verdict;
  return { ...verdict, kind: hashOf(key) % 4 === 0 ? 'not_valid' : 'valid' };
}
