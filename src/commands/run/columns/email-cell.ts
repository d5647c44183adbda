import { normaliseEmail } from '../../../snovio/shapes/normalise.ts';

/** What may stand between the addresses of a cell. */
const BETWEEN = /[,;|/\s]+/;
const AND = ['und', 'oder', 'and', 'or', 'et', 'ou', 'y', 'o', 'i', 'lub'];

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
  const [first = cell, ...others] = cell.split(BETWEEN).filter(word => word !== '' && !AND.includes(word));
  // Beside other words it may be somebody else's address, or one that is not to be written to.
  if ([first, ...others].some(word => normaliseEmail(word) === undefined))
    return { email: cell, hasMore: false };
  return { email: first, hasMore: others.some(other => normaliseEmail(other) !== normaliseEmail(first)) };
}
