import { type Arguments, type Offer, PAID_TOOLS, type PaidTool, type Row } from './row.ts';

/** As many people as a call takes. */
const MOST_ITEMS = 100;

export interface PaidCall {
  readonly tool: PaidTool;
  readonly args: Arguments;
  /** Whom it asks about. */
  readonly rows: readonly Open[];
}

/** A row that something can be asked about. */
export type Open = Row & { readonly offer: Offer };

/** The verification of an address. @param args the other arguments of the call */
export function verificationOf(email: string, args: Arguments = {}): Offer {
  return { tool: 'verify_emails', ref: email.toLowerCase(), item: email, args };
}

export function isOpen(row: Row): row is Open {
  return row.offer !== undefined;
}

/** Whether asking again is free: it was paid for before, and is not ready yet. */
export function isUnderWay({ verdict }: Row): boolean {
  return verdict === 'pending';
}

/** Whether this tool can be paid to find out more about somebody. */
export function isPayable(row: Row, tool: PaidTool): row is Open {
  return isOpen(row) && row.offer.tool === tool && !isUnderWay(row);
}

/**
 * The calls that ask about these rows, in their order.
 * @param isFree whether only what is paid for already may be asked for; otherwise a call may spend 1 credit for each row
 */
export function callsFor(rows: readonly Open[], isFree: boolean): PaidCall[] {
  const groups = Map.groupBy(rows, ({ offer: { tool, args } }) => JSON.stringify([tool, args]));
  return [...groups.values()].flatMap(group => chunks(group).map(chunk => callFor(chunk, isFree)));
}

function callFor(rows: readonly Open[], isFree: boolean): PaidCall {
  const [first] = rows as [Open];
  const { tool, args } = first.offer;
  const items = { [PAID_TOOLS[tool]]: rows.map(({ offer }) => offer.item) };
  const maxCredits = isFree ? 0 : rows.length;
  return { tool, args: { ...args, ...items, maxCredits }, rows };
}

function chunks<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / MOST_ITEMS);
  return Array.from({ length: count }, (_, i) => items.slice(i * MOST_ITEMS, (i + 1) * MOST_ITEMS));
}

/** Arguments that say what a call may spend and how long it waits: each call of the card says its own. */
const OWN = ['maxCredits', 'fresh', 'waitSeconds', 'reveal', 'only'];

/** The arguments that say what was asked for. */
export function withoutSpending(args: Arguments): Arguments {
  return Object.fromEntries(Object.entries(args).filter(([name]) => !OWN.includes(name)));
}
