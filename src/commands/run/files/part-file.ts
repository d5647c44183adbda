import { existsSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { SnovioError } from '../../../errors.ts';
import type { Layout } from './layout.ts';
import type { AddedColumns, Output, OutputRow } from './output.ts';
import { readPart } from './read-part.ts';
import type { RowText } from './row-text.ts';
import type { Table } from './table.ts';
import { writing } from './unwritable.ts';

/** Makes the output of the complete part. */
export type Finish = (part: string, path: string) => Promise<void>;

/**
 * An output while it is written. Rows are appended to `OUT.part`, which becomes `OUT` when it is complete.
 * An interrupted run leaves `OUT.part` behind, and the next run continues after the last row of the input that it holds whole.
 */
export class PartFile implements Output {
  readonly #path: string;
  readonly #table: Table;
  readonly #text: RowText;
  readonly #file: FileHandle;
  readonly #finish: Finish;
  #rows: number;

  private constructor(
    path: string,
    table: Table,
    text: RowText,
    file: FileHandle,
    rows: number,
    finish: Finish,
  ) {
    this.#path = path;
    this.#table = table;
    this.#text = text;
    this.#file = file;
    this.#rows = rows;
    this.#finish = finish;
  }

  /**
   * Opens the part of an interrupted run, or creates one with the header.
   * @throws SnovioError `invalid_input` when it cannot be written, or belongs to another input
   */
  static async open(
    path: string,
    table: Table,
    layout: Layout,
    added: AddedColumns,
    text: RowText,
    finish: Finish = rename,
  ): Promise<PartFile> {
    const part = `${path}.part`;
    const done = existsSync(part) ? await readPart(part, table, layout, added, text) : { rows: 0, bytes: 0 };
    const file = await open(part, 'a').catch(cause => {
      throw new SnovioError('invalid_input', { message: `${part} cannot be written.`, cause });
    });
    const output = new PartFile(path, table, text, file, done.rows, finish);
    try {
      // A run that crashed may have left half a record at the end.
      await file.truncate(done.bytes);
      if (done.bytes === 0) await output.#write(text.header(added.names));
      return output;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get rows(): number {
    return this.#rows;
  }

  get notes(): readonly string[] {
    return this.#text.notes;
  }

  /** The rows are on the disk when this resolves. */
  async append(rows: readonly OutputRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#write(rows.map(row => this.#text.row(row)).join(''));
    this.#rows += rows.length;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async complete(): Promise<void> {
    await this.#write(this.#table.totals.emptyAtEnd);
    await this.#file.close();
    await writing(this.#path, () => this.#finish(`${this.#path}.part`, this.#path));
  }

  async #write(text: string): Promise<void> {
    await writing(`${this.#path}.part`, async () => {
      await this.#file.appendFile(this.#text.dialect.codec.encode(text));
      await this.#file.datasync();
    });
  }
}
