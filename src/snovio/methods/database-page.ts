import { z } from 'zod';
import { arrayOf, maybeNumber, readable } from '../shapes/fields.ts';
import type { Found, Method } from '../tasks/method.ts';
import { accepted } from '../transport/answer.ts';
import { startedTask, type TaskAnswer, taskResult } from './task.ts';

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

/**
 * The method that brings a page through the store.
 * @param path what its start and its result begin with
 * @param price credits of a page that holds somebody or something; an empty one is free
 */
export function pageMethod<S extends z.ZodType>(
  path: string,
  list: 'prospects' | 'companies',
  row: S,
  price: number,
): Method<DatabaseSearch, DatabasePage<z.output<S>>> {
  const pageOf = (
    { data }: TaskAnswer,
    search: DatabaseSearch | undefined,
  ): Found<DatabasePage<z.output<S>>> => {
    const answer = readPage(data, list, row, search?.page ?? 1);
    if (!answer) return { state: 'unclear' };
    const isMiss = answer.rows.length === 0;
    return { state: 'done', answer, credits: isMiss ? 0 : price, miss: isMiss };
  };
  return {
    generation: 'v2',
    batch: 1,
    start: ([search]) => ({
      request: {
        method: 'POST',
        path: `${path}/start`,
        json: { filters: search?.filters, page: search?.page },
      },
      read: json => startedTask(accepted(json), answer => [pageOf(answer, search)]),
    }),
    poll: ([search], task = '') => ({
      request: { method: 'GET', path: `${path}/result/${encodeURIComponent(task)}` },
      read: json => taskResult(json, 1, answer => [pageOf(answer, search)]),
    }),
  };
}
