import { addedCellsStart, isLastOf } from '../files/output-rows.ts';
import type { CsvFlow } from '../flows/flow.ts';

/** How many rows have come to the same end, and how many of them for which reason, as far as reasons are told. */
export interface StatusCount {
  rows: number;
  readonly reasons: Map<string, number>;
}

/** What of a reason's text is about a single row: `duplicate of row 7`, `format: "Website" is no domain`. */
const ABOUT_ROW = /(?::|;| of row ).*/s;

/** Counts the rows of the input by what became of them, from the cells of the output: those of earlier runs count too. */
export class StatusCounts {
  readonly #flow: CsvFlow;
  readonly #counts = new Map<string, StatusCount>();
  /** The first record of the input's row that is being read. */
  #first: readonly string[] | undefined;

  constructor(flow: CsvFlow) {
    this.#flow = flow;
  }

  get statuses(): ReadonlyMap<string, StatusCount> {
    return this.#counts;
  }

  /** @param added the added cells of the next record. @returns whether it was the last of its row of the input */
  add(added: readonly string[]): boolean {
    this.#first ??= added;
    if (!isLastOf(this.#flow, added)) return false;
    const cells = this.#first.slice(addedCellsStart(this.#flow));
    for (const status of this.#flow.statuses?.(cells) ?? cells.slice(0, 1)) this.#countOf(status).rows += 1;
    const reason = this.#flow.reason?.(cells)?.replace(ABOUT_ROW, '');
    if (reason) {
      const { reasons } = this.#countOf(cells[0] ?? '');
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    this.#first = undefined;
    return true;
  }

  #countOf(status: string): StatusCount {
    const count = this.#counts.get(status) ?? { rows: 0, reasons: new Map() };
    this.#counts.set(status, count);
    return count;
  }

  /** Leaves out a row that is not whole at the end of a part. */
  endPart(): void {
    this.#first = undefined;
  }
}
