import { normaliseEmail } from '../../../snovio/shapes/normalise.ts';

/** What may stand between the addresses of a cell. */
const BETWEEN = /[,;|/\s]+/;

/** What a cell of an address column holds. */
export interface EmailCell {
  /** The address as it is written; what is meant for one and is none, as it stands; empty where none is meant. */
  readonly email: string;
  /** Whether the cell holds other addresses as well. */
  readonly hasMore: boolean;
}

/**
 * Reads a cell as people fill it: `j@x.de`, `Jane <j@x.de>`, `j@x.de; jane@x.de`, of which the first one counts, and
 * `n/a`, `-` or `unknown`, which name no address at all.
 * @param cell trimmed
 */
export function readEmailCell(cell: string): EmailCell {
  if (cell === '' || normaliseEmail(cell) !== undefined) return { email: cell, hasMore: false };
  if (!cell.includes('@')) return { email: '', hasMore: false };
  const [first, ...others] = cell.split(BETWEEN).filter(word => normaliseEmail(word) !== undefined);
  return first === undefined
    ? { email: cell, hasMore: false }
    : { email: first, hasMore: others.some(other => normaliseEmail(other) !== normaliseEmail(first)) };
}
