/** How a CSV file is written. The output is written like the input. */
export interface Dialect {
  /** A comma, a semicolon, a tab or a bar. */
  readonly delimiter: string;
  readonly eol: '\n' | '\r\n' | '\r';
  /** What stands before the first record: a byte order mark, a line such as `sep=;`. */
  readonly preamble: string;
}

/** Detects a dialect from the beginning of a text. */
export function detectDialect(text: string): Dialect {
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  return {
    delimiter: detectDelimiter(text.slice(bom.length)),
    eol: /\r\n/.test(text) ? '\r\n' : '\n',
    preamble: bom,
  };
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
