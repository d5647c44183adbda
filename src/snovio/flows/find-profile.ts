import { SnovioError } from '../../errors.ts';
import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import { type OwnerProfile, profileV1 } from '../methods/profile.ts';
import { isoSeconds } from '../shapes/dates.ts';
import type { Snovio } from '../snovio.ts';
import type { Outcome } from '../tasks/item.ts';
import { defineFlow, type Spending } from './flow.ts';
import { creditsNote } from './item-result.ts';

export interface ProfileAnswer {
  answer: OwnerProfile;
  source: 'ledger' | 'v1' | 'v2';
  /** ISO 8601. */
  checkedAt: string;
  note?: string | undefined;
  credits: Credits;
}

/** Who owns an address. Inputs are normalised addresses. */
export const ownerSearch = defineFlow<string, OwnerProfile>({
  question: 'profile',
  methods: [profileV1],
  key: email => email,
});

/**
 * Looks up who owns an address.
 * @param email normalised
 * @throws SnovioError the reason why there is no answer
 */
export async function findProfile(
  snovio: Snovio,
  email: string,
  call: CallContext,
  spending: Spending,
): Promise<ProfileAnswer> {
  const run = await snovio.run(ownerSearch, [email], { ...spending, call, what: 'one profile' });
  const outcome = run.outcomes.get(email);
  if (outcome?.status !== 'done') throw failureOf(outcome);
  const { answer, source, checkedAt } = outcome;
  const credits = await snovio.credits([{ run, estimated: false }], spending.maxCredits);
  return { answer, source, checkedAt: isoSeconds(checkedAt), note: creditsNote(credits), credits };
}

/** Why an item that is all that a call asks about has no answer. */
export function failureOf(outcome: Outcome<unknown> | undefined): SnovioError {
  if (outcome?.status === 'failed') return outcome.error ?? new SnovioError('in_doubt');
  if (outcome?.status !== 'not_run') {
    const message =
      'Snov.io has not answered yet. Repeat the same call: it continues, and is not paid twice.';
    return new SnovioError('upstream_unavailable', { message });
  }
  if (outcome.reason === 'credit_ceiling') return new SnovioError('credit_ceiling');
  if (outcome.reason === 'hourly_quota') return new SnovioError('hourly_quota');
  const message = 'There was no time left to ask Snov.io; nothing was sent or spent. Call again.';
  return outcome.reason === 'rate_limit'
    ? new SnovioError('rate_limited')
    : new SnovioError('upstream_unavailable', { message, neverSent: true });
}
