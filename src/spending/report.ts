import { DAY_MS } from './keeping.ts';
import type { Spend, Walls } from './spend.ts';

/** What this server spent of an account's credits, by its own record. */
export interface SpendingReport {
  /** By this process, reservations included. */
  process: number;
  last24Hours: number;
  /** In the last 30 days, by tool. */
  last30Days: { tool: string; credits: number }[];
  /** What the user's limits still leave; missing where there is none. */
  left: { process?: number; day?: number };
}

/** Sums the spending record up. */
export function reportSpending(spend: Spend, account: string, walls: Walls): SpendingReport {
  const left = spend.left(account, walls);
  return {
    process: spend.inProcess(account),
    last24Hours: spend.since(account, Date.now() - DAY_MS),
    last30Days: spend.byTool(account, Date.now() - 30 * DAY_MS),
    left: {
      ...(walls.process !== undefined && { process: left.process }),
      ...(walls.day !== undefined && { day: left.day }),
    },
  };
}
