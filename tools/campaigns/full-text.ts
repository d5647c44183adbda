import { z } from 'zod';
import type { Columns, Wanted } from '../shared/detail.ts';

/** Rows with whole texts in an answer, and characters of a text: beyond them stand quoted threads and legal notices. */
const MOST_ROWS = 10;
export const LONGEST_FULL_TEXT = 20_000;

/** What `detail: full` was called before there was one. Still understood, not listed. */
export const fullText = z.boolean().optional().describe('detail: full').meta({ deprecated: true });

interface Arguments extends Wanted {
  fullText?: boolean | undefined;
  limit?: number | undefined;
}

/** The same arguments in today's words. */
export function inDetail<A extends Arguments>(args: A): A {
  return args.fullText ? { ...args, detail: 'full' } : args;
}

/** The same listing with no more rows than may have whole texts, if they have them. @param column where the texts stand */
export function fewRows<A extends Arguments>(args: A, columns: Columns, column: string): A {
  return columns.has(column) ? { ...args, limit: Math.min(args.limit ?? MOST_ROWS, MOST_ROWS) } : args;
}
