import { z } from 'zod';

/** Rows with whole texts in an answer, and characters of a text: beyond them stand quoted threads and legal notices. */
const MOST_ROWS = 10;
export const LONGEST_FULL_TEXT = 20_000;

export const fullText = z.boolean().optional().describe('Whole texts, at most 10 rows');

/** The same listing with no more rows than may have whole texts. */
export function fewRows<W extends { fullText?: boolean | undefined; limit?: number | undefined }>(
  wanted: W,
): W {
  return wanted.fullText ? { ...wanted, limit: Math.min(wanted.limit ?? MOST_ROWS, MOST_ROWS) } : wanted;
}
