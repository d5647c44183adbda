/** A limit on what may happen within a sliding window of time. */
export class RateWindow {
  readonly #limit: number;
  readonly #ms: number;
  #entries: { at: number; weight: number }[] = [];
  #sum = 0;

  /** At most `limit` within any `ms` milliseconds. */
  constructor(limit: number, ms: number) {
    this.#limit = limit;
    this.#ms = ms;
  }

  /**
   * Counts `weight` if the limit allows it. What is refused isn't counted (GUESS: whether refused requests
   * prolong the wait is not known).
   */
  take(now: number, weight = 1): boolean {
    this.#removeOld(now);
    if (this.#sum + weight > this.#limit) return false;
    this.#entries.push({ at: now, weight });
    this.#sum += weight;
    return true;
  }

  #removeOld(now: number): void {
    const firstKept = this.#entries.findIndex(entry => now - entry.at < this.#ms);
    const removed = this.#entries.splice(0, firstKept < 0 ? Infinity : firstKept);
    for (const entry of removed) this.#sum -= entry.weight;
  }
}
