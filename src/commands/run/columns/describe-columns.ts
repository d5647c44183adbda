import type { CsvFlow } from '../flows/flow.ts';
import { type Columns, FULL_NAME, type Place } from './columns.ts';
import { cellsOf, type Sample, shareOf } from './contents.ts';
import { quoted, quotedHeading } from './quoted-headings.ts';

const MOST_UNUSED = 12;

/** Which column each field of the flow is taken from, and which columns are not used, in lines for the user. */
export function describeColumns(flow: CsvFlow, columns: Columns, sample: Sample): string {
  const lines = [...columns.places].map(
    ([field, place]) => `  ${field} ← ${describePlace(field, place, flow, columns, sample)}\n`,
  );
  return `Columns for ${flow.tool}:\n${lines.join('')}${unusedText(columns)}`;
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
