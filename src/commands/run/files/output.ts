import { access } from 'node:fs/promises';
import { SnovioError } from '../../../errors.ts';
import { layoutOf } from './layout.ts';
import { PartFile } from './part-file.ts';
import { RowText } from './row-text.ts';
import type { Table, TableRow } from './table.ts';

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
  /** Whether a row of the output with these added cells is the last of its row of the input. */
  isLast(cells: readonly string[]): boolean;
}

/**
 * Opens the output, and goes on with what an interrupted run has left of it.
 * @throws SnovioError `invalid_input` when it exists already, cannot be written, or was begun with another input
 */
export async function openOutput(path: string, table: Table, added: AddedColumns): Promise<Output> {
  if (await exists(path)) {
    throw new SnovioError('invalid_input', { message: `${path} exists already. Choose another --out.` });
  }
  const layout = layoutOf(table, added.names);
  return PartFile.open(path, table, layout, added, new RowText(table, layout, table.dialect));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
