/** Items that free reads knew nothing about. They are not read again for a while, which saves the next call's slots. */
export class RecentMisses {
  readonly #ms: number;
  /** When an item was missed, oldest first. */
  readonly #at = new Map<string, number>();

  /** @param ms how long a miss is remembered */
  constructor(ms: number) {
    this.#ms = ms;
  }

  has(item: string): boolean {
    return (this.#at.get(item) ?? Number.NEGATIVE_INFINITY) + this.#ms > performance.now();
  }

  add(items: readonly string[]): void {
    const now = performance.now();
    for (const item of items) {
      this.#at.delete(item);
      this.#at.set(item, now);
    }
    for (const [item, at] of this.#at) {
      if (at + this.#ms > now) return;
      this.#at.delete(item);
    }
  }

  /** Forgets a miss: the item is being paid for, so the next read can answer something else. */
  delete(item: string): void {
    this.#at.delete(item);
  }
}
