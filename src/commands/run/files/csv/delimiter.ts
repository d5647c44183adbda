import { ConfigError } from '../../../../config/settings.ts';
import type { Choose } from '../choose.ts';
import { type CsvRecord, readRecords } from './records.ts';

const NAMES: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', bar: '|' };
/** The records that delimiters are judged by. */
const SAMPLE_RECORDS = 200;
/** The share of records with as many cells as the header, from which on a delimiter is right, and up to which it is wrong. */
const RIGHT = 0.9;
const WRONG = 0.5;

/**
 * The delimiter that a user means by a value of `--delimiter`.
 * @throws ConfigError when it is none
 */
export function parseDelimiter(value: string): string {
  const name = value.toLowerCase();
  const delimiter = Object.hasOwn(NAMES, name) ? NAMES[name] : value.replace('\\t', '\t');
  if (delimiter?.length === 1 && !/[\p{L}\p{N}"\r\n]/u.test(delimiter)) return delimiter;
  throw new ConfigError('--delimiter: takes comma, semicolon, tab, bar or another single character');
}

/** A text's records, as one delimiter takes them apart. */
interface Split {
  readonly delimiter: string;
  readonly records: readonly CsvRecord[];
  /** The share of them that have as many cells as the header. */
  readonly evenness: number;
}

/** The delimiter that takes a text apart into records like its header. What is not certain is asked. */
export async function delimiterOf(path: string, text: string, eol: string, choose: Choose): Promise<string> {
  const splits: Split[] = [];
  for (const delimiter of Object.values(NAMES)) splits.push(await splitBy(text, delimiter, eol));
  const inHeader = splits.filter(({ records: [header] }) => widthOf(header) > 1);
  const [first] = inHeader;
  if (!first) return ofSingleColumn(path, splits, choose);
  if (inHeader.length === 1) return first.delimiter;
  const [best, ...others] = inHeader.toSorted((a, b) => b.evenness - a.evenness);
  const isCertain = best && best.evenness >= RIGHT && others.every(({ evenness }) => evenness <= WRONG);
  return isCertain ? best.delimiter : ask(path, inHeader, choose);
}

/** Nothing in the header separates columns. What does below it, may belong to the cells. */
function ofSingleColumn(path: string, splits: readonly Split[], choose: Choose): Promise<string> | string {
  const isFree = ({ records }: Split) => records.every(record => widthOf(record) === 1);
  const free = splits.find(isFree);
  const used = splits.filter(split => !isFree(split));
  if (used.length === 0 && free) return free.delimiter;
  return ask(path, free ? [...used, free] : used, choose);
}

function widthOf(record: CsvRecord | undefined): number {
  return record?.fields.length ?? 0;
}

async function splitBy(text: string, delimiter: string, eol: string): Promise<Split> {
  const records: CsvRecord[] = [];
  try {
    for await (const record of readRecords(chunkOf(text), { delimiter, eol }, '')) {
      if (record.fields.join('').trim()) records.push(record);
      if (records.length === SAMPLE_RECORDS) break;
    }
  } catch {
    // A cell goes on behind the sample, or never ends: reading the whole file tells.
  }
  const [header, ...rows] = records;
  const even = rows.filter(row => widthOf(row) === widthOf(header)).length;
  return { delimiter, records, evenness: rows.length > 0 ? even / rows.length : 0 };
}

async function* chunkOf(text: string): AsyncGenerator<string> {
  yield text;
}

/** Shows the first record in which each delimiter separates anything. */
async function ask(path: string, splits: readonly Split[], choose: Choose): Promise<string> {
  const [first] = splits;
  const at = first?.records.findIndex(record => widthOf(record) > 1) ?? 0;
  const options = splits
    .toSorted((a, b) => b.evenness - a.evenness)
    .map(({ delimiter, records }) => ({
      value: Object.keys(NAMES).find(name => NAMES[name] === delimiter) ?? delimiter,
      shows: (records[at]?.fields ?? []).join(' | ').slice(0, 200),
    }));
  const problem = `${path}: what separates its columns is not certain`;
  return parseDelimiter(await choose({ flag: '--delimiter', problem, options }));
}
