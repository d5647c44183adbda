import type { App } from '../app/app.ts';

type Store = App['accounts']['store'];

/** How long a check of the store is good for. */
const GOOD_FOR_MS = 1000;

export interface StoreCheck {
  /** Whether it can be read and written. */
  readonly isUsable: boolean;
  /** How long it took to find out, in milliseconds. */
  readonly ms: number;
}

/** Whether the store can be used, checked at most once a second however often load balancers ask: a check writes to it. */
export class StoreHealth {
  readonly #store: Store;
  #last: Promise<StoreCheck> | undefined;
  #checkAgainAt = Number.NEGATIVE_INFINITY;

  constructor(store: Store) {
    this.#store = store;
  }

  check(): Promise<StoreCheck> {
    if (!this.#last || performance.now() >= this.#checkAgainAt) {
      // Whoever asks while it runs, which can take seconds, waits for the same one.
      this.#checkAgainAt = Number.POSITIVE_INFINITY;
      this.#last = this.#check().finally(() => {
        this.#checkAgainAt = performance.now() + GOOD_FOR_MS;
      });
    }
    return this.#last;
  }

  async #check(): Promise<StoreCheck> {
    const start = performance.now();
    const isUsable = await this.#store.isUsable();
    return { isUsable, ms: performance.now() - start };
  }
}
