import { averageCost, type CreditRange } from '../estimate/credits.ts';

/** What a run will have cost when it is complete: guessed before it starts, and anew with each chunk that is done. */
export class CreditForecast {
  readonly #rows: number;
  readonly #range: CreditRange;
  #done = { items: 0, credits: 0 };

  /** @param rows those that are left @param range what the estimate says of them */
  constructor(rows: number, range: CreditRange) {
    this.#rows = rows;
    this.#range = range;
  }

  /** Learns what rows that are done have cost. */
  add(rows: number, credits: number): void {
    this.#done = { items: this.#done.items + rows, credits: this.#done.credits + credits };
  }

  /** About how many credits it will be in all; undefined where the price was certain from the beginning. */
  inAll(): number | undefined {
    const { least, likely, most } = this.#range;
    if (least === most || this.#rows === 0) return undefined;
    const { items, credits } = this.#done;
    const open = Math.max(0, this.#rows - items);
    return Math.min(most, Math.round(credits + open * averageCost(likely / this.#rows, this.#done)));
  }
}
