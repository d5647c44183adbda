import { access } from 'node:fs/promises';
import { SnovioError } from '../../../errors.ts';
import { layoutOf } from './layout.ts';
import type { AddedColumns, Output } from './output.ts';
import { PartFile } from './part-file.ts';
import { readPart } from './read-part.ts';
import { RowText } from './row-text.ts';
import type { Table } from './table.ts';

/**
 * Opens the output, and goes on with what an interrupted run has left of it.
 * @throws SnovioError `invalid_input` when it exists already, cannot be written, or was begun with another input
 */
export async function openOutput(path: string, table: Table, added: AddedColumns): Promise<Output> {
  await refuseExisting(path);
  const layout = layoutOf(table, added.names);
  return PartFile.open(path, table, layout, added, new RowText(layout, table.dialect));
}

/**
 * How many rows of the input an interrupted run has left in the output. Nothing is written.
 * @throws SnovioError `invalid_input` when it exists already, or was begun with another input
 */
export async function rowsInOutput(path: string, table: Table, added: AddedColumns): Promise<number> {
  await refuseExisting(path);
  const part = `${path}.part`;
  if (!(await exists(part))) return 0;
  const layout = layoutOf(table, added.names);
  return (await readPart(part, table, layout, added, new RowText(layout, table.dialect))).rows;
}

async function refuseExisting(path: string): Promise<void> {
  if (!(await exists(path))) return;
  throw new SnovioError('invalid_input', {
    message: `${path} exists already. Choose another --out, or add --fresh to write it anew.`,
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
