import type { CsvFlow } from '../flows/flow.ts';
import type { Retry } from '../resume/retry.ts';
import type { NameOrder } from './full-name.ts';

/** How the user chose columns and rows. */
export interface ColumnChoice {
  /** The values of `--map`: `field=column` each. */
  readonly mappings: readonly string[];
  /** The words of `--only`, in small letters; empty: all rows. */
  readonly only: readonly string[];
  /** Whether the file's first row is data. */
  readonly noHeader: boolean;
}

/** Where a field stands in a file. */
export interface Place extends NameOrder {
  /** From 0. */
  readonly index: number;
  /** Who says so: `--map`, an earlier step, or the column's heading. */
  readonly by: 'map' | 'step' | 'heading';
  /** Columns that would fit as well, best first. */
  readonly passedOver: readonly number[];
}

/** A file's columns as a flow uses them. */
export interface Columns {
  readonly header: readonly string[];
  /** By the flow's field names. With `fullName`, a flow that wants both names gets them from there. */
  readonly places: ReadonlyMap<string, Place>;
  readonly only: readonly string[];
  /** The indexes of the columns that the same flow has written before, and writes anew. */
  readonly own: readonly number[];
  /** Which rows of an earlier run are tried again, and where that has written; undefined: all rows are. */
  readonly retry?: Retry;
}

/** The name of a full name's field, which every flow has that takes a first and a last name. */
export const FULL_NAME = 'fullName';

/** Whether a flow searches by first and last names, and cannot do with full ones. */
export function needsNames({ requiredFields, orFields = [] }: CsvFlow): boolean {
  return [...requiredFields, ...orFields].includes('lastName');
}

/** Whether a flow takes first and last names, so that full ones are split for it. */
export function takesNames({ fields }: CsvFlow): boolean {
  return fields.lastName !== undefined;
}
