import { SnovioError } from '../../errors.ts';
import { type Columns, findColumns } from './columns.ts';
import type { Flow } from './flows.ts';
import { type Dialect, readRecords, sniff } from './input.ts';

/** The input file: its header, where the flow's fields are, and its rows from where the output ends. */
export class Table {
  readonly dialect: Dialect;
  readonly columns: Columns;
  readonly header: readonly string[];
  /** The output's header: the input's own columns, then the flow's. */
  readonly outHeader: string[];
  readonly #path: string;
  /** The input's columns that are kept: a column of the flow's name is written anew. */
  readonly #kept: readonly number[];
  readonly #records: AsyncGenerator<string[]>;

  private constructor(
    path: string,
    dialect: Dialect,
    header: readonly string[],
    flow: Flow,
    columns: Columns,
  ) {
    this.#path = path;
    this.dialect = dialect;
    this.header = header;
    this.columns = columns;
    this.#kept = header.flatMap((name, at) => (flow.columns.includes(name) ? [] : [at]));
    this.outHeader = [...this.#own(header), ...flow.columns];
    this.#records = readRecords(path, dialect);
  }

  /** @throws SnovioError, ConfigError */
  static async open(path: string, flow: Flow, maps: readonly string[]): Promise<Table> {
    const dialect = await sniff(path);
    for await (const header of readRecords(path, dialect)) {
      return new Table(path, dialect, header, flow, findColumns(flow, header, maps));
    }
    throw new SnovioError('invalid_input', { message: `${path} is empty.` });
  }

  /** Reads the whole file once, to know how long it is and that it can be read. */
  async count(): Promise<number> {
    let rows = -1;
    for await (const _ of readRecords(this.#path, this.dialect)) rows += 1;
    return rows;
  }

  /** Its records as the output keeps them, header first; what is read here is not read again by {@link chunks}. */
  async *expected(): AsyncGenerator<string[]> {
    for (;;) {
      const { value, done } = await this.#records.next();
      if (done) return;
      yield this.#own(value);
    }
  }

  /** The rows that are left, `size` at a time. */
  async *chunks(size: number): AsyncGenerator<{ records: string[][]; own: string[][] }> {
    let records: string[][] = [];
    for (;;) {
      const { value, done } = await this.#records.next();
      if (!done) records.push(value);
      if (records.length === size || (done && records.length > 0)) {
        yield { records, own: records.map(record => this.#own(record)) };
        records = [];
      }
      if (done) return;
    }
  }

  /** Leaves out the header and this many rows. */
  async skip(rows: number): Promise<void> {
    for (let left = rows + 1; left > 0; left--) await this.#records.next();
  }

  #own(record: readonly string[]): string[] {
    return this.#kept.map(at => record[at] ?? '');
  }
}
