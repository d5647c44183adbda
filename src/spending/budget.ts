/**
 * What a call may still spend. A step reserves its worst case before anything is sent and gives back what it certainly
 * did not cause; what is under way, pending or in doubt stays counted, so that later steps of the call see it.
 */
export class Budget {
  #room: number;

  /** @param credits the most that the call may spend */
  constructor(credits: number) {
    this.#room = credits;
  }

  /** Credits that are left. */
  get room(): number {
    return Math.max(0, this.#room);
  }

  /** Reserves credits if they fit. */
  reserve(credits: number): boolean {
    if (credits > this.#room) return false;
    this.#room -= credits;
    return true;
  }

  /** Counts credits whether or not they fit: they were spent. */
  spend(credits: number): void {
    this.#room -= credits;
  }

  giveBack(credits: number): void {
    this.#room += credits;
  }
}
