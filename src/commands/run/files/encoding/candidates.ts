import { knownCodec } from './codec.ts';
import { isFrench } from './french.ts';
import { isPlausible } from './plausible.ts';

/** What spreadsheets and exports are written in, the most usual first. Where all of these read the same, it is certain. */
const USUAL = [
  ...['windows-1252', 'windows-1250', 'macintosh', 'windows-1251', 'windows-1253', 'windows-1254'],
  ...['iso-8859-15', 'iso-8859-2'],
];
const CENTRAL_EUROPE = ['windows-1250', 'iso-8859-2'];
/** What else a person may choose. */
const OTHER = [
  ...['windows-1257', 'ibm850', 'ibm852', 'koi8-r', 'shift_jis', 'gbk', 'big5', 'euc-kr'],
  ...['windows-1255', 'windows-1256'],
];

/** A way to read a file's words, with the words that readings differ in. */
export interface Reading {
  /** Behind `--encoding`. */
  readonly encoding: string;
  readonly words: readonly string[];
}

/** The most readings that a person is asked to compare. */
const MOST_READINGS = 5;
/** Words that show how readings differ. */
const MOST_WORDS = 3;

/**
 * The plausible ways to read words that are no UTF-8, each different from the others: one alone is certain.
 * @param words the bytes of words, a character for each
 */
export async function readingsOf(words: readonly string[]): Promise<Reading[]> {
  const usual = await readWith(USUAL, words);
  const plausible = usual.filter(isReadable);
  const kinds = differing(plausible);
  // Where only another system's reading is plausible, files of systems that are not among these look the same.
  if (kinds.length === 1 && kinds[0]?.encoding.startsWith('windows')) return kinds;
  const [western, ...rivals] = distinct(plausible);
  const isCentral = ({ encoding }: Reading) => CENTRAL_EUROPE.includes(encoding);
  if (western?.encoding === 'windows-1252' && rivals.every(isCentral))
    if (rivals.every(({ words: central }) => isFrench(western.words, central))) return kinds.slice(0, 1);
  const others = (await readWith(OTHER, words)).filter(isReadable);
  const all = [...plausible, ...others];
  return differing(all.length > 1 ? all : [...all, ...usual]);
}

function readWith(encodings: readonly string[], words: readonly string[]): Promise<Reading[]> {
  return Promise.all(encodings.map(encoding => readWords(encoding, words)));
}

async function readWords(encoding: string, words: readonly string[]): Promise<Reading> {
  const codec = await knownCodec(encoding);
  const read = (word: string) => {
    const decoder = codec.decoder();
    return decoder.write(Buffer.from(word, 'latin1')) + (decoder.end() ?? '');
  };
  return { encoding, words: words.map(read) };
}

function isReadable({ words }: Reading): boolean {
  return words.every(word => !word.includes('\uFFFD') && isPlausible(word));
}

function distinct(readings: readonly Reading[]): Reading[] {
  const kinds = new Map<string, Reading>();
  for (const reading of readings) {
    const key = reading.words.join('\n');
    if (!kinds.has(key)) kinds.set(key, reading);
  }
  return [...kinds.values()];
}

/** One of each kind, with a few words in which it differs from the first. */
function differing(readings: readonly Reading[]): Reading[] {
  const [first, ...others] = distinct(readings).slice(0, MOST_READINGS);
  if (!first) return [];
  const different = first.words.flatMap((word, at) =>
    others.some(({ words }) => words[at] !== word) ? [at] : [],
  );
  const shown = different.slice(0, MOST_WORDS);
  return [first, ...others].map(({ encoding, words }) => ({
    encoding,
    words: shown.map(at => words[at] ?? ''),
  }));
}
