import { existsSync } from 'node:fs';
import { ConfigError } from '../../../config/settings.ts';
import { SnovioError } from '../../../errors.ts';
import { knownCodec } from './encoding/codec.ts';
import { type Layout, layoutOf } from './layout.ts';
import type { AddedColumns, Output } from './output.ts';
import { PartFile } from './part-file.ts';
import { readPart } from './read-part.ts';
import { RowText } from './row-text.ts';
import { StdoutOutput } from './stdout-output.ts';
import type { Table } from './table.ts';

/**
 * Opens the output, and goes on with what an interrupted run has left of it.
 * @param path `-` is stdout
 * @throws SnovioError `invalid_input` when it exists already, cannot be written, or was begun with another input
 */
export async function openOutput(path: string, table: Table, added: AddedColumns): Promise<Output> {
  checkOutputName(path);
  const layout = layoutOf(table, added.names);
  const text = await rowTextOf(path, table, layout);
  if (path === '-') return new StdoutOutput(table, added, text);
  refuseExisting(path);
  if (!isXlsx(path)) return PartFile.open(path, table, layout, added, text);
  return PartFile.open(path, table, layout, added, text, async (part, to) => {
    const { finishXlsx } = await import('./finish-xlsx.ts');
    await finishXlsx(part, to, table, layout, text.dialect, added.isRowForRow);
  });
}

/** @throws ConfigError where the name says that it is of a kind that is not written */
export function checkOutputName(path: string): void {
  if (!/\.(xls|xlsb|xlsm|ods|numbers)$/i.test(path)) return;
  throw new ConfigError(`--out: ${path} cannot be written. Name it .csv or .xlsx`);
}

/** Until it is complete, a workbook's rows are CSV, with every character and without guards against formulas. */
async function rowTextOf(path: string, { dialect }: Table, layout: Layout): Promise<RowText> {
  if (!isXlsx(path)) return new RowText(layout, dialect);
  return new RowText(layout, { ...dialect, codec: await knownCodec('utf-8'), preamble: '' }, false);
}

/** Whether a file's name says that it is a workbook. */
function isXlsx(path: string): boolean {
  return path.toLowerCase().endsWith('.xlsx');
}

/**
 * How many rows of the input an interrupted run has left in the output. Nothing is written.
 * @throws SnovioError `invalid_input` when it exists already, or was begun with another input
 */
export async function rowsInOutput(path: string, table: Table, added: AddedColumns): Promise<number> {
  if (path === '-') return 0;
  refuseExisting(path);
  const part = `${path}.part`;
  if (!existsSync(part)) return 0;
  const layout = layoutOf(table, added.names);
  return (await readPart(part, table, layout, added, await rowTextOf(path, table, layout))).rows;
}

function refuseExisting(path: string): void {
  if (!existsSync(path)) return;
  throw new SnovioError('invalid_input', {
    message: `${path} exists already. Choose another --out, or add --fresh to write it anew.`,
  });
}
