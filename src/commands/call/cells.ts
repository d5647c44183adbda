import type { Cell } from '../terminal/table.ts';
import type { Style } from '../terminal/terminal.ts';

/** An object of a tool's answer. */
export type Row = Readonly<Record<string, unknown>>;

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A row without objects in it: `{prospect: {name}}` has the column `prospect.name`. */
export function flattened(row: Row, prefix = ''): Row {
  return Object.fromEntries(
    Object.entries(row).flatMap(([key, value]) =>
      isRow(value) ? Object.entries(flattened(value, `${prefix}${key}.`)) : [[`${prefix}${key}`, value]],
    ),
  );
}

/** What the words of a column called status mean for the user. */
const STYLES: Readonly<Record<string, Style>> = {
  ...stylesOf('green', ['found', 'valid', 'added', 'updated', 'unchanged', 'ready', 'active']),
  ...stylesOf('yellow', ['unknown', 'greylisted', 'pending', 'not_run', 'risky', 'paused']),
  ...stylesOf('red', ['not_valid', 'error', 'drop']),
  ...stylesOf('dim', ['not_found']),
};

function stylesOf(style: Style, words: readonly string[]): Record<string, Style> {
  return Object.fromEntries(words.map(word => [word, style]));
}

/** A value of a column as a table shows it. */
export function cellOf(column: string, value: unknown): Cell {
  const text = inWords(value);
  const word = text.toLowerCase();
  const isStatus = /status$/i.test(column) && Object.hasOwn(STYLES, word);
  return { text, style: isStatus ? STYLES[word] : undefined };
}

/** A moment is shown to the minute, in UTC where it says `Z`. */
const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?(Z?)$/;

/** So many values need no names to be understood, such as an address and its status. */
const MOST_NAMELESS = 2;

/** A value in words: lists with commas, objects as `name value`. */
export function inWords(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value))
    return value
      .map(inWords)
      .filter(Boolean)
      .join(value.some(isRow) ? '; ' : ', ');
  if (!isRow(value)) return String(value).replace(MOMENT, '$1 $2$3');
  const nameless = isNameless(value);
  return toldOf(value)
    .map(([key, inner]) => (nameless ? inWords(inner) : `${key} ${inWords(inner)}`))
    .join(', ');
}

/** Whether the values of an object are understood without their names. */
export function isNameless(row: Row): boolean {
  const told = toldOf(row);
  return told.length <= MOST_NAMELESS && told.every(([, value]) => typeof value === 'string');
}

function toldOf(row: Row): [name: string, value: unknown][] {
  return Object.entries(row).filter(([, value]) => inWords(value) !== '');
}
