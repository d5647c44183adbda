/** How long after a failure nothing is tried again. */
const RETRY_MS = 5000;

/** How long a value is good for, in milliseconds. */
export interface Lifetime {
  /** After that it is read anew. */
  readonly freshMs: number;
  /** Where that fails, the old value serves until this age. */
  readonly staleMs: number;
}

/**
 * A value that is read from elsewhere, kept for a while, and kept longer while elsewhere is down. However many callers
 * ask, there is one read at a time, and after a failure a pause.
 */
export class Kept<T> {
  readonly #read: () => Promise<T>;
  readonly #lifetime: Lifetime;
  readonly #onFailure: (error: unknown) => void;
  #value: { readonly it: T; readonly at: number } | undefined;
  #reading: Promise<void> | undefined;
  #failure: { readonly error: unknown; readonly at: number } | undefined;

  /** @param onFailure hears of each read that failed */
  constructor(read: () => Promise<T>, lifetime: Lifetime, onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
    this.#read = read;
    this.#lifetime = lifetime;
  }

  /**
   * The value.
   * @param maxAgeMs reads it anew if it is older than this
   * @throws what reading threw, where no value is left that may still serve
   */
  async get(maxAgeMs = this.#lifetime.freshMs): Promise<T> {
    if (this.#age() > maxAgeMs) await this.#refresh();
    if (this.#value && this.#age() <= this.#lifetime.staleMs) return this.#value.it;
    throw this.#failure?.error;
  }

  #age(): number {
    return this.#value ? performance.now() - this.#value.at : Number.POSITIVE_INFINITY;
  }

  async #refresh(): Promise<void> {
    if (this.#failure && performance.now() - this.#failure.at < RETRY_MS) return;
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #readOnce(): Promise<void> {
    try {
      this.#value = { it: await this.#read(), at: performance.now() };
      this.#failure = undefined;
    } catch (error) {
      this.#failure = { error, at: performance.now() };
      this.#onFailure(error);
    }
  }
}

/** What went wrong, in words. A failure of the network has no message of its own, but a code. */
export function problemIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || String((error as NodeJS.ErrnoException).code ?? error.name);
}
