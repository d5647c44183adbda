import { createReadStream } from 'node:fs';
import { access, type FileHandle, open, rename } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { SnovioError } from '../../errors.ts';
import { type Dialect, readRecords } from './input.ts';

/** The records that the input gives the output, header first, to compare an old part with. */
export type Expected = AsyncIterator<readonly string[]>;

/**
 * The output file while it grows: whole records only, appended to `OUT.part`; it gets its name when it is complete. An
 * interrupted run leaves the part, and the next one goes on behind its last whole record.
 */
export class Output {
  readonly #path: string;
  readonly #dialect: Dialect;
  readonly #file: FileHandle;
  /** Data rows that are there. */
  rows: number;

  private constructor(path: string, dialect: Dialect, file: FileHandle, rows: number) {
    this.#path = path;
    this.#dialect = dialect;
    this.#file = file;
    this.rows = rows;
  }

  /**
   * Opens the part, a new one with this header or an old one.
   * @param expected moves to the first row that the part lacks
   * @throws SnovioError when the output exists, or the part belongs to something else
   */
  static async open(path: string, dialect: Dialect, header: string[], expected: Expected): Promise<Output> {
    if (await exists(path)) {
      throw new SnovioError('invalid_input', { message: `${path} exists already. Choose another --out.` });
    }
    const part = `${path}.part`;
    const whole = (await exists(part)) ? await wholeBytes(part) : 0;
    const file = await open(part, 'a').catch(cause => {
      throw new SnovioError('invalid_input', { message: `${part} cannot be written.`, cause });
    });
    try {
      // What follows the last whole record is half a line of a run that was cut off.
      await file.truncate(whole);
      const records = await compare(part, dialect, header, expected);
      const output = new Output(path, dialect, file, Math.max(0, records - 1));
      if (records === 0) await output.#write([header], dialect.bom ? '\uFEFF' : '');
      return output;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Appends rows; once this resolves they survive a crash. */
  async append(rows: readonly (readonly string[])[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#write(rows);
    this.rows += rows.length;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** All rows are there: gives the file its name. */
  async complete(): Promise<void> {
    await this.#file.close();
    await rename(`${this.#path}.part`, this.#path);
  }

  async #write(rows: readonly (readonly string[])[], mark = ''): Promise<void> {
    await this.#file.appendFile(mark + encode(rows, this.#dialect));
    await this.#file.datasync();
  }
}

/** Records as text. A cell that a spreadsheet would run as a formula is made text by a leading quote. */
export function encode(rows: readonly (readonly string[])[], { delimiter, eol }: Dialect): string {
  const options = { delimiter, record_delimiter: eol, escape_formulas: true };
  return stringify(
    rows.map(row => [...row]),
    options,
  );
}

/** Where the last whole record ends: at the last line end that is not inside quotes. */
async function wholeBytes(path: string): Promise<number> {
  let [offset, whole, quoted] = [0, 0, false];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      offset += 1;
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === LINE_FEED && !quoted) whole = offset;
    }
  }
  return whole;
}

const QUOTE = 34;
const LINE_FEED = 10;

/** Checks that each record of an old part goes with its input. @returns how many there are, header included */
async function compare(
  path: string,
  dialect: Dialect,
  header: readonly string[],
  expected: Expected,
): Promise<number> {
  let records = 0;
  await expected.next();
  for await (const record of readRecords(path, dialect)) {
    const own = records === 0 ? header : (await expected.next()).value;
    if (!own || encode([record.slice(0, own.length)], dialect) !== encode([own], dialect)) {
      throw new SnovioError('invalid_input', {
        message: `${path} was begun with another input. Delete it to start anew, or choose another --out.`,
      });
    }
    records += 1;
  }
  return records;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
