import { ConfigError } from '../../../config/settings.ts';
import { distance } from '../../../text/nearest.ts';
import type { CsvFlow } from '../flows/flow.ts';
import { bestColumn } from './best-column.ts';
import type { Columns } from './columns.ts';
import { cellsOf, type Sample, shareOf } from './contents.ts';
import { wordsOf } from './headings/fold.ts';
import { matchHeading, spellingsOfConcept } from './headings/match-heading.ts';
import { CONCEPTS, type Concept } from './headings/terms.ts';
import { quoted, quotedHeading } from './quoted-headings.ts';

/** A heading is much like a term when fewer of its letters differ than this share: a wrong proposal misleads. */
const MOST_DIFFERENT = 0.34;
/** Shorter words are like too many others. */
const SHORTEST = 4;
const MOST_NOTES = 10;

/** The error for required columns that a file lacks. It proposes columns only where heading or cells speak for them. */
export function missingColumns(
  flow: CsvFlow,
  missing: readonly string[],
  columns: Columns,
  sample: Sample,
): ConfigError {
  const taken = new Set([...columns.places.values()].map(({ index }) => index));
  const free = sample.header.map((heading, index) => (taken.has(index) ? '' : heading));
  const fields = [...missing, ...(flow.orFields ?? [])].filter(field => !columns.places.has(field));
  const proposals = fields.flatMap(field => {
    const index = proposalFor(flow.fields[field], { ...sample, header: free });
    return index === undefined ? [] : [`--map "${field}=${nameOf(sample.header, index)}"`];
  });
  const or = flow.orFields ? ` (or ${flow.orFields.join(', ')})` : '';
  return new ConfigError(
    [
      `--csv: no column for ${missing.join(', ')}${or} among ${quoted(sample.header)}.`,
      proposals.length > 0
        ? `Did you mean ${proposals.join(' ')}?`
        : `Say which it is: --map "${missing[0]}=" with its heading, or with its number as in --map "${missing[0]}=#1".`,
      ...(proposals.length > 0 ? [] : [lowerHeader(sample), companyHint(missing, sample)].filter(Boolean)),
    ].join(' '),
  );
}

/** Whether a heading is a usual one: it is meant as it says. */
function isSomethingElse(heading: string): boolean {
  return CONCEPTS.some(concept => matchHeading(heading, concept) !== undefined);
}

/** The column that is most likely meant: by its cells, else by its heading. */
function proposalFor(concept: Concept | undefined, sample: Sample): number | undefined {
  if (!concept) return undefined;
  const isTold = ['email', 'companySite', 'linkedIn', 'profileLink'].includes(concept);
  const byCells = sample.header.findIndex((_, index) => {
    const cells = cellsOf(sample, index);
    // An address also names a domain; whoever wants one finds none in a column of addresses of webmail.
    const isOther = concept === 'companySite' && shareOf(cells, 'email') > 0;
    return isTold && !isOther && sample.header[index] !== '' && shareOf(cells, concept) >= 0.8;
  });
  return byCells >= 0
    ? byCells
    : alike(
        concept,
        sample.header.map(heading => (isSomethingElse(heading) ? '' : heading)),
      );
}

/** The column whose heading has a term of the concept among other words, or is misspelt. */
function alike(concept: Concept, header: readonly string[]): number | undefined {
  const terms = [...spellingsOfConcept(concept)].filter(term => term.length >= SHORTEST);
  const containing = header.findIndex(heading => hasTerm(wordsOf(heading), terms));
  if (containing >= 0) return containing;
  const differences = header.map(heading => leastDifference(wordsOf(heading).join(''), terms));
  const least = Math.min(...differences);
  return least < MOST_DIFFERENT ? differences.indexOf(least) : undefined;
}

function hasTerm(words: readonly string[], terms: readonly string[]): boolean {
  return words.some((_, start) =>
    words.slice(start).some((_, length) => terms.includes(words.slice(start, start + length + 1).join(''))),
  );
}

function leastDifference(spelling: string, terms: readonly string[]): number {
  if (spelling.length < SHORTEST) return 1;
  return Math.min(...terms.map(term => distance(spelling, term) / Math.max(spelling.length, term.length)));
}

function nameOf(header: readonly string[], index: number): string {
  const heading = header[index]?.trim() ?? '';
  // Of two columns with the same heading only the number tells which is meant.
  const isUnique = heading !== '' && header.indexOf(header[index] ?? '') === index;
  return isUnique && !heading.includes('"') ? heading : `#${index + 1}`;
}

/** Notes may stand above the headings, as in LinkedIn's export of contacts. */
function lowerHeader({ header, rows }: Sample): string {
  const usual = (row: readonly string[]) => row.filter(isSomethingElse).length;
  const row = rows.slice(0, MOST_NOTES).find(candidate => usual(candidate) > usual(header) + 1);
  return row ? `The headings stand further down, ${quoted(row)}: delete the rows above them.` : '';
}

/** Whoever has the names of companies only can get their domains. */
function companyHint(missing: readonly string[], { header, rows }: Sample): string {
  const company = missing.includes('domain') ? bestColumn({ header, rows }, 'companyName') : undefined;
  if (!company) return '';
  return `${quotedHeading(header[company.index] ?? '')} holds names of companies: find_domains_by_name tells their domains.`;
}
