import { normaliseDomain, normaliseEmail, normaliseSocialUrl } from '../../../snovio/shapes/normalise.ts';
import type { Concept } from './headings/terms.ts';

/** A file's header and its first rows. */
export interface Sample {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Forms of companies, which no person's name ends in. */
export const COMPANY_FORM =
  /[\s,](?:gmbh|ag|kg|ohg|ug|se|e\.\s?v\.|inc\.?|llc|ltd\.?|limited|corp\.?|plc|s\.?\s?a\.?(?:\s?r\.?\s?l\.?|\s?s\.?)?|s\.?\s?l\.?|sp\.\s?z\s?o\.\s?o\.|b\.?v\.?|oy|ab)\s*$/i;

const LOOKS: Partial<Record<Concept, (cell: string) => boolean>> = {
  email: cell => normaliseEmail(cell) !== undefined,
  companySite: cell => normaliseDomain(cell) !== undefined,
  linkedIn: cell => normaliseSocialUrl(cell)?.network === 'linkedin',
  profileLink: cell => normaliseSocialUrl(cell) !== undefined,
  fullName: isName,
  lastFirstName: isName,
  name: isName,
};

/** The cells of a column that hold something. */
export function cellsOf({ rows }: Sample, index: number): string[] {
  return rows.map(row => (row[index] ?? '').trim()).filter(Boolean);
}

/** What share of these cells looks like what is wanted, from 0 to 1; 0 where there are none. */
export function shareOf(cells: readonly string[], concept: Concept): number {
  const looks = LOOKS[concept] ?? (() => true);
  return cells.length === 0 ? 0 : cells.filter(looks).length / cells.length;
}

/** Whether a cell says in itself what it is: an address or a link, which no heading looks like. */
export function isTelling(cell: string): boolean {
  return normaliseEmail(cell) !== undefined || /^https?:\/\/\S+\.\S/i.test(cell.trim());
}

function isName(cell: string): boolean {
  return /\p{L}/u.test(cell) && !/[@\d]|:\/\//.test(cell) && !COMPANY_FORM.test(cell);
}
