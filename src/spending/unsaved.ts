/**
 * Changes that follow a payment are not lost when the disk refuses them: they are kept in memory, in order, and tried
 * again until they are stored.
 */
export class Unsaved {
  readonly #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** Stores now, or as soon as the disk takes it. @returns whether it is stored */
  store(work: () => void): boolean {
    this.#waiting.push(work);
    return this.flush();
  }

  /** Tries everything that waits, oldest first. @returns whether nothing waits any more */
  flush(): boolean {
    clearTimeout(this.#timer);
    while (this.#waiting.length > 0) {
      try {
        this.#waiting[0]?.();
        this.#waiting.shift();
      } catch {
        this.#timer = setTimeout(() => this.flush(), 1000).unref();
        return false;
      }
    }
    return true;
  }

  get length(): number {
    return this.#waiting.length;
  }

  close(): void {
    this.flush();
    clearTimeout(this.#timer);
  }
}
