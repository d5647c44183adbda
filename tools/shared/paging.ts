import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { hasCode, SnovioError } from '../../src/errors.ts';
import { cursor, words } from '../../src/text/roles.ts';
import { fitRows } from './size.ts';

/** No Snov.io account holds so many rows: whoever asks for them did not get that place from an answer. */
const MOST_OFFSET = 10_000_000;

/** After so much work in one go, other calls get their turn. */
const LONGEST_STRETCH_MS = 20;

/** What every listing says besides its rows. */
export const listingFacts = {
  total: z.number().optional(),
  returned: z.number(),
  next: cursor.optional(),
  note: words.optional(),
};

/** Part of an upstream listing. */
export interface Page<T> {
  rows: T[];
  /** Position of its first row in the whole listing. */
  start: number;
  /** Whether the listing ends here. */
  last: boolean;
  /** Number of all rows, where upstream says it. */
  total?: number;
}

interface Wanted {
  limit?: number | undefined;
  next?: string | undefined;
}

/** What a listing answers: its rows, and what it says besides. */
export interface Listed<R> {
  rows: R[];
  facts: { returned: number; total?: number; next?: string; note?: string };
}

/**
 * The rows that a call of a listing wants, shaped and cut to what an answer may hold.
 * @param load reads the upstream page that holds the row at this position
 */
export async function list<T, R>(
  wanted: Wanted,
  load: (position: number) => Promise<Page<T>>,
  shape: (row: T) => R,
): Promise<Listed<R>> {
  const offset = positionOf(wanted.next);
  const { rows, more, total } = await collect(offset, wanted.limit ?? 25, load);
  const { kept, note } = fitRows(await shapeAll(rows, shape));
  const goesOn = more || kept.length < rows.length;
  return {
    rows: kept,
    facts: {
      returned: kept.length,
      ...(total !== undefined && { total }),
      ...(goesOn && { next: tokenOf(offset + kept.length) }),
      ...(note && { note }),
    },
  };
}

/** A listing that upstream sends whole. */
export function listAll<T, R>(wanted: Wanted, rows: T[], shape: (row: T) => R): Promise<Listed<R>> {
  return list(wanted, async () => ({ rows, start: 0, last: true }), shape);
}

/** A listing that upstream sends whole and that is seldom long: it takes no `limit`. */
export function listFew<T, R>({ next }: { next?: string | undefined }, rows: T[], shape: (row: T) => R) {
  return listAll({ next, limit: 100 }, rows, shape);
}

/** Part of a list that is paid for page by page. */
interface PaidRows<T> {
  rows: T[];
  /** Where each row stands in the whole list. */
  offsets: number[];
  /** Where the next call goes on. */
  nextOffset?: number | undefined;
  note?: string | undefined;
}

/** The rows of a paid list, cut to what an answer may hold: what is left out is paid for, and comes with `next`. */
export function fitPaid<T>({ rows, offsets, nextOffset, note }: PaidRows<T>) {
  const fit = fitRows(rows);
  const after = fit.kept.length < rows.length ? offsets[fit.kept.length] : nextOffset;
  return {
    rows: fit.kept,
    facts: {
      returned: fit.kept.length,
      next: after === undefined ? undefined : tokenOf(after),
      note: [note, fit.note].filter(Boolean).join(' ') || undefined,
    },
  };
}

/** Rows may hold long texts of strangers: to read a page of them takes seconds. */
async function shapeAll<T, R>(rows: T[], shape: (row: T) => R): Promise<R[]> {
  const shaped: R[] = [];
  let since = performance.now();
  for (const row of rows) {
    shaped.push(shape(row));
    if (performance.now() - since < LONGEST_STRETCH_MS) continue;
    await setImmediate();
    since = performance.now();
  }
  return shaped;
}

/** One row more than wanted is looked for: only then it is known whether more exist. */
async function collect<T>(offset: number, limit: number, load: (position: number) => Promise<Page<T>>) {
  const rows: T[] = [];
  let total: number | undefined;
  for (let ended = false; !ended && rows.length <= limit; ) {
    const page = await orNothing(() => load(offset + rows.length), rows.length > 0);
    if (!page) return { rows, more: true, total };
    const fresh = page.rows.slice(offset + rows.length - page.start);
    rows.push(...fresh);
    ended = page.last || fresh.length === 0;
    total = page.total ?? (page.last ? page.start + page.rows.length : total);
  }
  return { rows: rows.slice(0, limit), more: rows.length > limit, total };
}

/** What is already there is answered when the account's rate stops the next page. */
async function orNothing<T>(load: () => Promise<T>, hasRows: boolean): Promise<T | undefined> {
  try {
    return await load();
  } catch (error) {
    if (hasRows && hasCode(error, 'rate_limited')) return undefined;
    throw error;
  }
}

/** The `next` that leads to a position. */
export function tokenOf(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString('base64url');
}

/**
 * The position that a `next` leads to; without one the top.
 * @throws SnovioError `invalid_input` where no answer can have given it out
 */
export function positionOf(next: string | undefined): number {
  if (next === undefined) return 0;
  const token = next.trim();
  const offset = offsetIn(Buffer.from(token, 'base64url').toString());
  // Written anew it has to be the same: no other field, and no other way to write this one, was given out.
  if (offset !== undefined && tokenOf(offset) === token) return offset;
  throw new SnovioError('invalid_input', {
    message:
      '`next` is not one that this tool gave. Leave it out to start at the top, or copy it unchanged from the last answer.',
  });
}

/** A search that is still running gives out 0: nothing of it has come yet. */
function offsetIn(text: string): number | undefined {
  try {
    const { offset } = JSON.parse(text);
    return Number.isSafeInteger(offset) && offset >= 0 && offset <= MOST_OFFSET ? offset : undefined;
  } catch {
    return undefined;
  }
}
