import type { Table } from '../files/table.ts';
import { type CsvFlow, nameOf } from '../flows/flow.ts';
import type { Input } from '../input.ts';
import { type Columns, FULL_NAME, needsNames, type Place } from './columns.ts';
import { cellsOf, type Sample, shareOf } from './contents.ts';
import { quoted, quotedHeading } from './quoted-headings.ts';
import { readRow } from './read-row.ts';

const MOST_UNUSED = 12;
const MOST_ROWS = 10;

/**
 * Which column each field of the flow is taken from, which columns are not used, and which rows can be read in several
 * ways, in lines for the user.
 */
export async function describeColumns(flow: CsvFlow, { table, columns, sample }: Input): Promise<string> {
  const lines = [...columns.places].map(
    ([field, place]) => `  ${field} ← ${describePlace(field, place, flow, columns, sample)}\n`,
  );
  return `Columns for ${nameOf(flow)}:\n${lines.join('')}${unusedText(columns)}${await unsureRows(flow, columns, table)}`;
}

function describePlace(
  field: string,
  place: Place,
  flow: CsvFlow,
  { header }: Columns,
  sample: Sample,
): string {
  const notes = [
    field === FULL_NAME ? 'split into first and last name' : '',
    warningOf(field, place, flow, sample),
    place.passedOver.length > 0
      ? `not ${place.passedOver.map(index => named(header, index)).join(', ')}`
      : '',
  ].filter(Boolean);
  return [named(header, place.index), ...notes].join('; ');
}

/** Tells where the cells are not what the heading promises. */
function warningOf(field: string, { index }: Place, { fields }: CsvFlow, sample: Sample): string {
  const concept = fields[field];
  const cells = cellsOf(sample, index);
  const rows = sample.rows.length;
  if (!concept || rows === 0) return '';
  if (cells.length === 0) return rows > 1 ? `empty in the first ${rows} rows` : 'empty';
  const unfit = 1 - shareOf(cells, concept);
  return unfit > 0.5
    ? `CHECK THIS: ${Math.round(unfit * cells.length)} of the first ${cells.length} cells look like something else`
    : '';
}

async function unsureRows(flow: CsvFlow, columns: Columns, table: Table): Promise<string> {
  const isSplit = needsNames(flow) && columns.places.has(FULL_NAME);
  if (!isSplit && !columns.places.has('email')) return '';
  const [unsure, failed, several]: [number[], number[], number[]] = [[], [], []];
  for await (const { cells, number } of table.rows()) {
    const { known, fields, isUnsureName, hasMoreEmails } = readRow(flow, columns, cells);
    if (known?.status === 'skipped') continue;
    if (hasMoreEmails) several.push(number);
    if (!isSplit) continue;
    if (isUnsureName) unsure.push(number);
    else if (fields[FULL_NAME] && !fields.email) failed.push(number);
  }
  return (
    rowsText('it is unsure how the name is split', unsure) +
    rowsText('no first and last name can be told apart', failed) +
    rowsText('several addresses stand in one cell, of which the first is used', several)
  );
}

function rowsText(problem: string, rows: readonly number[]): string {
  if (rows.length === 0) return '';
  const first = rows.slice(0, MOST_ROWS).join(', ');
  return `  ${rows.length} ${rows.length === 1 ? 'row' : 'rows'} where ${problem}: row ${first}${rows.length > MOST_ROWS ? ' …' : ''}\n`;
}

function unusedText({ header, places }: Columns): string {
  const used = new Set([...places.values()].flatMap(({ index, passedOver }) => [index, ...passedOver]));
  const unused = header.filter(
    (heading, index) => heading.trim() && !used.has(index) && !heading.startsWith('snovio_'),
  );
  return unused.length > 0 ? `  not used: ${quoted(unused, MOST_UNUSED)}\n` : '';
}

function named(header: readonly string[], index: number): string {
  return `${quotedHeading(header[index] ?? '')} (#${index + 1})`;
}
