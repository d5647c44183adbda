import type { Release } from './places.ts';

/** Keeps something until the last of those who need it has let go: a request, and the task that has come of it. */
export class Hold {
  readonly #onEnd: () => void;
  #holders = 1;

  /** Held once. @param onEnd is called when nobody holds it any more */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** Holds it once more. @returns what lets go (calling it twice does no harm) */
  take(): Release {
    this.#holders += 1;
    let released = false;
    return () => {
      if (!released) this.release();
      released = true;
    };
  }

  /** Lets go once. */
  release(): void {
    this.#holders -= 1;
    if (this.#holders === 0) this.#onEnd();
  }
}
