import type { Spent, Store, Walls } from './store.ts';

/** What this server spent of an account's credits, by its own record. */
export interface SpendingReport extends Spent {
  /** What the user's limits still leave; missing where there is none. */
  left: { process?: number; day?: number };
}

/** Sums up the spending record. */
export async function reportSpending(store: Store, account: string, walls: Walls): Promise<SpendingReport> {
  const spent = await store.spent(account);
  const left = await store.left(account, walls);
  return {
    ...spent,
    left: {
      ...(walls.process !== undefined && { process: left.process }),
      ...(walls.day !== undefined && { day: left.day }),
    },
  };
}
