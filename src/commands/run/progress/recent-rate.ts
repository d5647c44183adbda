/** Over how many rate windows rows are counted at most: fewer make the time that is left jump with each part of the file. */
const MOST_WINDOWS = 10;
/** So many samples of a window are enough. */
const SAMPLES = 60;

interface Sample {
  readonly at: number;
  readonly rows: number;
}

/**
 * How fast rows were answered lately. Snov.io lets requests pass in bursts, one in each rate window, so rows are only
 * compared over whole windows. The first seconds, in which nothing or a whole burst is answered, tell nothing.
 */
export class RecentRate {
  readonly #windowMs: number;
  readonly #samples: Sample[];
  /** When the first row was answered. */
  #begunAt: number | undefined;

  /** @param rows those that were done before. Moments are milliseconds of one clock. */
  constructor(windowMs: number, rows: number, now: number) {
    this.#windowMs = windowMs;
    this.#samples = [{ at: now, rows }];
  }

  /** Notes how many rows are done now. */
  record(rows: number, now: number): void {
    const last = this.#samples.at(-1);
    if (last && rows <= last.rows) return;
    this.#begunAt ??= now;
    const before = this.#samples.at(-2);
    if (before && now - before.at < this.#windowMs / SAMPLES) this.#samples.pop();
    this.#samples.push({ at: now, rows });
    while ((this.#samples[1]?.at ?? now) < now - MOST_WINDOWS * this.#windowMs) this.#samples.shift();
  }

  /** Rows a millisecond; undefined while no whole window has passed since the first row was answered. */
  perMs(now: number): number | undefined {
    const age = this.#begunAt === undefined ? 0 : now - this.#begunAt;
    const windows = Math.min(MOST_WINDOWS, Math.floor(age / this.#windowMs));
    if (windows < 1) return undefined;
    const span = windows * this.#windowMs;
    const past = this.#samples.findLast(({ at }) => at <= now - span)?.rows ?? 0;
    return ((this.#samples.at(-1)?.rows ?? 0) - past) / span;
  }
}
