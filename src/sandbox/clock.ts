/**
 * The sandbox's time. A simulated duration, such as the 15 minutes of a greylist, passes `speed` times faster
 * in real time; `now` is the real time.
 */
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

  /** How many simulated milliseconds have passed since this moment, in milliseconds of the epoch. */
  elapsed(since: number): number {
    return (this.now() - since) * this.#speed;
  }

  /** How many real milliseconds so many simulated milliseconds take. */
  real(simulatedMs: number): number {
    return simulatedMs / this.#speed;
  }

  /** Runs `callback` after so many simulated milliseconds; never keeps the process alive. */
  after(simulatedMs: number, callback: () => void): void {
    this.afterReal(this.real(simulatedMs), callback);
  }

  /** Runs `callback` after so many real milliseconds. */
  afterReal(ms: number, callback: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, ms).unref();
    this.#timers.add(timer);
  }

  /** Resolves after so many real milliseconds; never, if the clock is stopped before. */
  pause(ms: number): Promise<void> {
    return new Promise(resolve => this.afterReal(ms, resolve));
  }

  /** Cancels everything that was still to come. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
