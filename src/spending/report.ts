import type { Holder } from './holders.ts';
import type { Spent, Store, Walls } from './store.ts';

/** What this server spent of an account's credits, by its own record. */
export interface SpendingReport extends Spent {
  /** What the user's limits still leave; missing where there is none. */
  left: { process?: number; day?: number };
}

/** Sums up the spending record. @param holders whose limits count today as well */
export async function reportSpending(
  store: Store,
  account: string,
  walls: Walls,
  holders: readonly Holder[] = [],
): Promise<SpendingReport> {
  const spent = await store.spent(account);
  const left = await store.left(account, walls);
  const rooms = holders.length > 0 ? await store.roomOf(holders) : [];
  const day = Math.min(left.day, ...rooms.map(room => room.left));
  return {
    ...spent,
    left: {
      ...(walls.process !== undefined && { process: left.process }),
      ...(day !== Infinity && { day }),
    },
  };
}
