import type { Release } from './places.ts';

/** Keeps something until the last of those who need it has let go: a request, and the task that has come of it. */
export class Hold {
  #holders = 1;
  readonly #ends: (() => void)[] = [];

  /** Calls `end` once nobody holds it any more: at once, where that is so already. */
  whenFree(end: () => void): void {
    if (this.#holders > 0) this.#ends.push(end);
    else end();
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

  /** Lets go once. It is held once from the beginning. */
  release(): void {
    this.#holders -= 1;
    if (this.#holders === 0) for (const end of this.#ends.splice(0)) end();
  }
}
