import { ConfigError } from '../../../../config/settings.ts';
import { SnovioError } from '../../../../errors.ts';
import { fieldOf } from '../../../../text/csv.ts';
import { parseDelimiter } from '../csv/delimiter.ts';
import type { Dialect } from '../csv/dialect.ts';
import { knownCodec } from '../encoding/codec.ts';
import type { ReadOptions, Table, TableRow, TableTotals } from '../table.ts';
import { type SheetContext, type SheetRow, sheetPieces } from './sheet.ts';
import { readWorkbook, type SheetName, type Workbook } from './workbook.ts';
import type { Archive } from './zip.ts';

const EOL = '\r\n';

/**
 * Opens a workbook and reads one of its sheets through.
 * @throws SnovioError `invalid_input` when it is broken or empty
 * @throws ConfigError when the sheet of `--sheet` is not there
 */
export async function openXlsx(archive: Archive, options: ReadOptions): Promise<Table> {
  const { path } = archive;
  const workbook = await readWorkbook(archive);
  const { sheet, notes } = await chooseSheet(archive, workbook, options.sheet);
  const delimiter = options.delimiter === undefined ? ',' : parseDelimiter(options.delimiter);
  // Spreadsheets take CSV for UTF-8 only by the mark.
  const dialect: Dialect = { codec: await knownCodec('utf-8'), delimiter, eol: EOL, preamble: '\uFEFF' };
  const all = () => rowsOf(archive, sheet.entry, workbook.context, delimiter);
  const { headerRow, totals } = await readThrough(all());
  if (!headerRow)
    throw new SnovioError('invalid_input', { message: `${path}: the sheet ${sheet.name} is empty.` });
  return {
    path,
    header: headerRow.cells,
    headerRow,
    dialect,
    notes,
    // A name in .xlsx and macros do not go together: then a new workbook is made.
    workbook: archive.entries.has('xl/vbaProject.bin')
      ? undefined
      : { archive, sheet: sheet.entry, context: workbook.context },
    totals,
    rows: async function* (from = 0) {
      let toSkip = from + 1;
      for await (const row of all()) {
        if (toSkip > 0) toSkip -= 1;
        else yield row;
      }
    },
  };
}

async function chooseSheet(
  archive: Archive,
  { sheets, context }: Workbook,
  wanted: string | undefined,
): Promise<{ sheet: SheetName; notes: string[] }> {
  const names = sheets.map(({ name }) => JSON.stringify(name)).join(', ');
  if (wanted !== undefined) {
    const same = (name: string) => name.toLowerCase() === wanted.toLowerCase();
    const sheet = sheets.find(({ name }) => name === wanted) ?? sheets.find(({ name }) => same(name));
    if (!sheet)
      throw new ConfigError(`--sheet: ${archive.path} has no sheet ${JSON.stringify(wanted)}, but ${names}`);
    return { sheet, notes: [] };
  }
  const filled: SheetName[] = [];
  for (const sheet of sheets) if (await hasContent(archive, sheet, context)) filled.push(sheet);
  const [first, ...others] = filled;
  if (!first) throw new SnovioError('invalid_input', { message: `${archive.path} is empty.` });
  const rest = others.map(({ name }) => JSON.stringify(name)).join(', ');
  const note = `${archive.path}: the sheet ${JSON.stringify(first.name)} is used; there are also ${rest} (--sheet NAME).`;
  return { sheet: first, notes: others.length > 0 ? [note] : [] };
}

async function hasContent(archive: Archive, { entry }: SheetName, context: SheetContext): Promise<boolean> {
  for await (const { rows } of sheetPieces(archive, entry, context)) if (rows.some(isFilled)) return true;
  return false;
}

/** Whether anything stands in a row. */
export function isFilled({ cells }: SheetRow): boolean {
  return cells.some(({ text }) => text.trim() !== '');
}

async function* rowsOf(
  archive: Archive,
  entry: string,
  context: SheetContext,
  delimiter: string,
): AsyncGenerator<TableRow> {
  let last = 0;
  for await (const { rows } of sheetPieces(archive, entry, context)) {
    for (const row of rows) {
      if (!isFilled(row)) continue;
      const cells: string[] = [];
      for (const { column, text } of row.cells) if (text !== '') cells[column] = text;
      const all = Array.from(cells, cell => cell ?? '');
      const fields = all.map(cell => fieldOf(cell, delimiter));
      const emptyBefore = EOL.repeat(Math.max(0, row.number - last - 1));
      yield { cells: all, fields, emptyBefore, eol: EOL, number: row.number };
      last = row.number;
    }
  }
}

async function readThrough(
  all: AsyncIterable<TableRow>,
): Promise<{ headerRow: TableRow | undefined; totals: TableTotals }> {
  let headerRow: TableRow | undefined;
  let [rows, width] = [-1, 0];
  for await (const row of all) {
    headerRow ??= row;
    rows += 1;
    width = Math.max(width, row.cells.length);
  }
  return { headerRow, totals: { rows, width, emptyAtEnd: '' } };
}
