import type { ResultItem } from '../../../mcp/repeat/rows-flow.ts';
import { normaliseDomain, normaliseEmail, normaliseSocialUrl } from '../../../snovio/shapes/normalise.ts';
import { recordOf } from '../flows/cells.ts';
import type { CsvFlow, RowFields } from '../flows/flow.ts';
import { type Columns, FULL_NAME, needsNames } from './columns.ts';
import { isSeveralPeople } from './full-name.ts';
import type { Concept } from './headings/terms.ts';
import { quotedHeading } from './quoted-headings.ts';
import type { Row } from './read-row.ts';

/** Reasons behind which a cell of the row is, and not Snov.io. */
const ABOUT_CELLS = ['format', 'no_address'];

interface Check {
  readonly isFine: (cell: string) => boolean;
  readonly problem: string;
}

const CHECKS: Partial<Record<Concept, Check>> = {
  email: { isFine: cell => normaliseEmail(cell) !== undefined, problem: 'is no e-mail address' },
  companySite: { isFine: cell => normaliseDomain(cell) !== undefined, problem: 'is no domain' },
  companyName: { isFine: cell => /[\p{L}\p{N}]/u.test(cell), problem: 'is no name' },
  linkedIn: { isFine: cell => normaliseDomain(cell) !== undefined, problem: 'is no link' },
  profileLink: {
    isFine: cell => normaliseSocialUrl(cell) !== undefined,
    problem: 'is no link to a LinkedIn or X profile',
  },
  firstName: { isFine: cell => !isSeveralPeople(cell), problem: 'is not one first name' },
  lastName: { isFine: cell => !cell.includes('***'), problem: 'is masked; find_people --reveal tells it' },
};

/**
 * The result with a reason that says more to people: the columns whose cells are empty or wrong, and how an unsure name was
 * read. The machine's word stays in front: `format: "Website" is no domain`.
 */
export function withColumns(item: ResultItem, row: Row, flow: CsvFlow, columns: Columns): ResultItem {
  const problems = ABOUT_CELLS.includes(item.reason ?? '') ? problemsOf(row, flow, columns) : [];
  const cells = problems.length > 0 ? `: ${problems.join('; ')}` : '';
  const fault = item.reason === undefined ? '' : `${inHeadings(item.reason, columns)}${cells}`;
  const notes = [row.isUnsureName && nameNote(row), row.hasMoreEmails && emailNote(row)];
  const reason = [fault, ...notes].filter(Boolean).join('; ');
  const next = recordOf(item.next);
  const told = typeof next.reason === 'string' && {
    next: { ...next, reason: inHeadings(next.reason, columns) },
  };
  return { ...item, ...(reason && { reason }), ...told };
}

function problemsOf({ fields }: Row, flow: CsvFlow, columns: Columns): string[] {
  const isSplit = needsNames(flow) && columns.places.has(FULL_NAME);
  const names = isSplit ? nameProblems(fields, columns) : [];
  const empty = meantFields(fields, flow).filter(field => columns.places.has(field) && !fields[field]);
  const headings = empty.map(field => headingOf(field, columns));
  const wrong = Object.entries(fields).flatMap(([field, cell]) => {
    const check = CHECKS[flow.fields[field] ?? 'name'];
    return check && cell && !check.isFine(cell) ? [`${headingOf(field, columns)} ${check.problem}`] : [];
  });
  const blank =
    headings.length > 0 ? [`${headings.join(', ')} ${headings.length > 1 ? 'are' : 'is'} empty`] : [];
  // Two fields may be taken from one column.
  return [...new Set([...names, ...blank, ...lackingColumns(fields, flow, columns), ...wrong])];
}

/** A name is no use where the file has no column for what it is searched with. */
function lackingColumns(fields: RowFields, flow: CsvFlow, { places }: Columns): string[] {
  if (meantFields(fields, flow) !== flow.orFields) return [];
  const lacking = flow.orFields.filter(field => !places.has(field) && !fields[field]);
  // Names that stand in one column are told of as one.
  const told = places.has(FULL_NAME) ? lacking.filter(field => field === 'domain') : lacking;
  return told.length > 0 ? [`no column for ${told.join(', ')}`] : [];
}

/** What the row has to have: an address, or else all that an address can be found by; what it has begun with is meant. */
function meantFields(fields: RowFields, { requiredFields, orFields = [] }: CsvFlow): readonly string[] {
  const begun = [requiredFields, orFields].find(way => way.some(field => fields[field]));
  return begun ?? [...requiredFields, ...orFields];
}

function nameProblems({ fullName, firstName, lastName }: RowFields, columns: Columns): string[] {
  if (firstName && lastName) return [];
  const heading = headingOf(FULL_NAME, columns);
  return [fullName ? `${heading} is not a first and a last name` : `${heading} is empty`];
}

function headingOf(field: string, { header, places }: Columns): string {
  const index = places.get(field)?.index ?? -1;
  return header[index]?.trim() ? quotedHeading(header[index] ?? '') : `column #${index + 1}`;
}

function nameNote({ fields }: Row): string {
  return `name_unsure: read as "${fields.firstName}" "${fields.lastName}"`;
}

function emailNote({ fields }: Row): string {
  return `several_emails: used "${fields.email}"`;
}

/** What a tool says of an argument, beside the column that it came from. */
function inHeadings(reason: string, columns: Columns): string {
  return reason.replace(/(?<=^|^left_out: |; )(\w+):/g, (text, argument: string) => {
    const field = argument === 'socialLinks' ? 'linkedIn' : argument;
    return columns.places.has(field) ? `${argument}: ${headingOf(field, columns)}:` : text;
  });
}
