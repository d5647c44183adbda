import { hasCode, SnovioError } from '../../errors.ts';
import type { AnyMethod } from './method.ts';
import type { WorkItem } from './work-item.ts';

const TRIES = 3;
/** A refused token is renewed once. If the new token is refused too, the credentials are wrong. */
const TOKEN_TRIES = 2;

/** The states whose items a refusal ends, besides its own batch. Without credits the free reads may still answer. */
export const REFUSED_BY = {
  not_enough_credits: ['queued'],
  plan_forbidden: ['checking', 'queued'],
} as const;

/** Counts a failure. @returns whether it was the last that the item may have */
export function hasFailedTooOften(item: WorkItem, error: unknown): boolean {
  item.failures += 1;
  return item.failures >= (hasCode(error, 'unauthorized') ? TOKEN_TRIES : TRIES);
}

/** Whether a start that was refused for this may be sent again within the call. */
export function mayBeRepeated(error: SnovioError): boolean {
  return error.code === 'rate_limited' || error.code === 'unauthorized' || error.facts.neverSent === true;
}

/** The store could not record a payment, so nothing was sent. */
export function unrecorded(cause: unknown): SnovioError {
  if (cause instanceof SnovioError) return cause;
  const message =
    'The ledger could not be written (disk full or read-only?), so nothing was sent or spent. Tell the user to free it, then call again.';
  return new SnovioError('upstream_unavailable', { message, neverSent: true, cause });
}

/** A free read kept saying nothing, so what it asks about is not paid for. */
export function unclear(): SnovioError {
  const message =
    "Snov.io's free answer could not be understood, so nothing was paid for. Try again; if it stays, report it.";
  return new SnovioError('upstream_malformed', { message });
}

/**
 * A 404 on a start, as this item's failure. It is told as "not found" only where it means that, and where Snov.io has
 * given no answer before, which stays true.
 */
export function unknownTo(
  { unknownIs404 }: AnyMethod,
  { replaces }: WorkItem,
  error: SnovioError,
): SnovioError {
  return unknownIs404 && replaces === undefined ? error : new SnovioError('refused', error.facts);
}
