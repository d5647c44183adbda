/** Single items wait this long for company, and all together no longer than that. */
const GATHER_MS = 25;
const GATHER_MOST_MS = 100;

/** The short wait in which single items of several calls come together into one request. */
export class Gathering {
  readonly #depart: () => void;
  #since: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param depart called when the wait is over */
  constructor(depart: () => void) {
    this.#depart = depart;
  }

  /** Whether company may still come. */
  get open(): boolean {
    return this.#since !== undefined;
  }

  /** Somebody has come: others get their chance. */
  wait(): void {
    const now = performance.now();
    this.#since ??= now;
    clearTimeout(this.#timer);
    const ms = Math.max(0, Math.min(GATHER_MS, this.#since + GATHER_MOST_MS - now));
    this.#timer = setTimeout(() => {
      this.#since = undefined;
      this.#depart();
    }, ms);
  }
}
