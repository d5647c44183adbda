import { ownColumns, renamedColumns } from '../columns/earlier-steps.ts';
import type { Table, TableRow } from './table.ts';

/** Where the cells that a run adds stand among the user's. */
export interface Layout {
  /** The column of each added cell, from 0. */
  readonly places: readonly number[];
  /** How many columns the output has. */
  readonly width: number;
  /** The header of the input's columns in the output. */
  readonly headerRow: TableRow;
}

/**
 * The columns that an earlier run of the same flow has added are used again where they stand; else the new ones follow
 * behind the widest row, and those of other steps with the same names are renamed.
 */
export function layoutOf({ header, headerRow, totals }: Table, added: readonly string[]): Layout {
  const own = ownColumns(header, added);
  if (own.length > 0) return { places: own, width: totals.width, headerRow };
  const renamed = renamedColumns(header, added);
  const fields = headerRow.fields.map((field, index) => renamed.get(index) ?? field);
  return {
    places: added.map((_, index) => totals.width + index),
    width: totals.width + added.length,
    headerRow: { ...headerRow, fields },
  };
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
