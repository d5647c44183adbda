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
  readonly note: string | undefined;
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
    tools: listOf(spending.last30Days).flatMap(toolCredits),
    note: typeof answer.note === 'string' ? answer.note : undefined,
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

function toolCredits(entry: unknown): ToolCredits[] {
  const { tool, credits } = recordOf(entry);
  const amount = numberOf(credits);
  return typeof tool === 'string' && amount !== undefined ? [{ tool, credits: amount }] : [];
}
