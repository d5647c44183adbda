import { type Row, readRow } from '../columns/read-row.ts';
import type { CsvFlow } from '../flows/flow.ts';
import type { Input } from '../input.ts';
import { identitiesOf } from './identities.ts';

/** What the rows of a file are. */
export interface RowCounts {
  /** Rows that are not empty, without the header. */
  readonly total: number;
  /** Rows that the output has already. The figures below leave them out. */
  readonly done: number;
  /** Different people, addresses, links or companies. */
  readonly people: number;
  /** Of those, the ones that have an address already. */
  readonly withAddress: number;
  /** Rows about somebody of an earlier row. */
  readonly duplicates: number;
  /** Rows that lack what the flow needs. */
  readonly incomplete: number;
  /** Rows that the flow leaves out by itself, such as those that `--only` or `--retry` does not name. */
  readonly skipped: number;
  /** Rows without a word, in the whole file; they stay empty. */
  readonly empty: number;
}

/** Looks through the whole file. @param done rows that the output has already */
export async function countRows({ table, columns }: Input, flow: CsvFlow, done: number): Promise<RowCounts> {
  const seen = new Set<string>();
  const counts = { people: 0, withAddress: 0, duplicates: 0, incomplete: 0, skipped: 0 };
  let [row, empty] = [0, linesOf(table.totals.emptyAtEnd)];
  for await (const { cells, emptyBefore } of table.rows()) {
    const read = readRow(flow, columns, cells);
    const kind = kindOf(flow, read, seen);
    row += 1;
    empty += linesOf(emptyBefore);
    if (row <= done) continue;
    counts[kind] += 1;
    if (kind === 'people' && read.fields.email) counts.withAddress += 1;
  }
  return { total: table.totals.rows, done, empty, ...counts };
}

type Kind = 'people' | 'duplicates' | 'incomplete' | 'skipped';

/** @param seen those who were counted already; grows */
function kindOf(flow: CsvFlow, { fields, known }: Row, seen: Set<string>): Kind {
  if (known && known.status !== 'error') return 'skipped';
  const keys = known ? [] : identitiesOf(flow, fields);
  const [own] = keys;
  if (own === undefined) return 'incomplete';
  if (seen.has(own)) return 'duplicates';
  for (const key of keys) seen.add(key);
  return 'people';
}

function linesOf(text: string): number {
  return text.split(/\r\n|\r|\n/).length - 1;
}
