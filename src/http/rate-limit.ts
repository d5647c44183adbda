const MINUTE_MS = 60_000;
const MAX_CALLERS = 10_000;

/** When a refused caller may try again. */
export interface RetryAfter {
  readonly retryAfterSeconds: number;
}

interface Window {
  /** In milliseconds of `performance.now()`. */
  readonly start: number;
  uses: number;
}

/** Limits how often each caller may do something in a minute. */
export class PerMinuteLimit {
  readonly #uses: number;
  readonly #windows = new Map<string, Window>();

  constructor(uses: number) {
    this.#uses = uses;
  }

  /** @returns undefined if the caller may, else when to try again */
  take(caller: string): RetryAfter | undefined {
    const now = performance.now();
    const known = this.#windows.get(caller);
    const window = known && now - known.start < MINUTE_MS ? known : { start: now, uses: 0 };
    if (window.uses >= this.#uses)
      return { retryAfterSeconds: Math.ceil((window.start + MINUTE_MS - now) / 1000) };
    window.uses += 1;
    if (window !== known) this.#remember(caller, window, now);
    return undefined;
  }

  #remember(caller: string, window: Window, now: number): void {
    if (this.#windows.size >= MAX_CALLERS) {
      for (const [other, { start }] of this.#windows)
        if (now - start >= MINUTE_MS) this.#windows.delete(other);
    }
    // Whoever brings ten thousand names in a minute does not fill the memory with them: the oldest starts anew.
    const [oldest] = this.#windows.keys();
    if (this.#windows.size >= MAX_CALLERS && oldest !== undefined) this.#windows.delete(oldest);
    this.#windows.delete(caller);
    this.#windows.set(caller, window);
  }
}
