/** The sandbox's time: durations are given in milliseconds of life and pass `speed` times faster. */
export class Clock {
  readonly #speed: number;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(speed: number) {
    this.#speed = speed;
  }

  /** Now, in milliseconds of the epoch. */
  now(): number {
    return Date.now();
  }

  /** How many real milliseconds so many milliseconds of life take. */
  real(lifeMs: number): number {
    return lifeMs / this.#speed;
  }

  /** Runs `then` after so many milliseconds of life; never keeps the process alive. */
  after(lifeMs: number, then: () => void): void {
    this.afterReal(this.real(lifeMs), then);
  }

  /** Runs `then` after so many real milliseconds. */
  afterReal(ms: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, ms).unref();
    this.#timers.add(timer);
  }

  /** Resolves after so many real milliseconds; never, if the clock is stopped before. */
  pause(ms: number): Promise<void> {
    return new Promise(resolve => this.afterReal(ms, resolve));
  }

  /** Forgets everything that was still to come. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
