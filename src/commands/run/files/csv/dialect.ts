import type { Choose } from '../choose.ts';
import type { Codec } from '../encoding/codec.ts';
import { delimiterOf } from './delimiter.ts';

/** How a CSV file is written. The output is written like the input. */
export interface Dialect {
  readonly codec: Codec;
  /** One character: a comma, a semicolon, a tab, a bar or what the user says. */
  readonly delimiter: string;
  readonly eol: '\n' | '\r\n' | '\r';
  /** What stands before the first record: a byte order mark, a line such as `sep=;`. */
  readonly preamble: string;
}

/**
 * Detects a dialect from the beginning of a text. A delimiter that is not certain is asked.
 * @param wanted the delimiter that the user says
 */
export async function detectDialect(
  path: string,
  text: string,
  codec: Codec,
  wanted: string | undefined,
  choose: Choose,
): Promise<Dialect> {
  const eol = lineEndOf(text);
  // Excel is told the delimiter by a first line `sep=;`.
  const told = /^\uFEFF?(?:"?sep=([^\r\n])"?(?:\r\n|\r|\n))?/i.exec(text);
  const preamble = told?.[0] ?? '';
  const rest = text.slice(preamble.length);
  const delimiter = wanted ?? told?.[1] ?? (await delimiterOf(path, rest, eol, choose));
  return { codec, delimiter, eol, preamble };
}

/** A carriage return ends lines only in files without a line feed. */
function lineEndOf(text: string): Dialect['eol'] {
  if (!text.includes('\n')) return text.includes('\r') ? '\r' : '\n';
  return text[text.indexOf('\n') - 1] === '\r' ? '\r\n' : '\n';
}
