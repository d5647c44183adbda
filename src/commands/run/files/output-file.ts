import { access, type FileHandle, open, rename } from 'node:fs/promises';
import { SnovioError } from '../../../errors.ts';
import { textOf } from './csv/csv-table.ts';
import { cellOf, fieldOf, withoutFormula } from './csv/fields.ts';
import { wholeRecords } from './csv/records.ts';
import { isOfRow, type Layout, layoutOf, outputFields } from './layout.ts';
import type { Table, TableRow } from './table.ts';

/** A row of the input with the cells that it gets: a list for each row of the output. */
export interface OutputRow {
  readonly row: TableRow;
  readonly added: readonly (readonly string[])[];
}

/**
 * The output file while it is written. Rows are appended to `OUT.part`, which is renamed to `OUT` when it is complete.
 * An interrupted run leaves `OUT.part` behind, and the next run continues after the last row of the input that it holds whole.
 */
export class OutputFile {
  readonly #path: string;
  readonly #table: Table;
  readonly #layout: Layout;
  readonly #file: FileHandle;
  #rows: number;

  private constructor(path: string, table: Table, layout: Layout, file: FileHandle, rows: number) {
    this.#path = path;
    this.#table = table;
    this.#layout = layout;
    this.#file = file;
    this.#rows = rows;
  }

  /**
   * Opens the part of an interrupted run, or creates one with the header.
   * @param added the names of the columns that the run adds
   * @param isLast whether a record with these added cells is the last of its row of the input
   * @throws SnovioError `invalid_input` when the output exists already, cannot be written, or the part belongs to another input
   */
  static async open(
    path: string,
    table: Table,
    added: readonly string[],
    isLast: (added: readonly string[]) => boolean,
  ): Promise<OutputFile> {
    if (await exists(path)) {
      throw new SnovioError('invalid_input', { message: `${path} exists already. Choose another --out.` });
    }
    const part = `${path}.part`;
    const layout = layoutOf(table, added);
    const done = (await exists(part))
      ? await readPart(part, table, layout, added, isLast)
      : { rows: 0, bytes: 0 };
    const file = await open(part, 'a').catch(cause => {
      throw new SnovioError('invalid_input', { message: `${part} cannot be written.`, cause });
    });
    const output = new OutputFile(path, table, layout, file, done.rows);
    try {
      // A run that crashed may have left half a record at the end.
      await file.truncate(done.bytes);
      if (done.bytes === 0) await output.#begin(added);
      return output;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** How many rows of the input the file holds. */
  get rows(): number {
    return this.#rows;
  }

  /** Appends rows of the input. They are on the disk when this resolves. */
  async append(rows: readonly OutputRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#write(rows.map(row => this.#textOf(row)).join(''));
    this.#rows += rows.length;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Closes the complete file and gives it its final name. */
  async complete(): Promise<void> {
    await this.#write(this.#table.totals.emptyAtEnd);
    await this.#file.close();
    await rename(`${this.#path}.part`, this.#path);
  }

  async #begin(added: readonly string[]): Promise<void> {
    const { preamble } = this.#table.dialect;
    await this.#write(preamble + this.#textOf({ row: this.#layout.headerRow, added: [added] }));
  }

  #textOf({ row, added }: OutputRow): string {
    const { dialect } = this.#table;
    const eol = row.eol || dialect.eol;
    const records = added.map(cells => {
      const fields = cells.map(cell => fieldOf(withoutFormula(cell), dialect.delimiter));
      return outputFields(this.#layout, row, fields).join(dialect.delimiter) + eol;
    });
    return row.emptyBefore + records.join('');
  }

  async #write(text: string): Promise<void> {
    await this.#file.appendFile(text);
    await this.#file.datasync();
  }
}

/**
 * Checks that each record of a part comes from the same input.
 * @returns how many rows of the input the part holds whole, and how many bytes those are with the header
 * @throws SnovioError `invalid_input` when one does not
 */
async function readPart(
  part: string,
  table: Table,
  layout: Layout,
  added: readonly string[],
  isLast: (added: readonly string[]) => boolean,
): Promise<{ rows: number; bytes: number }> {
  const { dialect } = table;
  const input = table.rows();
  let [rows, bytes, read] = [-1, 0, Buffer.byteLength(dialect.preamble)];
  let expected: TableRow | undefined = layout.headerRow;
  for await (const { fields, eol } of wholeRecords(textOf(part, dialect.preamble.length), dialect, part)) {
    read += Buffer.byteLength(fields.join(dialect.delimiter) + eol);
    const cells = fields.map(cellOf);
    if (cells.every(cell => cell.trim() === '')) continue;
    const addedCells = layout.places.map(place => cells[place] ?? '');
    const isHeader = rows < 0;
    if (!expected || !isOfRow(layout, fields, expected) || (isHeader && String(addedCells) !== String(added)))
      throw ofAnotherInput(part);
    if (!isHeader && !isLast(addedCells)) continue;
    [rows, bytes] = [rows + 1, read];
    expected = (await input.next()).value as TableRow | undefined;
  }
  return { rows: Math.max(0, rows), bytes };
}

function ofAnotherInput(part: string): SnovioError {
  return new SnovioError('invalid_input', {
    message: `${part} was begun with another input. Delete it to start anew, or choose another --out.`,
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
