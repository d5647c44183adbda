import { createReadStream } from 'node:fs';
import { ConfigError } from '../../../../config/settings.ts';
import { SnovioError } from '../../../../errors.ts';
import type { Choose } from '../choose.ts';
import { readingsOf } from './candidates.ts';
import { type Codec, codecOf, knownCodec } from './codec.ts';
import { NotText, readText } from './read-text.ts';

/** The words that are looked at; the most that a file has are repeated anyway. */
const MOST_WORDS = 100_000;

/**
 * Finds out how a file is encoded, from all of its bytes. What is not certain is asked.
 * @param start its first bytes
 * @param wanted the value of `--encoding`
 * @throws SnovioError `invalid_input` when it is no text
 * @throws ConfigError when the encoding is unknown, contradicts the file or nobody can be asked
 */
export async function detectEncoding(
  path: string,
  start: Buffer,
  wanted: string | undefined,
  choose: Choose,
): Promise<Codec> {
  const marked = byMark(start) ?? byZeros(start);
  if (wanted !== undefined) return theWanted(path, wanted, marked);
  if (marked) return checked(path, await knownCodec(marked));
  const utf8 = await knownCodec('utf-8');
  const problem = await problemOf(path, utf8);
  if (!problem) return utf8;
  const words = await wordsOf(path);
  if (isMostlyUtf8(words)) {
    throw new ConfigError(
      `--csv: ${path} is UTF-8, but not in line ${problem.line}. Save it again as CSV UTF-8, or say how all of it is to be read, e.g. --encoding windows-1252`,
    );
  }
  const readings = await readingsOf(words);
  const [certain, ...others] = readings;
  if (certain && others.length === 0) return checked(path, await knownCodec(certain.encoding));
  const encoding = await choose({
    flag: '--encoding',
    problem: `${path}: its encoding is not certain`,
    options: readings.map(reading => ({ value: reading.encoding, shows: reading.words.join(', ') })),
  });
  return checked(path, await knownCodec(encoding));
}

async function theWanted(path: string, wanted: string, marked: string | undefined): Promise<Codec> {
  const isUtf16 = /^utf-?16$/i.test(wanted);
  const codec = await codecOf(isUtf16 ? (marked ?? wanted) : wanted);
  if (!codec) {
    throw new ConfigError(
      `--encoding: ${JSON.stringify(wanted)} is unknown. Examples: utf-8, utf-16le, windows-1252, windows-1250, macintosh, ibm850`,
    );
  }
  if (marked && marked !== codec.name) {
    throw new ConfigError(`--encoding: ${path} is ${marked} by its first bytes. Leave --encoding out`);
  }
  return checked(path, codec);
}

async function checked(path: string, codec: Codec): Promise<Codec> {
  const problem = await problemOf(path, codec);
  if (!problem) return codec;
  if (problem.isNul) throw noText(path, problem.line);
  throw new SnovioError('invalid_input', {
    message: `${path}, line ${problem.line}: holds bytes that are no characters of ${codec.name}, or would not come back as they are. Say another --encoding, or save it as CSV UTF-8.`,
  });
}

function noText(path: string, line: number): SnovioError {
  const message = `${path}, line ${line}: holds NUL bytes, so it is no text, or broken. Save it again as CSV UTF-8 or XLSX.`;
  return new SnovioError('invalid_input', { message });
}

async function problemOf(path: string, codec: Codec): Promise<NotText | undefined> {
  try {
    for await (const _ of readText(path, codec));
    return undefined;
  } catch (error) {
    if (error instanceof NotText) return error;
    throw error;
  }
}

/** The encoding that a byte order mark says. */
function byMark(start: Buffer): string | undefined {
  if (start.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) return 'utf-8';
  const mark = start.subarray(0, 2).toString('hex');
  const isUtf32 = start.subarray(0, 4).toString('hex');
  if (isUtf32 === 'fffe0000') return 'utf-32le';
  if (isUtf32 === '0000feff') return 'utf-32be';
  if (mark === 'fffe') return 'utf-16le';
  return mark === 'feff' ? 'utf-16be' : undefined;
}

/** UTF-16 without a mark: in most of its characters one byte is zero, always the same of the two. */
function byZeros(start: Buffer): string | undefined {
  const zeros = [0, 0];
  for (const [at, byte] of start.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = Math.max(even, odd);
  if (most < start.length * 0.4 || Math.min(even, odd) > 0) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/**
 * The different words with bytes beyond ASCII, a character for each byte.
 * @throws SnovioError `invalid_input` where bytes are NUL
 */
async function wordsOf(path: string): Promise<string[]> {
  const words = new Set<string>();
  let rest = '';
  let line = 1;
  for await (const chunk of createReadStream(path, 'latin1') as AsyncIterable<string>) {
    const [before = '', behind] = chunk.split('\0', 2);
    line += before.split(/\r\n|\r|\n/).length - 1;
    if (behind !== undefined) throw noText(path, line);
    const text = rest + chunk;
    // The last word may go on in the next chunk.
    rest = lastWord(text);
    addWords(text.slice(0, text.length - rest.length), words);
  }
  addWords(rest, words);
  return [...words];
}

function addWords(text: string, words: Set<string>): void {
  if (words.size >= MOST_WORDS) return;
  for (const word of text.split(/[ \t\r\n",;|]+/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes, not characters
    if (/[^\x00-\x7F]/.test(word)) words.add(word);
  }
}

function isMostlyUtf8(words: readonly string[]): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const valid = words.filter(word => {
    try {
      return decoder.decode(Buffer.from(word, 'latin1'));
    } catch {
      return false;
    }
  });
  // Words of other encodings are next to never valid.
  return valid.length > words.length / 10;
}

const BETWEEN_WORDS = ' \t\r\n",;|';
const LONGEST_WORD = 1000;

function lastWord(text: string): string {
  const least = Math.max(0, text.length - LONGEST_WORD);
  let start = text.length;
  while (start > least && !BETWEEN_WORDS.includes(text.charAt(start - 1))) start -= 1;
  return text.slice(start);
}
