import type { Table, TableRow } from './table.ts';

/** Where the cells that a run adds stand among the user's. */
export interface Layout {
  /** The column of each added cell, from 0. */
  readonly places: readonly number[];
  /** How many columns the output has. */
  readonly width: number;
}

/** Columns that an earlier run has added are used again where they stand; the others follow behind the widest row. */
export function layoutOf({ header, totals }: Table, added: readonly string[]): Layout {
  let { width } = totals;
  const places = added.map(name => {
    const place = header.indexOf(name);
    return place < 0 ? width++ : place;
  });
  return { places, width };
}

/** The fields of a row of the output: the user's as they are written, padded with empty ones, and the added ones. */
export function outputFields(
  { places, width }: Layout,
  row: TableRow,
  added: readonly string[],
): readonly string[] {
  const fields = Array.from({ length: width }, (_, column) => row.fields[column] ?? '');
  for (const [index, place] of places.entries()) fields[place] = added[index] ?? '';
  return fields;
}

/** Whether fields of the output, padded or not, have the user's fields of this row. */
export function isOfRow({ places, width }: Layout, fields: readonly string[], row: TableRow): boolean {
  if (fields.length !== width) return false;
  return fields.every((field, column) => places.includes(column) || field === (row.fields[column] ?? ''));
}
