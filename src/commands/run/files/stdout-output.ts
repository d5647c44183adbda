import { SnovioError } from '../../../errors.ts';
import type { AddedColumns, Output, OutputRow } from './output.ts';
import type { RowText } from './row-text.ts';
import type { Table } from './table.ts';

/** An output on stdout. Nothing of it is left for another run to go on with. */
export class StdoutOutput implements Output {
  readonly #text: RowText;
  readonly #table: Table;
  #start: string;
  #rows = 0;

  constructor(table: Table, added: AddedColumns, text: RowText) {
    this.#table = table;
    this.#text = text;
    this.#start = text.header(added.names);
  }

  get rows(): number {
    return this.#rows;
  }

  get notes(): readonly string[] {
    return this.#text.notes;
  }

  async append(rows: readonly OutputRow[]): Promise<void> {
    await this.#write(rows.map(row => this.#text.row(row)).join(''));
    this.#rows += rows.length;
  }

  async close(): Promise<void> {}

  async complete(): Promise<void> {
    await this.#write(this.#table.totals.emptyAtEnd);
  }

  /** The header waits for the first rows, so that a refusal writes nothing. */
  async #write(text: string): Promise<void> {
    const bytes = this.#text.dialect.codec.encode(this.#start + text);
    this.#start = '';
    await new Promise<void>((resolve, reject) => {
      const fail = (cause: Error) =>
        reject(
          new SnovioError('invalid_input', {
            message: 'stdout was closed before all rows were written.',
            cause,
          }),
        );
      process.stdout.once('error', fail);
      process.stdout.write(bytes, error => {
        if (error) return fail(error);
        process.stdout.off('error', fail);
        resolve();
      });
    });
  }
}
