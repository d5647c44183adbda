const MINUTE_MS = 60_000;

/** How many lines a minute may have. */
export interface LineLimits {
  /** About one source, such as a caller or a network. */
  readonly perSource: number;
  readonly inAll: number;
}

/** Lines about those that were let in, and about strangers, who could fill the disk for nothing. */
export const CALLERS: LineLimits = { perSource: 60, inAll: 300 };
export const STRANGERS: LineLimits = { perSource: 10, inAll: 60 };

/** Keeps a flood out of a log: in each minute the first lines are written, and of the rest only how many there were. */
export class LineQuota {
  readonly #limits: LineLimits;
  readonly #onLeftOut: (lines: number) => void;
  readonly #written = new Map<string, number>();
  #total = 0;
  #leftOut = 0;
  #minute: NodeJS.Timeout | undefined;

  /** @param onLeftOut is called at a minute's end, if lines were left out */
  constructor(limits: LineLimits, onLeftOut: (lines: number) => void) {
    this.#limits = limits;
    this.#onLeftOut = onLeftOut;
  }

  /** Whether a line about this source may be written now. */
  take(source: string): boolean {
    this.#minute ??= setTimeout(() => this.flush(), MINUTE_MS).unref();
    const written = this.#written.get(source) ?? 0;
    if (written >= this.#limits.perSource || this.#total >= this.#limits.inAll) {
      this.#leftOut += 1;
      return false;
    }
    this.#written.set(source, written + 1);
    this.#total += 1;
    return true;
  }

  /** Ends the minute. */
  flush(): void {
    clearTimeout(this.#minute);
    this.#minute = undefined;
    this.#written.clear();
    this.#total = 0;
    if (this.#leftOut > 0) this.#onLeftOut(this.#leftOut);
    this.#leftOut = 0;
  }
}
