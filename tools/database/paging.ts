import type { DatabasePage } from '../../src/snovio/methods/database-page.ts';
import { gapNote, type Listed, positionOf, tokenOf } from '../shared/paging.ts';
import { fitRows } from '../shared/size.ts';

/** More rows than any page has. Page and row are one number, since how many rows a page has is not documented. */
const ROWS = 1000;

/** Rows of an answer. It is from a single page: each is a search of its own, and pages of companies are paid for. */
const ROWS_OF_ANSWER = 25;

/** Why an answer has fewer rows although there are more. */
const PAGE_END = "Snov.io's page ends here; `next` goes on with its next one.";

/** Where a call begins: at this row, from 0, of this page, from 1. */
export interface Start {
  readonly page: number;
  readonly row: number;
}

/** @throws SnovioError `invalid_input` where no answer can have given `next` out */
export function startOf(next: string | undefined): Start {
  const position = positionOf(next);
  return { page: Math.floor(position / ROWS) + 1, row: position % ROWS };
}

/** The rows that a call answers of a page, cut to what an answer may hold. */
export function listPage<T, R>(
  { rows, total, totalPages }: DatabasePage<T>,
  { page, row }: Start,
  shape: (row: T) => R,
): Listed<R> {
  const { kept, note } = fitRows(rows.slice(row, row + ROWS_OF_ANSWER).map(shape));
  const end = row + kept.length;
  const hasMorePages = totalPages === undefined ? rows.length > 0 : page < totalPages;
  const next =
    end < rows.length ? nextOf({ page, row: end }) : hasMorePages && nextOf({ page: page + 1, row: 0 });
  const pageEnd = next && kept.length < ROWS_OF_ANSWER && PAGE_END;
  // How many rows a page has is not documented, so that only the first tells whether some are missing.
  const gap = !next && page === 1 && gapNote(end, total);
  const told = note ?? (pageEnd || gap || undefined);
  return {
    rows: kept,
    facts: {
      returned: kept.length,
      ...(total !== undefined && { total }),
      ...(next && { next }),
      ...(told && { note: told }),
    },
  };
}

/** The `next` that leads there. */
export function nextOf({ page, row }: Start): string {
  return tokenOf((page - 1) * ROWS + row);
}
