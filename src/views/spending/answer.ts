import { listOf, numberOf, recordOf } from '../shared/values.ts';

/** What a tool has spent. */
export interface ToolCredits {
  readonly tool: string;
  readonly credits: number;
}

/** What `get_balance` answers, as far as the card shows it. */
export interface Balance {
  readonly balance: number;
  readonly daysToReset: number | undefined;
  readonly daysToExpiry: number | undefined;
  readonly spentToday: number;
  readonly spentByProcess: number;
  /** What the user's limits leave; undefined where there is none. */
  readonly leftToday: number | undefined;
  readonly leftForProcess: number | undefined;
  readonly tools: readonly ToolCredits[];
  /** Since an earlier look: what Snov.io charged, and what answers told of it. */
  readonly since: { readonly charged: number; readonly told: number } | undefined;
  /** Charged for answers that nobody got, and for what is pending or in doubt. */
  readonly untold: number;
  readonly open: number;
}

/** @returns undefined where the answer holds no balance */
export function readBalance(answer: Readonly<Record<string, unknown>>): Balance | undefined {
  const balance = numberOf(answer.balance);
  if (balance === undefined) return undefined;
  const spending = recordOf(answer.spending);
  const left = recordOf(spending.left);
  return {
    balance,
    daysToReset: numberOf(answer.daysToReset),
    daysToExpiry: numberOf(answer.daysToExpiry),
    spentToday: numberOf(spending.last24Hours) ?? 0,
    spentByProcess: numberOf(spending.process) ?? 0,
    leftToday: numberOf(left.day),
    leftForProcess: numberOf(left.process),
    tools: listOf(spending.byTool).flatMap(toolCredits),
    since: sinceOf(recordOf(answer.since)),
    untold: numberOf(answer.untold) ?? 0,
    open: numberOf(answer.open) ?? 0,
  };
}

/** Credits by day, the sum over all tools. @param resource what `snovio://spending` holds */
export function readDays(resource: Readonly<Record<string, unknown>>): Map<string, number> {
  const days = new Map<string, number>();
  for (const entry of listOf(resource.days)) {
    const { day, credits } = recordOf(entry);
    const amount = numberOf(credits);
    if (typeof day !== 'string' || amount === undefined) continue;
    days.set(day, (days.get(day) ?? 0) + amount);
  }
  return days;
}

const DAYS = 30;
const DAY_MS = 86_400_000;

/** The last 30 days in UTC, the oldest first, such as `2026-11-27`. */
export function lastDays(now: number): string[] {
  return Array.from({ length: DAYS }, (_, i) =>
    new Date(now - (DAYS - 1 - i) * DAY_MS).toISOString().slice(0, 10),
  );
}

function sinceOf(since: Readonly<Record<string, unknown>>): Balance['since'] {
  const [charged, told] = [numberOf(since.charged), numberOf(since.told)];
  return charged === undefined || told === undefined ? undefined : { charged, told };
}

function toolCredits(entry: unknown): ToolCredits[] {
  const { tool, last30Days } = recordOf(entry);
  const amount = numberOf(last30Days);
  return typeof tool === 'string' && amount !== undefined ? [{ tool, credits: amount }] : [];
}
