import { rename, rm } from 'node:fs/promises';
import { cellOf } from '../../../text/csv.ts';
import { skipText } from './csv/csv-table.ts';
import type { Dialect } from './csv/dialect.ts';
import { readRecords } from './csv/records.ts';
import { readText } from './encoding/read-text.ts';
import type { Layout } from './layout.ts';
import type { Table } from './table.ts';
import { editWorkbook, type NewCells } from './xlsx/edit-workbook.ts';
import { writeNewWorkbook } from './xlsx/new-workbook.ts';

/** Makes a workbook of a complete part. */
export async function finishXlsx(
  part: string,
  path: string,
  table: Table,
  layout: Layout,
  dialect: Dialect,
  isRowForRow: boolean,
): Promise<void> {
  const made = `${path}.new`;
  const records = recordsOf(part, dialect);
  try {
    if (table.workbook && isRowForRow) {
      await editWorkbook(made, table.workbook, newCells(records, table, layout));
    } else await writeNewWorkbook(made, records);
    await rename(made, path);
  } catch (error) {
    await rm(made, { force: true });
    throw error;
  }
  await rm(part, { force: true });
}

async function* recordsOf(part: string, dialect: Dialect): AsyncGenerator<readonly string[]> {
  const text = skipText(readText(part, dialect.codec), dialect.preamble.length);
  for await (const { fields } of readRecords(text, dialect, part)) yield fields.map(cellOf);
}

/** The added cells of each row that is not empty, and what the header says instead of the user's headings. */
async function* newCells(
  records: AsyncIterable<readonly string[]>,
  { header }: Table,
  { places, width }: Layout,
): AsyncGenerator<NewCells> {
  let columns: readonly number[] | undefined;
  for await (const record of records) {
    if (record.every(cell => cell.trim() === '')) continue;
    const renamed = Array.from({ length: width }, (_, column) => column).filter(
      column => column < header.length && record[column] !== header[column],
    );
    const set = columns ? places : [...new Set([...places, ...renamed])];
    columns = places;
    yield new Map(set.map(column => [column, record[column] ?? '']));
  }
}
