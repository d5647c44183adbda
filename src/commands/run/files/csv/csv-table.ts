import { SnovioError } from '../../../../errors.ts';
import { cellOf } from '../../../../text/csv.ts';
import type { Codec } from '../encoding/codec.ts';
import { detectEncoding } from '../encoding/detect.ts';
import { readText } from '../encoding/read-text.ts';
import type { ReadOptions, Table, TableRow, TableTotals } from '../table.ts';
import { parseDelimiter } from './delimiter.ts';
import { type Dialect, detectDialect } from './dialect.ts';
import { readRecords } from './records.ts';

/** What the dialect is detected from, in characters. */
const SAMPLE_LENGTH = 256 * 1024;

/**
 * Opens a CSV file and reads it through.
 * @param start its first bytes
 * @throws SnovioError `invalid_input` when it is no text, is broken or empty
 * @throws ConfigError when encoding or delimiter are not certain, and nobody can be asked
 */
export async function openCsv(path: string, start: Buffer, options: ReadOptions): Promise<Table> {
  const codec = await detectEncoding(path, start, options.encoding, options.choose);
  const wanted = options.delimiter === undefined ? undefined : parseDelimiter(options.delimiter);
  const dialect = await detectDialect(path, await sampleOf(path, codec), codec, wanted, options.choose);
  let headerRow: TableRow | undefined;
  for await (const row of rowsOf(path, dialect)) {
    headerRow = row;
    break;
  }
  if (!headerRow) throw new SnovioError('invalid_input', { message: `${path} is empty.` });
  return {
    path,
    header: headerRow.cells,
    headerRow,
    dialect,
    notes: [],
    totals: await countRows(path, dialect),
    rows: async function* (from = 0) {
      let toSkip = from + 1;
      for await (const row of rowsOf(path, dialect)) {
        if (toSkip > 0) toSkip -= 1;
        else yield row;
      }
    },
  };
}

async function countRows(path: string, dialect: Dialect): Promise<TableTotals> {
  let [rows, width, emptyAtEnd] = [-1, 0, ''];
  const onEnd = (empty: string) => {
    emptyAtEnd = empty;
  };
  for await (const { cells } of rowsOf(path, dialect, onEnd)) {
    rows += 1;
    width = Math.max(width, cells.length);
  }
  return { rows, width, emptyAtEnd };
}

/** All rows that are not empty, the header included. */
async function* rowsOf(
  path: string,
  dialect: Dialect,
  onEnd?: (empty: string) => void,
): AsyncGenerator<TableRow> {
  let emptyBefore = '';
  // As spreadsheets count: a record is a row, however many lines it has.
  let number = 0;
  const text = skipText(readText(path, dialect.codec), dialect.preamble.length);
  const firstLine = dialect.preamble.includes('=') ? 2 : 1;
  for await (const { fields, eol } of readRecords(text, dialect, path, firstLine)) {
    number += 1;
    const cells = fields.map(cellOf);
    if (cells.every(cell => cell.trim() === '')) {
      emptyBefore += fields.join(dialect.delimiter) + eol;
      continue;
    }
    yield { cells, fields, emptyBefore, eol, number };
    emptyBefore = '';
  }
  onEnd?.(emptyBefore);
}

/** A text behind its first characters. */
export async function* skipText(chunks: AsyncIterable<string>, length: number): AsyncGenerator<string> {
  let left = length;
  for await (const chunk of chunks) {
    yield chunk.slice(left);
    left = Math.max(0, left - chunk.length);
  }
}

async function sampleOf(path: string, codec: Codec): Promise<string> {
  let sample = '';
  for await (const text of readText(path, codec)) {
    sample += text;
    if (sample.length >= SAMPLE_LENGTH) break;
  }
  return sample;
}
