import { SnovioError } from '../../../errors.ts';
import { cellOf } from '../../../text/csv.ts';
import { skipText } from './csv/csv-table.ts';
import { type CsvRecord, wholeRecords } from './csv/records.ts';
import { decodeText } from './encoding/read-text.ts';
import { isOfRow, type Layout } from './layout.ts';
import type { AddedColumns } from './output.ts';
import type { RowText } from './row-text.ts';
import type { Table, TableRow } from './table.ts';

/** What a part holds whole. */
interface Done {
  /** Rows of the input. */
  readonly rows: number;
  /** The length of those rows and the header; what follows was being written. */
  readonly bytes: number;
}

/**
 * Checks that each record of a part comes from the same input.
 * @throws SnovioError `invalid_input` when one does not
 */
export async function readPart(
  part: string,
  table: Table,
  layout: Layout,
  added: AddedColumns,
  text: RowText,
): Promise<Done> {
  const { codec, delimiter, preamble } = text.dialect;
  const lengthOf = (record: CsvRecord) => codec.encode(record.fields.join(delimiter) + record.eol).length;
  const input = table.rows();
  let expected: TableRow | undefined = layout.headerRow;
  let [rows, bytes, read] = [-1, 0, codec.encode(preamble).length];
  const records = wholeRecords(skipText(decodeText(part, codec), preamble.length), text.dialect, part);
  for await (const record of records) {
    read += lengthOf(record);
    const cells = record.fields.map(cellOf);
    if (cells.every(cell => cell.trim() === '')) continue;
    const own = layout.places.map(place => cells[place] ?? '');
    const isOther = rows < 0 && own.join() !== added.names.join();
    if (isOther || !expected || !isOfRow(layout, record.fields, expected)) throw ofAnotherInput(part);
    if (rows >= 0 && !added.isLast(own)) continue;
    [rows, bytes] = [rows + 1, read];
    expected = (await input.next()).value as TableRow | undefined;
  }
  await input.return(undefined);
  return { rows: Math.max(0, rows), bytes };
}

function ofAnotherInput(part: string): SnovioError {
  return new SnovioError('invalid_input', {
    message:
      `${part} was begun with another input. To begin anew add --fresh, which keeps a copy of it; ` +
      'or choose another --out.',
  });
}
