import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { SnovioError } from '../../../../errors.ts';
import type { Table, TableRow, TableTotals } from '../table.ts';
import { type Dialect, detectDialect } from './dialect.ts';
import { cellOf } from './fields.ts';
import { type CsvRecord, readRecords } from './records.ts';

const SAMPLE_BYTES = 64 * 1024;

/**
 * Opens a CSV file and reads it through.
 * @throws SnovioError `invalid_input` when it cannot be read, is not UTF-8 text, is broken or empty
 */
export async function openCsv(path: string): Promise<Table> {
  const dialect = detectDialect(await readSample(path));
  const [headerRow] = await firstOf(rowsOf(path, dialect));
  if (!headerRow) throw new SnovioError('invalid_input', { message: `${path} is empty.` });
  return {
    path,
    header: headerRow.cells,
    headerRow,
    dialect,
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

async function firstOf(rows: AsyncIterable<TableRow>): Promise<TableRow[]> {
  for await (const row of rows) return [row];
  return [];
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
  for await (const record of readRecords(textOf(path, dialect.preamble.length), dialect, path)) {
    const { fields, eol, line } = record;
    const cells = fields.map(cellOf);
    if (cells.every(cell => cell.trim() === '')) {
      emptyBefore += textOfRecord(record, dialect);
      continue;
    }
    yield { cells, fields, emptyBefore, eol, number: line };
    emptyBefore = '';
  }
  onEnd?.(emptyBefore);
}

function textOfRecord({ fields, eol }: CsvRecord, { delimiter }: Dialect): string {
  return fields.join(delimiter) + eol;
}

/** A file's text behind the first characters. */
export async function* textOf(path: string, skip: number): AsyncGenerator<string> {
  const source = createReadStream(path, 'utf8');
  let left = skip;
  try {
    for await (const chunk of source as AsyncIterable<string>) {
      yield chunk.slice(left);
      left = Math.max(0, left - chunk.length);
    }
  } finally {
    source.destroy();
  }
}

async function readSample(path: string): Promise<string> {
  const file = await open(path, 'r').catch(cause => {
    throw new SnovioError('invalid_input', {
      message: `${path} cannot be read (${errorCode(cause)}).`,
      cause,
    });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    const sample = buffer.subarray(0, bytesRead);
    if (sample.includes(0)) {
      const message = `${path} is not UTF-8 text (UTF-16?). Save it as CSV UTF-8 and try again.`;
      throw new SnovioError('invalid_input', { message });
    }
    return sample.toString('utf8');
  } finally {
    await file.close();
  }
}

function errorCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
}
