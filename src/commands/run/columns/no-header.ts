import type { Table, TableRow } from '../files/table.ts';

/** A table whose first row is data: its columns are called by their numbers, `#1`, `#2` and so on. */
export function withoutHeader(table: Table): Table {
  const names = Array.from({ length: table.totals.width }, (_, index) => `#${index + 1}`);
  const first = table.headerRow;
  return {
    ...table,
    // In the workbook there is no row that the new headings belong to.
    workbook: undefined,
    header: names,
    headerRow: { ...first, cells: names, fields: names, emptyBefore: '' },
    totals: { ...table.totals, rows: table.totals.rows + 1 },
    rows: from => rowsFrom(table, first, from ?? 0),
  };
}

async function* rowsFrom(table: Table, first: TableRow, from: number): AsyncGenerator<TableRow> {
  if (from === 0) yield first;
  yield* table.rows(Math.max(0, from - 1));
}
