import { z } from 'zod';
import { arrayOf, maybeNumber, readable } from '../shapes/fields.ts';

/** A search in Snov.io's database. */
export interface DatabaseSearch {
  /** As the request carries them. */
  readonly filters: object;
  /** From 1. */
  readonly page: number;
}

/** A page of what was found. How many rows a page has is not documented. */
export interface DatabasePage<R> {
  readonly rows: readonly R[];
  readonly total?: number | undefined;
  readonly totalPages?: number | undefined;
}

const Facts = z.looseObject({ total: maybeNumber, total_pages: maybeNumber });

/**
 * Reads a page; undefined where the answer says nothing: no list, no row that can be read, or no row although the total
 * does not say that there is none.
 * @param list the key of its rows
 */
export function readPage<S extends z.ZodType>(
  data: unknown,
  list: 'prospects' | 'companies',
  row: S,
  page: number,
): DatabasePage<z.output<S>> | undefined {
  const facts = Facts.safeParse(data).data;
  const sent = facts && arrayOf(z.unknown()).safeParse(facts[list]).data;
  if (!sent) return undefined;
  const { total, total_pages: totalPages } = facts;
  const rows = readable(row).parse(sent);
  const isEnd = total === 0 || (totalPages !== undefined && page > totalPages);
  if (rows.length === 0 && (sent.length > 0 || !isEnd)) return undefined;
  return { rows, total, totalPages };
}
