import type { ResultItem } from '../../mcp/repeat/rows-flow.ts';
import { fieldsOf } from './columns.ts';
import type { CsvFlow, RowFields } from './flows/flow.ts';
import { InputFile } from './input-file.ts';
import type { Job } from './job.ts';

const REPEATED: ResultItem = { status: 'drop', reason: 'duplicate' };

/** Finds the rows of a file that are about somebody of an earlier row, however far apart they stand. */
export class RepeatedRows {
  readonly #flow: CsvFlow;
  readonly #seen = new Set<string>();

  private constructor(flow: CsvFlow) {
    this.#flow = flow;
  }

  /** Has seen so many rows of a job's input already: those that an interrupted run has written. */
  static async after({ csv, flow, mappings }: Job, rows: number): Promise<RepeatedRows> {
    const repeated = new RepeatedRows(flow);
    if (!flow.sameness || rows === 0) return repeated;
    const input = await InputFile.open(csv, flow, mappings);
    await input.skip(0);
    let left = rows;
    for await (const { records } of input.chunks(1)) {
      for (const record of records) repeated.resultOf(fieldsOf(input.columns, record));
      left -= 1;
      if (left === 0) break;
    }
    return repeated;
  }

  /** The result of a row that repeats another; undefined for the first about somebody, who counts from then on. */
  resultOf(row: RowFields): ResultItem | undefined {
    const key = this.#flow.sameness?.(row);
    if (key === undefined) return undefined;
    if (this.#seen.has(key)) return REPEATED;
    this.#seen.add(key);
    return undefined;
  }
}
