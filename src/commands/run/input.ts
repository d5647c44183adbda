import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type CsvError, parse } from 'csv-parse';
import { SnovioError } from '../../errors.ts';

/** How a CSV file is written. */
export interface Dialect {
  readonly delimiter: string;
  readonly bom: boolean;
  readonly eol: '\n' | '\r\n';
}

const SAMPLE_BYTES = 64 * 1024;

/** Reads from the first line how a file is written. @throws SnovioError when it is no text in UTF-8 */
export async function sniff(path: string): Promise<Dialect> {
  const file = await open(path, 'r').catch(cause => {
    throw new SnovioError('invalid_input', { message: `${path} cannot be read (${codeOf(cause)}).`, cause });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    if (head.includes(0)) {
      const message = `${path} is not UTF-8 text (UTF-16?). Save it as CSV UTF-8 and try again.`;
      throw new SnovioError('invalid_input', { message });
    }
    const text = head.toString('utf8');
    // A line break inside quotes is no end of the header.
    const header = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text.replace(/^\uFEFF/, ''))?.[0] ?? '';
    const bare = header.replace(/"(?:[^"]|"")*"/g, '');
    const counts = [',', ';', '\t'].map(one => ({ one, count: bare.split(one).length }));
    const [best] = counts.sort((a, b) => b.count - a.count);
    return {
      delimiter: best?.one ?? ',',
      bom: text.startsWith('\uFEFF'),
      eol: /\r\n/.test(text) ? '\r\n' : '\n',
    };
  } finally {
    await file.close();
  }
}

/** A file's records as they stream in, header first. @throws SnovioError that names the line */
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
    const what = codeOf(cause).replace(/^CSV_/, '').toLowerCase().replaceAll('_', ' ');
    throw new SnovioError('invalid_input', { message: `${path}${where}: ${what}.`, cause });
  } finally {
    source.destroy();
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
}
