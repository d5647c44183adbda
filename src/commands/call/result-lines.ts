import { type Cell, tableLines } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { foldedTo, oneLine, padded, severalLines, widthOf } from '../terminal/text.ts';
import { cellOf, flattened, inWords, isRow, type Row } from './cells.ts';

/**
 * The answer of a tool as people read it: a table for each list in it, then the rest as names and values.
 * @param result the structured answer; its texts may be anybody's
 */
export function resultLines(result: object, terminal: Terminal): string[] {
  const lists: string[][] = [];
  const facts: [string, unknown][] = [];
  for (const [name, value] of Object.entries(result)) {
    if (isList(value)) lists.push(listLines(name, value, terminal));
    else facts.push([name, value]);
  }
  return [...lists, factLines(facts, terminal)].filter(lines => lines.length > 0).flatMap(withGap);
}

function withGap(lines: readonly string[], index: number): readonly string[] {
  return index === 0 ? lines : ['', ...lines];
}

/** A list of objects that is not empty. */
function isList(value: unknown): value is readonly Row[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRow);
}

function listLines(name: string, list: readonly Row[], terminal: Terminal): string[] {
  const rows = list.map(row => flattened(row));
  const columns = [...new Set(rows.flatMap(row => Object.keys(row).filter(key => inWords(row[key]) !== '')))];
  const cells = rows.map(row => columns.map(column => cellOf(column, row[column])));
  const heads = columns.map(column => oneLine(column));
  const title = terminal.paint('dim', `${oneLine(name)} (${list.length})`);
  const table = isReadable(cells) ? tableLines(heads, cells, terminal) : undefined;
  return [title, ...(table ?? rows.flatMap((row, index) => blockLines(row, index, terminal)))];
}

/** Longer texts, such as replies, are not read in narrow columns. */
const LONGEST_CELL = 200;

function isReadable(cells: readonly (readonly Cell[])[]): boolean {
  return cells.every(row => row.every(({ text }) => text.length <= LONGEST_CELL && !text.includes('\n')));
}

/** A row below its number, a line for each value. */
function blockLines(row: Row, index: number, terminal: Terminal): string[] {
  const number = terminal.paint('bold', String(index + 1));
  return [...(index > 0 ? [''] : []), number, ...factLines(Object.entries(row), terminal)];
}

/** Names of values are not padded to more than this. */
const WIDEST_NAME = 24;

function factLines(facts: readonly (readonly [string, unknown])[], terminal: Terminal): string[] {
  const told = facts.filter(([, value]) => inWords(value) !== '');
  const names = told.map(([name]) => oneLine(name));
  const width = Math.min(WIDEST_NAME, Math.max(0, ...names.map(widthOf)));
  return told.flatMap(([name, value], index) => {
    const { text, style } = cellOf(name, value);
    const [first = '', ...more] = severalLines(text).flatMap(line =>
      foldedTo(line, Math.max(1, terminal.columns - width - 2)),
    );
    const label = terminal.paint('cyan', padded(names[index] ?? '', width));
    const shown = style ? terminal.paint(style, first) : first;
    return [`${label}  ${shown}`.trimEnd(), ...more.map(line => `${' '.repeat(width + 2)}${line}`.trimEnd())];
  });
}
