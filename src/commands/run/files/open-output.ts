import { access } from 'node:fs/promises';
import { ConfigError } from '../../../config/settings.ts';
import { SnovioError } from '../../../errors.ts';
import { knownCodec } from './encoding/codec.ts';
import { layoutOf } from './layout.ts';
import type { AddedColumns, Output } from './output.ts';
import { PartFile } from './part-file.ts';
import { RowText } from './row-text.ts';
import { StdoutOutput } from './stdout-output.ts';
import type { Table } from './table.ts';

/**
 * Opens the output, and goes on with what an interrupted run has left of it.
 * @param path `-` is stdout
 * @throws SnovioError `invalid_input` when it exists already, cannot be written, or was begun with another input
 */
export async function openOutput(path: string, table: Table, added: AddedColumns): Promise<Output> {
  const layout = layoutOf(table, added.names);
  const csv = new RowText(layout, table.dialect);
  if (/\.(xls|xlsb|xlsm|ods|numbers)$/i.test(path)) {
    throw new ConfigError(`--out: ${path} cannot be written. Name it .csv or .xlsx`);
  }
  if (path === '-') return new StdoutOutput(table, added, csv);
  if (await exists(path)) {
    throw new SnovioError('invalid_input', {
      message: `${path} exists already. Choose another --out, or add --fresh to write it anew.`,
    });
  }
  if (!isXlsx(path)) return PartFile.open(path, table, layout, added, csv);
  // Until it is complete, the workbook's rows are CSV, with every character and without guards against formulas.
  const dialect = { ...table.dialect, codec: await knownCodec('utf-8'), preamble: '' };
  return PartFile.open(path, table, layout, added, new RowText(layout, dialect, false), async (part, to) => {
    const { finishXlsx } = await import('./finish-xlsx.ts');
    await finishXlsx(part, to, table, layout, dialect, added.isRowForRow);
  });
}

/** Whether a file's name says that it is a workbook. */
function isXlsx(path: string): boolean {
  return path.toLowerCase().endsWith('.xlsx');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
