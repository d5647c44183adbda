import type { Terminal } from './terminal.ts';
import { foldedTo, oneLine, padded, widthOf } from './text.ts';

/** A column narrower than this folds its words so often that nobody can read them. */
const NARROWEST_COLUMN = 12;
const GAP = '  ';
/** The most lines of a cell; what is longer ends in `…`. */
const MOST_LINES = 6;

/** A cell's text, and how it is shown. */
export interface Cell {
  readonly text: string;
  readonly style?: Parameters<Terminal['paint']>[0] | undefined;
}

/**
 * Rows in columns that fit into the terminal, cells folded where they are too long. Texts may come from anybody: each is
 * cleaned.
 * @returns lines; undefined where so many columns do not fit beside each other
 */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  { columns, paint }: Terminal,
): string[] | undefined {
  const clean = rows.map(row => row.map(({ text, style }) => ({ text: oneLine(text), style })));
  const needs = head.map((title, index) => needsOf([title, ...clean.map(row => row[index]?.text ?? '')]));
  const widths = fitted(needs, columns - GAP.length * (head.length - 1));
  if (!widths) return undefined;
  const line = (cells: readonly Cell[]) => rowLines(cells, widths, paint);
  return [...line(head.map(text => ({ text, style: 'bold' }))), ...clean.flatMap(line)];
}

function rowLines(cells: readonly Cell[], widths: readonly number[], paint: Terminal['paint']): string[] {
  const folded = cells.map(({ text }, index) => shortened(foldedTo(text, widths[index] ?? 0)));
  const height = Math.max(1, ...folded.map(lines => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map(({ style }, index) => {
        const text = folded[index]?.[line] ?? '';
        const spaces = padded(text, widths[index] ?? 0).slice(text.length);
        return `${style && text ? paint(style, text) : text}${index < cells.length - 1 ? spaces : ''}`;
      })
      .join(GAP)
      .trimEnd(),
  );
}

function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), '…'];
}

/** The columns that the texts of a column take. */
interface Needs {
  /** Each in one line. */
  readonly natural: number;
  /** Folded, but no word cut. */
  readonly word: number;
}

function needsOf(texts: readonly string[]): Needs {
  // Not as arguments of one Math.max: there may be more rows than a call takes arguments.
  return texts.reduce<Needs>(
    ({ natural, word }, text) => ({
      natural: Math.max(natural, widthOf(text)),
      word: text.split(' ').reduce((most, part) => Math.max(most, widthOf(part)), word),
    }),
    { natural: 0, word: 0 },
  );
}

/** The widths of columns that have `total` between them: narrow ones keep theirs, wide ones share the rest. */
function fitted(columns: readonly Needs[], total: number): number[] | undefined {
  const widest = Math.max(NARROWEST_COLUMN, ...columns.map(({ natural }) => natural));
  // Best without a word cut in two: addresses are copied from here.
  for (const least of [(needs: Needs) => needs.word, () => NARROWEST_COLUMN]) {
    for (let cap = widest; cap >= NARROWEST_COLUMN; cap -= 1) {
      const widths = columns.map(needs => Math.min(needs.natural, Math.max(least(needs), cap)));
      if (widths.reduce((sum, width) => sum + width, 0) <= total) return widths;
    }
  }
  return undefined;
}
