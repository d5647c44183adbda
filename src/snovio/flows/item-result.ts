import { hasCode, SnovioError } from '../../errors.ts';
import { isoSeconds } from '../shapes/fields.ts';
import type { ItemStatus } from '../shapes/statuses.ts';
import type { Outcome } from '../tasks/item.ts';

export interface ItemResult {
  status: ItemStatus;
  reason?: string | undefined;
  source?: 'ledger' | 'v1' | 'v2' | undefined;
  /** ISO 8601. */
  checkedAt?: string | undefined;
}

/** An outcome as an item of a flow's answer. @param answered makes the item from Snov.io's answer */
export function itemResult<A, R extends ItemResult>(
  outcome: Outcome<A> | undefined,
  answered: (answer: A) => Omit<R, 'source' | 'checkedAt'>,
): R | ItemResult {
  if (outcome === undefined || outcome.status === 'pending')
    return { status: 'pending', ...(outcome?.reason && { reason: outcome.reason }) };
  if (outcome.status === 'not_run') return { status: 'not_run', reason: outcome.reason };
  if (outcome.status === 'failed') {
    return outcome.reason === 'not_found'
      ? { status: 'not_found' }
      : { status: 'error', reason: outcome.reason };
  }
  const checkedAt = isoSeconds(outcome.checkedAt);
  return { ...answered(outcome.answer), source: outcome.source, checkedAt } as unknown as R;
}

/** A failure as the reason of an item. */
export function reasonOf(error: unknown): string {
  if (hasCode(error, 'rate_limited')) return 'rate_limit';
  return error instanceof SnovioError ? error.code : 'internal';
}

function creditsInWords(credits: number): string {
  return `${credits} credit${credits === 1 ? '' : 's'}`;
}

/** An item that is no name, domain or link: free, never sent. */
export const BAD_FORMAT = { status: 'error', reason: 'format' } as const;

/**
 * What is left to do, in words: how many items of each kind, and the most that the rest can cost.
 * @param price the most that an item can cost
 * @param walls what the user's limits leave, in words
 */
export function remainder(results: readonly ItemResult[], price: number, walls = ''): string | undefined {
  const pending = results.filter(({ status }) => status === 'pending');
  const idle = results.filter(({ status }) => status === 'not_run');
  const parts: string[] = [];
  const doubtful = pending.filter(({ reason }) => reason === 'in_doubt').length;
  const begun = pending.length - doubtful;
  if (begun > 0)
    parts.push(`${begun} pending (already queued or paid): repeat the same call, it continues free.`);
  if (doubtful > 0)
    parts.push(
      `${doubtful} pending (in doubt): repeat the same call, it reads first and pays only for what was never queued.`,
    );
  if (pending.some(({ reason }) => reason === 'hourly_quota'))
    parts.push("The plan's hourly quota is used up: what is pending can be read when the hour is over.");
  for (const [reason, group] of Map.groupBy(idle, result => result.reason ?? 'deadline')) {
    parts.push(`${group.length} not_run (${reason}).`);
  }
  if (idle.length > 0) parts.push(`The rest can cost at most ${creditsInWords(idle.length * price)}.`);
  if (walls && idle.some(({ reason }) => reason === 'credit_ceiling')) parts.push(walls);
  if (results.some(({ status }) => status === 'greylisted'))
    parts.push(
      'Greylisted: ask again in 15 to 60 minutes; where the answer stays, fresh: true pays for a new one.',
    );
  if (
    results.some(
      ({ status, reason }) => status === 'error' && (reason === 'in_doubt' || reason === 'task_lost'),
    )
  ) {
    parts.push(
      'in_doubt or task_lost: perhaps charged, never repeated by itself; with fresh: true it may be paid once more.',
    );
  }
  return parts.length > 0 ? parts.join(' ') : undefined;
}
