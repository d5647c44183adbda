/** The text of a field as it is written. A quote that stands where none belongs is text. */
export function cellOf(field: string): string {
  const isQuoted = field.length > 1 && field.startsWith('"') && field.endsWith('"');
  if (!isQuoted) return field;
  const inside = field.slice(1, -1);
  // A quote inside that is not doubled has ended the quoting.
  return inside.replaceAll('""', '').includes('"') ? field : inside.replaceAll('""', '"');
}

/** A text as a field, in quotes where they are needed. */
export function fieldOf(cell: string, delimiter: string): string {
  const isPlain = !cell.includes(delimiter) && !/["\r\n]/.test(cell);
  return isPlain ? cell : `"${cell.replaceAll('"', '""')}"`;
}

/**
 * A cell that spreadsheets show as it is. They run cells that start with =, +, - or @ as formulas, also behind a tab or a
 * line break: a leading apostrophe turns such a cell into text.
 */
export function withoutFormula(cell: string): string {
  return /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) ? `'${cell}` : cell;
}
