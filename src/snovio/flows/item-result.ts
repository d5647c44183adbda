import type { Outcome } from '../tasks/pending-item.ts';

/** An item's status in a flow's answer, besides what its answer itself says. */
export type ItemStatus =
  | 'found'
  | 'not_found'
  | 'valid'
  | 'not_valid'
  | 'unknown'
  | 'greylisted'
  | 'pending'
  | 'not_run'
  | 'error';

export interface ItemResult {
  status: ItemStatus;
  reason?: string | undefined;
  source?: 'ledger' | 'v1' | 'v2' | undefined;
  /** ISO 8601. */
  checkedAt?: string | undefined;
}

/** Words an outcome as an item of a flow's answer. */
export function itemResult<A, R extends ItemResult>(
  outcome: Outcome<A> | undefined,
  answered: (answer: A) => Omit<R, 'source' | 'checkedAt'>,
): R | ItemResult {
  if (outcome === undefined || outcome.status === 'pending') return { status: 'pending' };
  if (outcome.status === 'not_run') return { status: 'not_run', reason: outcome.reason };
  if (outcome.status === 'failed') {
    return outcome.reason === 'not_found'
      ? { status: 'not_found' }
      : { status: 'error', reason: outcome.reason };
  }
  const checkedAt = new Date(outcome.checkedAt).toISOString().replace(/\.\d+Z$/, 'Z');
  return { ...answered(outcome.answer), source: outcome.source, checkedAt } as unknown as R;
}

function creditsInWords(credits: number): string {
  return `${credits} credit${credits === 1 ? '' : 's'}`;
}

/** A bad item among good ones: told apart, free, never sent. */
export const BAD_FORMAT = { status: 'error', reason: 'format' } as const;

/**
 * What is left to do, in words: how many of each kind, and the most that the rest can cost.
 * @param price the most that one item can cost
 * @param walls what the user's limits leave, in words
 */
export function remainder(results: readonly ItemResult[], price: number, walls = ''): string | undefined {
  const pending = results.filter(one => one.status === 'pending').length;
  const idle = results.filter(one => one.status === 'not_run');
  const parts: string[] = [];
  if (pending > 0)
    parts.push(`${pending} pending (already queued or paid): repeat the same call, it continues free.`);
  for (const [reason, group] of Map.groupBy(idle, one => one.reason ?? 'deadline')) {
    parts.push(`${group.length} not_run (${reason}).`);
  }
  if (idle.length > 0) parts.push(`The rest can cost at most ${creditsInWords(idle.length * price)}.`);
  if (walls && idle.some(one => one.reason === 'credit_ceiling')) parts.push(walls);
  if (results.some(one => one.status === 'greylisted'))
    parts.push('Greylisted: ask again in 15 to 60 minutes.');
  if (
    results.some(one => one.status === 'error' && (one.reason === 'in_doubt' || one.reason === 'task_lost'))
  ) {
    parts.push(
      'in_doubt or task_lost: perhaps charged, never repeated by itself; with fresh: true it may be paid once more.',
    );
  }
  return parts.length > 0 ? parts.join(' ') : undefined;
}
