import type { Holder, HolderRoom, Span } from '../holders.ts';
import { DAY_MS } from './keeping.ts';

// What holders may still spend, without SQL.

/** How long a payment counts, in milliseconds. */
export const SPANS: Readonly<Record<Span, number>> = { day: DAY_MS, month: 30 * DAY_MS };

/** A limit of a holder. */
export type HolderLimit = Pick<HolderRoom, 'name' | 'span' | 'limit'>;

/** What a holder has spent in a span, and when the first of it was. */
export interface HolderSum {
  readonly credits: number;
  /** Milliseconds since the epoch; null: nothing. */
  readonly first: number | null;
}

/** Each holder once, with the stricter of its limits. */
export function merged(holders: readonly Holder[]): readonly Holder[] {
  const byName = new Map<string, Holder>();
  for (const { name, day, month } of holders) {
    const known = byName.get(name);
    byName.set(name, { name, day: stricter(day, known?.day), month: stricter(month, known?.month) });
  }
  return [...byName.values()];
}

/** The limits of these holders, one by one. */
export function limitsOf(holders: readonly Holder[]): HolderLimit[] {
  return merged(holders).flatMap(holder =>
    (['day', 'month'] as const).flatMap(span => {
      const limit = holder[span];
      return limit === undefined ? [] : [{ name: holder.name, span, limit }];
    }),
  );
}

/** What a limit leaves after what was spent. */
export function roomAfter(limit: HolderLimit, { credits, first }: HolderSum): HolderRoom {
  const left = Math.max(0, limit.limit - credits);
  return { ...limit, left, ...(first !== null && { freesAt: first + SPANS[limit.span] }) };
}

/** What holders may still spend, by name. */
export function leftByHolder(rooms: readonly HolderRoom[]): Map<string, number> {
  const left = new Map<string, number>();
  for (const room of rooms) left.set(room.name, Math.min(room.left, left.get(room.name) ?? room.left));
  return left;
}

function stricter(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : other === undefined ? one : Math.min(one, other);
}
