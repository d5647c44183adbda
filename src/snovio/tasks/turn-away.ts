import type { Waiter, WorkItem } from './work-item.ts';

/**
 * Where somebody else waits for the item as well, whose limits may leave more, only those leave whose limits do not.
 * @returns whether there is somebody else
 */
export function turnAway(item: WorkItem): boolean {
  const limits = ({ holders }: Pick<Waiter, 'holders'>) => JSON.stringify(holders);
  const reached = item.payer && limits(item.payer);
  const others = [...item.waiters].filter(waiter => limits(waiter) !== reached);
  if (reached === undefined || !others.some(({ mayPay }) => mayPay)) return false;
  for (const waiter of item.waiters)
    if (!others.includes(waiter)) waiter.resolve({ status: 'not_run', reason: 'credit_ceiling' });
  item.waiters.clear();
  for (const waiter of others) item.waiters.add(waiter);
  item.payer = undefined;
  return true;
}
