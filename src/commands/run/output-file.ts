import { createReadStream } from 'node:fs';
import { access, type FileHandle, open, rename } from 'node:fs/promises';
import { SnovioError } from '../../errors.ts';
import { type Dialect, formatRecords, readRecords } from './csv.ts';

/**
 * The output CSV file while it is written. Rows are appended to `OUT.part`, which is renamed to `OUT` when it is complete.
 * An interrupted run leaves `OUT.part` behind, and the next run continues after the last row of the input that it holds whole.
 */
export class OutputFile {
  readonly #path: string;
  readonly #dialect: Dialect;
  readonly #file: FileHandle;
  #rows: number;

  private constructor(path: string, dialect: Dialect, file: FileHandle, rows: number) {
    this.#path = path;
    this.#dialect = dialect;
    this.#file = file;
    this.#rows = rows;
  }

  /**
   * Opens the part of an interrupted run, or creates one with this header.
   * @param inputRecords the input's records as the output keeps them, header first
   * @param isLast whether a record with these cells behind the input's is the last of its row of the input
   * @throws SnovioError `invalid_input` when the output exists already, cannot be written, or the part belongs to another input
   */
  static async open(
    path: string,
    dialect: Dialect,
    header: readonly string[],
    inputRecords: AsyncIterator<readonly string[]>,
    isLast: (added: readonly string[]) => boolean,
  ): Promise<OutputFile> {
    if (await exists(path)) {
      throw new SnovioError('invalid_input', { message: `${path} exists already. Choose another --out.` });
    }
    const part = `${path}.part`;
    const wholeBytes = (await exists(part)) ? await bytesOfRecords(part) : 0;
    const file = await open(part, 'a').catch(cause => {
      throw new SnovioError('invalid_input', { message: `${part} cannot be written.`, cause });
    });
    try {
      // A run that crashed may have left half a record at the end.
      await file.truncate(wholeBytes);
      const { records, rows } = await countMatching(part, dialect, header, inputRecords, isLast);
      await file.truncate(await bytesOfRecords(part, records));
      const output = new OutputFile(path, dialect, file, rows);
      if (records === 0) await output.#write([header], dialect.bom ? '\uFEFF' : '');
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

  /** Appends the records of rows of the input. They are on the disk when this resolves. */
  async append(rows: readonly (readonly (readonly string[])[])[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#write(rows.flat());
    this.#rows += rows.length;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Closes the complete file and gives it its final name. */
  async complete(): Promise<void> {
    await this.#file.close();
    await rename(`${this.#path}.part`, this.#path);
  }

  async #write(records: readonly (readonly string[])[], byteOrderMark = ''): Promise<void> {
    await this.#file.appendFile(byteOrderMark + formatRecords(records, this.#dialect));
    await this.#file.datasync();
  }
}

const QUOTE = 34;
const LINE_FEED = 10;

/** The length of a file's whole records, or of the first of them: up to a line end outside quotes. */
async function bytesOfRecords(path: string, most = Number.POSITIVE_INFINITY): Promise<number> {
  let offset = 0;
  let records = 0;
  let wholeBytes = 0;
  let quoted = false;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      offset += 1;
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === LINE_FEED && !quoted && records < most) {
        records += 1;
        wholeBytes = offset;
      }
    }
  }
  return wholeBytes;
}

/**
 * Checks that each record of a part comes from the same input.
 * @returns how many rows of the input the part holds whole, and how many records those are, header included
 * @throws SnovioError `invalid_input` when one does not
 */
async function countMatching(
  part: string,
  dialect: Dialect,
  header: readonly string[],
  inputRecords: AsyncIterator<readonly string[]>,
  isLast: (added: readonly string[]) => boolean,
): Promise<{ records: number; rows: number }> {
  let [read, records, rows] = [0, 0, 0];
  let expected: readonly string[] | undefined;
  await inputRecords.next();
  for await (const record of readRecords(part, dialect)) {
    if (read === 0) expected = header;
    else if (read === records) expected = (await inputRecords.next()).value;
    if (!expected || !startsWith(record, expected, dialect)) {
      throw new SnovioError('invalid_input', {
        message: `${part} was begun with another input. Delete it to start anew, or choose another --out.`,
      });
    }
    read += 1;
    if (read > 1 && !isLast(record.slice(expected.length))) continue;
    records = read;
    if (read > 1) rows += 1;
  }
  return { records, rows };
}

/** Compares as text: formulas are escaped in the output only. */
function startsWith(record: readonly string[], expected: readonly string[], dialect: Dialect): boolean {
  const start = record.slice(0, expected.length);
  return formatRecords([start], dialect) === formatRecords([expected], dialect);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
