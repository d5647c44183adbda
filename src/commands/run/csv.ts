import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type CsvError, parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { SnovioError } from '../../errors.ts';

/** How a CSV file is written. The output is written like the input. */
export interface Dialect {
  /** A comma, a semicolon or a tab. */
  readonly delimiter: string;
  /** Whether the file starts with a byte order mark. */
  readonly bom: boolean;
  readonly eol: '\n' | '\r\n';
}

const SAMPLE_BYTES = 64 * 1024;

/**
 * Detects a file's dialect from its header and its first 64 KiB.
 * @throws SnovioError `invalid_input` when the file cannot be read or is not UTF-8 text
 */
export async function detectDialect(path: string): Promise<Dialect> {
  const text = await readSample(path);
  return {
    delimiter: detectDelimiter(text.replace(/^\uFEFF/, '')),
    bom: text.startsWith('\uFEFF'),
    eol: /\r\n/.test(text) ? '\r\n' : '\n',
  };
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

/** The delimiter that occurs most often in the header, outside quotes. */
function detectDelimiter(text: string): string {
  // A line break inside quotes does not end the header.
  const header = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text)?.[0] ?? '';
  const unquoted = header.replace(/"(?:[^"]|"")*"/g, '');
  const counts = [',', ';', '\t'].map(delimiter => ({
    delimiter,
    count: unquoted.split(delimiter).length,
  }));
  const [best] = counts.sort((a, b) => b.count - a.count);
  return best?.delimiter ?? ',';
}

/**
 * Streams a file's records, header first. Empty lines are skipped.
 * @throws SnovioError `invalid_input` with the line where the file is broken
 */
export async function* readRecords(path: string, { delimiter }: Dialect): AsyncGenerator<string[]> {
  const source = createReadStream(path);
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  source.on('error', error => parser.destroy(error));
  try {
    for await (const record of source.pipe(parser)) yield record as string[];
  } catch (cause) {
    const line = (cause as CsvError).lines;
    const where = typeof line === 'number' ? `, line ${line}` : '';
    const problem = errorCode(cause).replace(/^CSV_/, '').toLowerCase().replaceAll('_', ' ');
    throw new SnovioError('invalid_input', { message: `${path}${where}: ${problem}.`, cause });
  } finally {
    source.destroy();
  }
}

/**
 * Formats records as CSV text; each ends with a line end. Spreadsheets run cells that start with =, +, - or @ as formulas:
 * a leading apostrophe turns such a cell into text.
 */
export function formatRecords(records: readonly (readonly string[])[], { delimiter, eol }: Dialect): string {
  const options = { delimiter, record_delimiter: eol, escape_formulas: true };
  return stringify(
    records.map(record => [...record]),
    options,
  );
}

function errorCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
}
