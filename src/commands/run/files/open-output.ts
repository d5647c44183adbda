import { access } from 'node:fs/promises';
import { SnovioError } from '../../../errors.ts';
import { layoutOf } from './layout.ts';
import type { AddedColumns, Output } from './output.ts';
import { PartFile } from './part-file.ts';
import { RowText } from './row-text.ts';
import type { Table } from './table.ts';

/**
 * Opens the output, and goes on with what an interrupted run has left of it.
 * @throws SnovioError `invalid_input` when it exists already, cannot be written, or was begun with another input
 */
export async function openOutput(path: string, table: Table, added: AddedColumns): Promise<Output> {
  if (await exists(path)) {
    throw new SnovioError('invalid_input', {
      message: `${path} exists already. Choose another --out, or add --fresh to write it anew.`,
    });
  }
  const layout = layoutOf(table, added.names);
  return PartFile.open(path, table, layout, added, new RowText(layout, table.dialect));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
