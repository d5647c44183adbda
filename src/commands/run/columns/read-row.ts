import { INVALID_ROW } from '../../../mcp/repeat/attempt.ts';
import type { ResultItem } from '../../../mcp/repeat/rows-flow.ts';
import type { CsvFlow, RowFields } from '../flows/flow.ts';
import { isRetried, keptResult } from '../resume/retry.ts';
import { type Columns, FULL_NAME, needsNames, takesNames } from './columns.ts';
import { readEmailCell } from './email-cell.ts';
import { isSeveralPeople, splitFullName } from './full-name.ts';
import { wordsWithoutTitles } from './name-titles.ts';
import { isDropped, isSelected } from './only.ts';
import { isPlaceholder } from './placeholder.ts';

/** A row as the flow sees it. */
export interface Row {
  /** By the flow's field names, trimmed. */
  readonly fields: RowFields;
  /** The result of a row for which nothing is asked and nothing paid. */
  readonly known?: ResultItem;
  /** Whether its full name could be taken apart in other ways as well. */
  readonly isUnsureName?: boolean;
  /** Whether its cell holds several addresses, of which the first one is used. */
  readonly hasMoreEmails?: boolean;
}

const NOT_SELECTED: ResultItem = { status: 'skipped', reason: 'not_selected' };
const DROPPED: ResultItem = { status: 'skipped', reason: 'dropped' };
const NO_EMAIL: ResultItem = { status: 'skipped', reason: 'no_email' };
const NO_PERSON: ResultItem = { status: 'skipped', reason: 'no_person' };

/** Reads a record: its fields, or why it takes no part. Cells that the record lacks are empty. */
export function readRow(flow: CsvFlow, columns: Columns, record: readonly string[]): Row {
  const cells = [...columns.places].map(([field, { index }]) => [field, cellOf(field, record[index])]);
  const { fields, ...notes } = withEmail(flow, withNames(flow, columns, Object.fromEntries(cells)));
  if (columns.retry && !isRetried(columns.retry, record))
    return { fields, known: keptResult(columns.retry, record) };
  if (!isSelected(columns, record)) return { fields, known: NOT_SELECTED };
  if (isDropped(flow, columns, record)) return { fields, known: DROPPED };
  // What the file said before counts no more where the step before has found nothing.
  const hasFailed = (field: string) => columns.places.get(field)?.by === 'step' && !fields[field];
  if (hasFailed('email')) return { fields, known: NO_EMAIL };
  if (flow.requiredFields.includes('lastName') && hasFailed('lastName')) return { fields, known: NO_PERSON };
  const isComplete = flow.orFields !== undefined || flow.requiredFields.every(field => fields[field]);
  const isNobody = needsNames(flow) && !fields.email && isSeveralPeople(fields.firstName ?? '');
  if (!isComplete || isMasked(fields) || isNobody) return { fields, known: INVALID_ROW };
  return { fields, ...notes };
}

/** Where somebody can be searched for by name, a cell that names no address counts as an empty one. */
function withEmail(flow: CsvFlow, { fields, ...notes }: Row): Row {
  if (!fields.email) return { fields, ...notes };
  const { email, hasMore } = readEmailCell(fields.email);
  const isSearched = flow.orFields?.every(field => fields[field]) === true;
  if (email === '' && !isSearched) return { fields, ...notes };
  return { fields: { ...fields, email }, ...notes, ...(hasMore && { hasMoreEmails: true }) };
}

/** Fields in which words such as `n/a` stand for nothing. In others they are the user's own. */
const KNOWN_OR_EMPTY = [
  'firstName',
  'lastName',
  FULL_NAME,
  'domain',
  'companySite',
  'country',
  'linkedIn',
  'url',
];

function cellOf(field: string, text = ''): string {
  const cell = text.trim();
  return KNOWN_OR_EMPTY.includes(field) && isPlaceholder(cell) ? '' : cell;
}

/** Snov.io's free search shows `Ja***` in place of a last name: nobody is found by that, and nobody wants it in a list. */
function isMasked({ lastName = '' }: RowFields): boolean {
  return lastName.includes('***');
}

/** `Dr. Zoë`, as it stands in lists of first names, and `Herr` alone: nobody is found by that. */
function withoutTitle(fields: RowFields): RowFields {
  if (!fields.firstName) return fields;
  return { ...fields, firstName: wordsWithoutTitles(fields.firstName).join(' ') };
}

function withNames(flow: CsvFlow, { places }: Columns, fields: RowFields): Row {
  const place = places.get(FULL_NAME);
  if (!takesNames(flow)) return { fields };
  if (!place) return { fields: needsNames(flow) ? withoutTitle(fields) : fields };
  const {
    firstName = '',
    lastName = '',
    isUnsure = false,
  } = splitFullName(fields[FULL_NAME] ?? '', place) ?? {};
  // A name that is not split stays whole where the flow can do with it.
  if (!needsNames(flow) && (isUnsure || !lastName)) return { fields };
  const whole = lastName ? '' : fields[FULL_NAME];
  return {
    fields: { ...fields, [FULL_NAME]: whole ?? '', firstName, lastName },
    ...(isUnsure && { isUnsureName: true }),
  };
}
