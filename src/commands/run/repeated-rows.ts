import type { ResultItem } from '../../mcp/repeat/rows-flow.ts';
import { normaliseEmail } from '../../snovio/shapes/normalise.ts';
import { type Row, readRow } from './columns/read-row.ts';
import { mailableAddress } from './files/output-rows.ts';
import type { CsvFlow } from './flows/flow.ts';
import type { Input } from './input.ts';
import { isRetried } from './resume/retry.ts';

/** Finds the rows of a file that are about somebody of an earlier row, however far apart they stand. */
export class RepeatedRows {
  readonly #flow: CsvFlow;
  /** The number of the first row about somebody. */
  readonly #seen = new Map<string, number>();
  /** The same of rows that are only copied: who has an address there is not asked about anew, wherever that row stands. */
  readonly #kept = new Map<string, number>();

  private constructor(flow: CsvFlow) {
    this.#flow = flow;
  }

  /**
   * Has seen so many rows of the input already: those that an interrupted run has written.
   * @param found the addresses that were found for them, one for each row
   */
  static async after(
    input: Input,
    flow: CsvFlow,
    rows: number,
    found: readonly string[] = [],
  ): Promise<RepeatedRows> {
    const { table, columns } = input;
    const repeated = new RepeatedRows(flow);
    if (!flow.sameness) return repeated;
    await repeated.#readKept(input);
    if (rows === 0) return repeated;
    let left = rows;
    for await (const { cells, number } of table.rows()) {
      repeated.resultOf(readRow(flow, columns, cells), number);
      repeated.resultOfFound(found[rows - left] ?? '', number);
      left -= 1;
      if (left === 0) break;
    }
    return repeated;
  }

  /**
   * What is known of a row, or that it repeats another; undefined for the first about somebody, who counts from then on.
   * @param number where the row stands in the file
   */
  resultOf({ fields, known }: Row, number: number): ResultItem | undefined {
    if (known) return known;
    const keys = this.#flow.sameness?.(fields) ?? [];
    const [own] = keys;
    if (own === undefined) return undefined;
    const first = this.#kept.get(own) ?? this.#seen.get(own);
    if (first !== undefined) return duplicateOf(first);
    for (const key of keys) if (!this.#seen.has(key)) this.#seen.set(key, number);
    return undefined;
  }

  /** The same of a row for which an address was found: an earlier row may have had it in another way. */
  resultOfFound(email: string, number: number): ResultItem | undefined {
    const key = normaliseEmail(email);
    if (key === undefined) return undefined;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return duplicateOf(kept);
    const first = this.#seen.get(key);
    if (first !== undefined && first < number) return duplicateOf(first);
    this.#seen.set(key, number);
    return undefined;
  }

  async #readKept({ table, columns }: Input): Promise<void> {
    const { retry } = columns;
    if (!retry) return;
    for await (const { cells, number } of table.rows()) {
      const told = retry.places.map(place => cells[place] ?? '');
      const email = normaliseEmail(mailableAddress(this.#flow, told));
      if (email === undefined || isRetried(retry, cells)) continue;
      const own = this.#flow.sameness?.(readRow(this.#flow, columns, cells).fields) ?? [];
      for (const key of [email, ...own]) this.#kept.set(key, number);
    }
  }
}

function duplicateOf(row: number): ResultItem {
  return { status: 'drop', reason: `duplicate of row ${row}` };
}
