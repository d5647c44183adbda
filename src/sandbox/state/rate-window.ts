/** Counts what happened within the last so many milliseconds (a sliding window). */
export class Window {
  readonly #limit: number;
  readonly #ms: number;
  #marks: { at: number; weight: number }[] = [];
  #sum = 0;

  constructor(limit: number, ms: number) {
    this.#limit = limit;
    this.#ms = ms;
  }

  /**
   * Counts `weight` if there is room for it. What is refused isn't counted (GUESS: whether refused requests
   * prolong the wait is not known).
   */
  take(now: number, weight = 1): boolean {
    this.#forget(now);
    if (this.#sum + weight > this.#limit) return false;
    this.#marks.push({ at: now, weight });
    this.#sum += weight;
    return true;
  }

  #forget(now: number): void {
    const keep = this.#marks.findIndex(mark => now - mark.at < this.#ms);
    const gone = keep < 0 ? this.#marks.splice(0) : this.#marks.splice(0, keep);
    for (const mark of gone) this.#sum -= mark.weight;
  }
}
