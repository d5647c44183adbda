import { hasCode, type SnovioError } from '../../errors.ts';
import type { PendingItem } from './pending-item.ts';

const TRIES = 3;
/** A refused token is renewed once; then the credentials are to blame. */
const TOKEN_TRIES = 2;

/** Whom a refusal concerns besides its own batch: without credits the free reads may still answer. */
export const REFUSED_BY = {
  not_enough_credits: ['queued'],
  plan_forbidden: ['check', 'queued'],
} as const;

/** Counts a failure. @returns whether it was the last that the item may have */
export function isTired<I, A>(live: PendingItem<I, A>, error: unknown): boolean {
  live.failures += 1;
  return live.failures >= (hasCode(error, 'unauthorized') ? TOKEN_TRIES : TRIES);
}

/** Whether a start that was refused for this may be sent again within the call. */
export function mayBeRepeated(error: SnovioError): boolean {
  return error.code === 'rate_limited' || error.code === 'unauthorized' || error.facts.neverSent === true;
}
