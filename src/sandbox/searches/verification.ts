import { type Verdict, verdictOf } from '../database/mailbox.ts';
import type { RequestContext } from '../http/context.ts';
import { hashOf } from '../random.ts';

/** To be asked again after 15 minutes to one hour [A][B]; here after the least. */
const GREYLIST_MS = 15 * 60_000;

/**
 * The verdict as of now: a greylisting server accepts the check once 15 simulated minutes have passed since this
 * account first checked the address.
 */
export function verify({ state, account }: RequestContext, email: string): Verdict {
  const verdict = verdictOf(email);
  if (verdict.kind !== 'greylist') return verdict;
  const key = email.toLowerCase();
  const now = state.clock.now();
  const since = account.greylistedSince.get(key) ?? now;
  account.greylistedSince.set(key, since);
  if (now - since < state.clock.real(GREYLIST_MS)) return verdict;
  return { ...verdict, kind: hashOf(key) % 4 === 0 ? 'not_valid' : 'valid' };
}

/** A verdict as v2 shows it; the reason is there only with `unknown` [C:ref]. */
export function smtpResult(verdict: Verdict): object {
  const definite = verdict.kind === 'valid' || verdict.kind === 'not_valid';
  return {
    is_webmail: verdict.webmail,
    smtp_status: definite ? verdict.kind : 'unknown',
    is_gibberish: verdict.gibberish,
    is_disposable: verdict.disposable,
    is_valid_format: verdict.validFormat,
    ...(definite ? {} : { unknown_status_reason: verdict.kind }),
  };
}
