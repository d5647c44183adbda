import { SnovioError } from '../../errors.ts';
import { type ColumnIndexes, findColumns } from './columns.ts';
import { type Dialect, detectDialect, readRecords } from './csv.ts';
import type { CsvFlow } from './flows/flow.ts';
import { addedColumnsOf } from './output-rows.ts';

/** Some rows of the input. */
export interface InputChunk {
  /** The records as they are in the input. */
  readonly records: readonly (readonly string[])[];
  /** The same records with the columns that the output keeps. */
  readonly kept: readonly (readonly string[])[];
}

/** The input CSV file. Its records are read once, in order, by {@link keptRecords}, {@link skip} and {@link chunks}. */
export class InputFile {
  readonly dialect: Dialect;
  /** Where each field of the flow is. */
  readonly columns: ColumnIndexes;
  /** The kept input columns, then the columns that the flow adds. */
  readonly outputHeader: readonly string[];
  readonly #path: string;
  /** Indexes of the input columns that the output keeps: all but those that the flow adds itself. */
  readonly #keptColumns: readonly number[];
  readonly #records: AsyncGenerator<string[]>;

  private constructor(
    path: string,
    dialect: Dialect,
    header: readonly string[],
    flow: CsvFlow,
    columns: ColumnIndexes,
  ) {
    this.#path = path;
    this.dialect = dialect;
    this.columns = columns;
    const added = addedColumnsOf(flow);
    this.#keptColumns = header.flatMap((name, index) => (added.includes(name) ? [] : [index]));
    this.outputHeader = [...this.#keep(header), ...added];
    this.#records = readRecords(path, dialect);
  }

  /**
   * Opens a file and finds the flow's columns in its header.
   * @param mappings the values of `--map`
   * @throws SnovioError `invalid_input` when the file cannot be read or is empty
   * @throws ConfigError when a column is missing
   */
  static async open(path: string, flow: CsvFlow, mappings: readonly string[]): Promise<InputFile> {
    const dialect = await detectDialect(path);
    for await (const header of readRecords(path, dialect)) {
      return new InputFile(path, dialect, header, flow, findColumns(flow, header, mappings));
    }
    throw new SnovioError('invalid_input', { message: `${path} is empty.` });
  }

  /** Reads the whole file once: counts its rows without the header, and finds broken records before anything is paid. */
  async countRows(): Promise<number> {
    let rows = -1;
    for await (const _ of readRecords(this.#path, this.dialect)) rows += 1;
    return rows;
  }

  /** The remaining records, header first, with the columns that the output keeps. */
  async *keptRecords(): AsyncGenerator<string[]> {
    for (;;) {
      const { value, done } = await this.#records.next();
      if (done) return;
      yield this.#keep(value);
    }
  }

  /** The remaining rows, `size` at a time. The header must have been read before. */
  async *chunks(size: number): AsyncGenerator<InputChunk> {
    let records: string[][] = [];
    for (;;) {
      const { value, done } = await this.#records.next();
      if (!done) records.push(value);
      if (records.length === size || (done && records.length > 0)) {
        yield { records, kept: records.map(record => this.#keep(record)) };
        records = [];
      }
      if (done) return;
    }
  }

  /** Skips the header and this many rows. */
  async skip(rows: number): Promise<void> {
    for (let left = rows + 1; left > 0; left--) await this.#records.next();
  }

  #keep(record: readonly string[]): string[] {
    return this.#keptColumns.map(index => record[index] ?? '');
  }
}
