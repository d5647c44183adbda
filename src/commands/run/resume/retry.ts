import { ConfigError } from '../../../config/settings.ts';
import type { ResultItem } from '../../../mcp/repeat/rows-flow.ts';
import { ownColumns } from '../columns/earlier-steps.ts';
import { addedColumnsOf } from '../files/output-rows.ts';
import type { Table } from '../files/table.ts';
import { type CsvFlow, nameOf } from '../flows/flow.ts';

/** Rows of an earlier output of the same flow that are tried again; the others stay as they are. */
export interface Retry {
  readonly words: readonly string[];
  /** Where the earlier run wrote its cells. */
  readonly places: readonly number[];
  /** Where among them the words stand. */
  readonly told: readonly number[];
}

/** Answers that may be others by now, and may cost credits once more. */
const ANSWERS = ['greylisted', 'unknown', 'not_found', 'in_doubt', 'task_lost'];
const TOLD = ['snovio_verdict', 'snovio_status', 'snovio_email_status', 'snovio_reason', 'snovio_saved'];

/** Reads `--retry greylisted`. @throws ConfigError when a word cannot be tried again */
export function readRetry(flag: unknown, flow: CsvFlow): string[] | undefined {
  if (typeof flag !== 'string') return undefined;
  const words = flag
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
  const strange = words.find(word => word !== 'error' && !ANSWERS.includes(word));
  if (strange !== undefined || words.length === 0)
    throw new ConfigError(
      `--retry: takes error or ${ANSWERS.join(', ')}, and not ${JSON.stringify(strange ?? flag)}`,
    );
  if (words.includes('error') && words.length > 1)
    throw new ConfigError(
      '--retry: error stands alone, since it never pays again and the others may. Retry one after the other',
    );
  if (flow.outputRows)
    throw new ConfigError(`--retry: ${nameOf(flow)} writes several rows for one; give it the companies anew`);
  return words;
}

/** The flow as it asks again: an answer is asked for anew, an error never pays again. */
export function retrying(flow: CsvFlow, words: readonly string[] | undefined): CsvFlow {
  if (!flow.paid || !words || words.includes('error')) return flow;
  return { ...flow, args: (rows, options) => ({ ...flow.args(rows, options), fresh: true }) };
}

/** The header without the cells of the earlier run: they are no input of this one. */
export function withoutOwn(header: readonly string[], flow: CsvFlow): string[] {
  const own = ownColumns(header, addedColumnsOf(flow));
  return header.map((name, index) => (own.includes(index) ? '' : name));
}

/** @throws ConfigError when the file is no output of the flow, or has no such row */
export async function findRetry(table: Table, flow: CsvFlow, words: readonly string[]): Promise<Retry> {
  const { header, path } = table;
  const places = ownColumns(header, addedColumnsOf(flow));
  if (places.length === 0)
    throw new ConfigError(`--retry: ${path} is no output of ${nameOf(flow)}; give that as --csv`);
  const told = places.filter(place => TOLD.includes(header[place] ?? ''));
  const retry = { words, places, told };
  const counts = new Map<string, number>();
  for await (const { cells } of table.rows()) {
    if (isRetried(retry, cells)) return retry;
    const word = wordsOf(cells[told[0] ?? 0] ?? '')[0] ?? '';
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const there = [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
  throw new ConfigError(`--retry: no row of ${path} says ${words.join(' or ')}. There are ${there}`);
}

/** Whether a row of the earlier output is tried again. */
export function isRetried({ words, told }: Retry, cells: readonly string[]): boolean {
  return told.some(place => wordsOf(cells[place] ?? '').some(word => words.includes(word)));
}

/** The result of a row that is not tried again: its cells as they are. */
export function keptResult({ places }: Retry, cells: readonly string[]): ResultItem {
  return { status: 'kept', kept: places.map(place => cells[place] ?? '') };
}

/** A reason may say more behind its word. */
function wordsOf(cell: string): string[] {
  return cell.split(/[:;]/, 1).map(word => word.trim());
}
