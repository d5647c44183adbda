import { mailableAddress } from '../files/output-rows.ts';
import type { CsvFlow } from '../flows/flow.ts';
import { StatusCounts } from './status-counts.ts';

/** What the rows of a part say, read while it is opened. */
export class PartRows {
  readonly counts: StatusCounts;
  /** The address that was found for each row of the input, where the flow goes on with it. */
  readonly found: string[] = [];
  readonly #flow: CsvFlow;

  constructor(flow: CsvFlow) {
    this.counts = new StatusCounts(flow);
    this.#flow = flow;
  }

  /** @param added the added cells of the next record. @returns whether it was the last of its row of the input */
  readonly add = (added: readonly string[]): boolean => {
    if (this.#flow.next) this.found.push(mailableAddress(this.#flow, added));
    return this.counts.add(added);
  };

  /** Leaves out a row that is not whole at the end of the part. */
  end(): void {
    this.counts.endPart();
  }
}
