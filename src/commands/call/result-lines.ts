import { type Cell, tableLines } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { foldedTo, oneLine, padded, severalLines, widthOf } from '../terminal/text.ts';
import { cellOf, flattened, inWords, isNameless, isRow, type Row } from './cells.ts';

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
  const inLines = told.filter(([, value]) => !hasLines(value)).map(([name]) => widthOf(oneLine(name)));
  const width = Math.min(WIDEST_NAME, Math.max(0, ...inLines));
  return told.flatMap(([name, value]) => {
    if (hasLines(value)) return nestedLines(name, value, terminal);
    const { text, style } = cellOf(name, value);
    const [first = '', ...more] = severalLines(text).flatMap(line =>
      foldedTo(line, Math.max(1, terminal.columns - width - 2)),
    );
    const label = terminal.paint('cyan', padded(oneLine(name), width));
    const shown = style ? terminal.paint(style, first) : first;
    return [`${label}  ${shown}`.trimEnd(), ...more.map(line => `${' '.repeat(width + 2)}${line}`.trimEnd())];
  });
}

/** Whether a value is shown in lines of its own below its name: an object, or a list of objects that need their names. */
function hasLines(value: unknown): value is Row | readonly Row[] {
  return isRow(value) || (isList(value) && value.some(row => !isNameless(row)));
}

const INDENT = '  ';

function nestedLines(name: string, value: Row | readonly Row[], terminal: Terminal): string[] {
  const inner = { ...terminal, columns: Math.max(1, terminal.columns - INDENT.length) };
  const [title = '', ...lines] = isRow(value)
    ? [terminal.paint('cyan', oneLine(name)), ...objectLines(value, inner)]
    : listLines(name, value, inner);
  return [title, ...lines.map(line => `${INDENT}${line}`.trimEnd())];
}

/** Objects of one kind, such as counts of each event, are the rows of a table. */
function objectLines(object: Row, terminal: Terminal): string[] {
  const told = Object.entries(object).filter(([, value]) => inWords(value) !== '');
  const rows = told.flatMap(([name, value]) => (isRow(value) ? [{ name, value }] : []));
  const isTable = rows.length > 1 && rows.length === told.length;
  if (!isTable || rows.some(({ value }) => Object.values(value).some(hasLines)))
    return factLines(told, terminal);
  const columns = [...new Set(rows.flatMap(({ value }) => Object.keys(value)))];
  const cells = rows.map(({ name, value }) => [
    { text: oneLine(name) },
    ...columns.map(column => cellOf(column, value[column])),
  ]);
  return tableLines(['', ...columns.map(oneLine)], cells, terminal) ?? factLines(told, terminal);
}
