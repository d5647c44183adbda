import { isEmptyObject } from '../../src/snovio/shapes/fields.ts';

// Snov.io documents one number, `list_id` [A][C:ref]. What could be another way to name lists is read too, since a list
// that is overlooked here gets its people mailed.

/** A number, or numbers with nothing but blanks, separators, brackets and quotes around them. */
const NUMBERS = /^[\s,;|[\]"']*\d[\d\s,;|[\]"']*$/;
/** `5,101` may mean two lists, or 5101 with its thousands set apart. */
const THOUSANDS = /^\d{1,3}(,\d{3})+$/;

/**
 * The ids of the prospect lists that feed a campaign.
 * @param row the campaign as it came
 * @returns undefined if no list can be made out: it could be any
 */
export function listIdsOf(row: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const fields = Object.entries(row).filter(([key]) => /lists?(_?ids?)?$/i.test(key));
  const found = fields.filter(([, value]) => !isEmptyField(value)).map(([, value]) => idsIn(value));
  return all(found);
}

/** All ids, each once; undefined if one part could not be read, or if there is none. */
function all(parts: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const known = parts.filter(part => part !== undefined);
  return known.length > 0 && known.length === parts.length ? [...new Set(known.flat())] : undefined;
}

function isEmptyField(value: unknown): boolean {
  return value === null || value === undefined || value === '' || isEmptyObject(value);
}

/** The ids that a value names; undefined if any part of it says something else. */
function idsIn(value: unknown): readonly string[] | undefined {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && value > 0 ? [String(value)] : undefined;
  if (typeof value === 'string') return idsInText(value.trim());
  if (Array.isArray(value)) return all(value.map(part => idsIn(part)));
  return typeof value === 'object' && value !== null && 'id' in value ? idsIn(value.id) : undefined;
}

function idsInText(text: string): readonly string[] | undefined {
  if (!NUMBERS.test(text)) return undefined;
  const spellings = THOUSANDS.test(text) ? [text, text.replaceAll(',', '')] : [text];
  const ids = spellings
    .flatMap(spelling => spelling.match(/\d+/g) ?? [])
    .map(digits => digits.replace(/^0+/, ''));
  return ids.every(id => id !== '') ? ids : undefined;
}
