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
 * @param matches which rows are wanted; `total` is then their number, told only where all rows were looked through
 */
export async function list<T, R>(
  wanted: Wanted,
  load: (position: number) => Promise<Page<T>>,
  shape: (row: T) => R,
  matches?: (row: T) => boolean,
): Promise<Listed<R>> {
  const offset = positionOf(wanted.next);
  const found = await collect(offset, wanted.limit ?? 25, load, matches);
  const fit = fitRows(await shapeAll(found.rows, ({ row }) => shape(row)));
  const after = found.rows[fit.kept.length]?.position ?? found.next;
  const limit = wanted.limit ?? 25;
  const looked = matches && after !== undefined ? lookedThrough(offset, after, found.size) : undefined;
  const fewer = matches ? undefined : whyFewer({ ...found, rows: found.rows.length, offset, limit });
  const note = [fit.note, looked, fewer].filter(Boolean).join(' ');
  return {
    rows: fit.kept,
    facts: {
      returned: fit.kept.length,
      ...(found.total !== undefined && { total: found.total }),
      ...(after !== undefined && { next: tokenOf(after) }),
      ...(note && { note }),
    },
  };
}

/**
 * Why there are fewer rows than were asked for, or than Snov.io counts, where `next` does not say it.
 * @param rows how many came, from `offset` on
 */
function whyFewer(came: {
  rows: number;
  offset: number;
  limit: number;
  next: number | undefined;
  total: number | undefined;
}): string | undefined {
  const { rows, offset, limit, next, total } = came;
  if (next !== undefined)
    return rows < limit ? 'Snov.io gave no more rows in time; `next` goes on there.' : undefined;
  return gapNote(offset + rows, total);
}

/** Why a list has ended before its `total`. @param end how many rows Snov.io gave in all */
export function gapNote(end: number, total: number | undefined): string | undefined {
  return total === undefined || end >= total ? undefined : `Snov.io counts ${total}, and gave only ${end}.`;
}

/** @param from how many rows an earlier answer has looked through */
function lookedThrough(from: number, to: number, size: number | undefined): string {
  const all = size === undefined ? '' : ` of ${size}`;
  return `Looked through rows ${from + 1} to ${to}${all}; \`next\` goes on there.`;
}

/** A listing that upstream sends whole. */
export function listAll<T, R>(
  wanted: Wanted,
  rows: T[],
  shape: (row: T) => R,
  matches?: (row: T) => boolean,
): Promise<Listed<R>> {
  return list(wanted, async () => ({ rows, start: 0, last: true }), shape, matches);
}

/** A listing that upstream sends whole and that is seldom long: it takes no `limit`. */
export function listFew<T, R>({ next }: { next?: string | undefined }, rows: T[], shape: (row: T) => R) {
  return listAll({ next, limit: 100 }, rows, shape);
}

/** Part of a list whose rows say where they stand. */
interface PlacedRows<T> {
  rows: T[];
  /** Where each row stands in the whole list: a call that goes on there begins with it. */
  offsets: number[];
  /** Where the next call goes on. */
  nextOffset?: number | undefined;
  note?: string | undefined;
}

/** Rows cut to what an answer may hold: what is left out, paid for perhaps, comes with `next`. */
export function fitPlaced<T>({ rows, offsets, nextOffset, note }: PlacedRows<T>) {
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

/** Rows of a listing, and what is known of the whole. */
interface Collected<T> {
  rows: Placed<T>[];
  /** Where the next call goes on, if the listing does not end before. */
  next: number | undefined;
  /** Number of all rows that match. */
  total: number | undefined;
  /** Number of all rows. */
  size: number | undefined;
}

/** A row with its place in the whole listing. */
interface Placed<T> {
  row: T;
  position: number;
}

/**
 * One row more than wanted is looked for: only then it is known whether more exist. Where few rows match, that could take
 * many pages, so that the page at hand has to do.
 */
async function collect<T>(
  offset: number,
  limit: number,
  load: (position: number) => Promise<Page<T>>,
  matches?: (row: T) => boolean,
): Promise<Collected<T>> {
  const rows: Placed<T>[] = [];
  const enough = matches ? limit : limit + 1;
  let position = offset;
  let size: number | undefined;
  let ended = false;
  while (!ended && rows.length < enough) {
    const page = await orNothing(() => load(position), position > offset);
    if (!page) break;
    const fresh = rowsFrom(position, page);
    rows.push(...(matches ? fresh.filter(({ row }) => matches(row)) : fresh));
    position += fresh.length;
    ended = page.last || fresh.length === 0;
    size = sizeOf(page) ?? size;
  }
  const next = rows[limit]?.position ?? (ended ? undefined : position);
  const isWhole = ended && offset === 0;
  const total = matches ? (isWhole ? rows.length : undefined) : size;
  return { rows: rows.slice(0, limit), next, total, size };
}

function sizeOf({ total, last, start, rows }: Page<unknown>): number | undefined {
  return total ?? (last ? start + rows.length : undefined);
}

function rowsFrom<T>(position: number, { rows, start }: Page<T>): Placed<T>[] {
  return rows.slice(position - start).map((row, index) => ({ row, position: position + index }));
}

/** What is already there is answered when the account's rate stops the next page, or Snov.io does not give it in time. */
async function orNothing<T>(load: () => Promise<T>, hasBegun: boolean): Promise<T | undefined> {
  try {
    return await load();
  } catch (error) {
    if (hasBegun && hasCode(error, 'rate_limited', 'upstream_unavailable')) return undefined;
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
