/** How long items wait for more after the last one came, and at most in all. */
const GATHER_MS = 25;
const MAX_GATHER_MS = 100;

/** The short wait in which single items of several calls come together into one request. */
export class Gathering {
  readonly #onEnd: () => void;
  #since: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param onEnd is called when the wait is over */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** Whether the wait is still running. */
  get open(): boolean {
    return this.#since !== undefined;
  }

  /** Starts the wait, or prolongs it: an item was added. */
  wait(): void {
    const now = performance.now();
    this.#since ??= now;
    clearTimeout(this.#timer);
    const ms = Math.max(0, Math.min(GATHER_MS, this.#since + MAX_GATHER_MS - now));
    this.#timer = setTimeout(() => {
      this.#since = undefined;
      this.#onEnd();
    }, ms);
  }
}
