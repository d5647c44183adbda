import type { TableRow } from './table.ts';

/** A row of the input with the cells that it gets: a list for each row of the output. */
export interface OutputRow {
  readonly row: TableRow;
  readonly added: readonly (readonly string[])[];
}

/** Where the rows go, in the input's order. */
export interface Output {
  /** How many rows of the input it holds. */
  readonly rows: number;
  /** What the user has to know about it when it is complete, a sentence each. */
  readonly notes: readonly string[];
  /** Appends rows of the input. They are written when this resolves. */
  append(rows: readonly OutputRow[]): Promise<void>;
  /** Ends the writing. What is not complete can be gone on with. */
  close(): Promise<void>;
  /** Ends the writing of a complete output, and gives it its name. */
  complete(): Promise<void>;
}

/** The columns that a run adds. */
export interface AddedColumns {
  readonly names: readonly string[];
  /** Whether each row of the input becomes one of the output. */
  readonly isRowForRow: boolean;
  /** Whether a row of the output with these added cells is the last of its row of the input. */
  isLast(cells: readonly string[]): boolean;
}
