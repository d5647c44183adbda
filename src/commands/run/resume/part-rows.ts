import type { CsvFlow } from '../flows/flow.ts';
import { StatusCounts } from './status-counts.ts';

/** What the rows of a part say, read while it is opened. */
export class PartRows {
  readonly counts: StatusCounts;
  /** The address that was found for each row of the input, where the flow goes on with it. */
  readonly found: string[] = [];
  readonly #column: number;

  constructor(flow: CsvFlow) {
    this.counts = new StatusCounts(flow);
    this.#column = flow.next ? flow.addedColumns.indexOf('snovio_email') : -1;
  }

  /** @param added the added cells of the next record. @returns whether it was the last of its row of the input */
  readonly add = (added: readonly string[]): boolean => {
    if (this.#column >= 0) this.found.push(added[this.#column] ?? '');
    return this.counts.add(added);
  };

  /** Leaves out a row that is not whole at the end of the part. */
  end(): void {
    this.counts.endPart();
  }
}
