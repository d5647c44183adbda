import { addedCellsStart, isLastOf } from '../files/output-rows.ts';
import type { CsvFlow } from '../flows/flow.ts';

/** Counts the rows of the input by what became of them, from the cells of the output: those of earlier runs count too. */
export class StatusCounts {
  readonly #flow: CsvFlow;
  readonly #counts = new Map<string, number>();
  /** The first record of the input's row that is being read. */
  #first: readonly string[] | undefined;

  constructor(flow: CsvFlow) {
    this.#flow = flow;
  }

  get statuses(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** @param added the added cells of the next record. @returns whether it was the last of its row of the input */
  add(added: readonly string[]): boolean {
    this.#first ??= added;
    if (!isLastOf(this.#flow, added)) return false;
    const cells = this.#first.slice(addedCellsStart(this.#flow));
    for (const status of this.#flow.statuses?.(cells) ?? cells.slice(0, 1))
      this.#counts.set(status, (this.#counts.get(status) ?? 0) + 1);
    this.#first = undefined;
    return true;
  }

  /** Leaves out a row that is not whole at the end of a part. */
  endPart(): void {
    this.#first = undefined;
  }
}
