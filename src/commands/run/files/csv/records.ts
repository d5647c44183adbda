import { SnovioError } from '../../../../errors.ts';

// A parser of CSV libraries gives texts; here every record also keeps how it is written, since it goes into the output
// as it stands.

/** What separates fields and records. */
interface Separators {
  readonly delimiter: string;
  readonly eol: string;
}

/** A record as it is written. Joined by the delimiter, the fields are the record's text. */
export interface CsvRecord {
  /** The fields with their quotes. */
  readonly fields: readonly string[];
  /** Empty where the text ends without a line end. */
  readonly eol: string;
  /** The line in which it starts, from 1. */
  readonly line: number;
}

/** Longer records are most likely a quote that is never closed. In characters. */
const LONGEST_RECORD = 2 ** 22;

/**
 * Finds the records of a text. A quote that stands where none belongs is text.
 * @param source the path, for messages
 * @throws SnovioError `invalid_input` with the line of a cell that never ends
 */
export async function* readRecords(
  chunks: AsyncIterable<string>,
  dialect: Separators,
  source: string,
  firstLine = 1,
): AsyncGenerator<CsvRecord> {
  const { rest, line } = yield* wholeRecords(chunks, dialect, source, firstLine);
  if (!rest) return;
  const last = recordAt(rest, 0, dialect, true);
  if (!last) throw endless(source, line);
  yield { fields: last.fields, eol: last.eol, line };
}

/**
 * Finds the records of a text that may have been cut off: only those whose end is there.
 * @returns what follows them, and its line
 * @throws SnovioError `invalid_input` with the line of a cell that never ends
 */
export async function* wholeRecords(
  chunks: AsyncIterable<string>,
  dialect: Separators,
  source: string,
  firstLine = 1,
): AsyncGenerator<CsvRecord, { rest: string; line: number }> {
  let rest = '';
  let line = firstLine;
  for await (const chunk of chunks) {
    rest += chunk;
    let start = 0;
    for (let found = recordAt(rest, 0, dialect); found; found = recordAt(rest, start, dialect)) {
      yield { fields: found.fields, eol: found.eol, line };
      line += linesOf(found);
      start = found.end;
    }
    rest = rest.slice(start);
    if (rest.length > LONGEST_RECORD) throw endless(source, line);
  }
  return { rest, line };
}

function endless(source: string, line: number): SnovioError {
  const message = `${source}, line ${line}: a cell that starts with a quote never ends. Close or remove the quote.`;
  return new SnovioError('invalid_input', { message });
}

interface Found {
  readonly fields: string[];
  readonly eol: string;
  /** Where the next record starts. */
  readonly end: number;
}

/** The record that starts here; undefined where the text ends before it does. */
function recordAt(text: string, start: number, dialect: Separators, isWhole = false): Found | undefined {
  const fields: string[] = [];
  for (let at = start; ; ) {
    const end = fieldEnd(text, at, dialect, isWhole);
    if (end === undefined) return undefined;
    fields.push(text.slice(at, end));
    if (text[end] !== dialect.delimiter) {
      const eol = lineEndAt(text, end, dialect);
      return { fields, eol, end: end + eol.length };
    }
    at = end + 1;
  }
}

function fieldEnd(text: string, start: number, dialect: Separators, isWhole: boolean): number | undefined {
  const quoted = text[start] === '"' ? quotedEnd(text, start + 1, isWhole) : start;
  if (quoted === undefined) return undefined;
  for (let at = quoted; at < text.length; at++) {
    if (text[at] === dialect.delimiter || lineEndAt(text, at, dialect)) return at;
  }
  return isWhole ? text.length : undefined;
}

/** Behind the quote that closes a cell; undefined where there is none, or where the next chunk may show that it is doubled. */
function quotedEnd(text: string, start: number, isWhole: boolean): number | undefined {
  for (let at = text.indexOf('"', start); at >= 0; at = text.indexOf('"', at + 2)) {
    if (at + 1 === text.length && !isWhole) return undefined;
    if (text[at + 1] !== '"') return at + 1;
  }
  return undefined;
}

/** The line end here; empty where there is none. A carriage return alone is text, unless the file ends its lines so. */
function lineEndAt(text: string, at: number, { eol }: Separators): string {
  const character = text[at];
  if (eol === '\r') return character === '\r' ? '\r' : '';
  if (character === '\n') return '\n';
  return character === '\r' && text[at + 1] === '\n' ? '\r\n' : '';
}

function linesOf({ fields, eol }: Found): number {
  const breaks = (field: string) => (/[\r\n]/.test(field) ? field.split(/\r\n|\r|\n/).length - 1 : 0);
  return fields.reduce((sum, field) => sum + breaks(field), eol ? 1 : 0);
}
