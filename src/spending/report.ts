import type { DayFrees, Store, Walls } from './store.ts';

/** What this server spent of an account's credits, by its own record. */
export interface SpendingReport {
  /** By this process, reservations included. */
  process: number;
  last24Hours: number;
  /** In the last 30 days, by tool; `items` is how many it has paid for. */
  last30Days: { tool: string; credits: number; items: number }[];
  /** When the credits of the last 24 hours count no more. */
  dayFrees?: DayFrees | undefined;
  /** What the user's limits still leave; missing where there is none. */
  left: { process?: number; day?: number };
}

/** Sums up the spending record. */
export async function reportSpending(store: Store, account: string, walls: Walls): Promise<SpendingReport> {
  const spent = await store.spent(account);
  const left = await store.left(account, walls);
  return {
    process: spent.process,
    last24Hours: spent.last24Hours,
    last30Days: [...spent.last30Days],
    dayFrees: spent.dayFrees,
    left: {
      ...(walls.process !== undefined && { process: left.process }),
      ...(walls.day !== undefined && { day: left.day }),
    },
  };
}
