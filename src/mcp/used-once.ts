/** A question that somebody answers. */
interface Asked {
  readonly id: string;
  /** When it was asked, in milliseconds of `performance.now()`. */
  readonly at: number;
}

/** Which agreements were used: each is good once. What is too old to be one is forgotten. */
export class UsedOnce {
  readonly #used = new Map<string, number>();
  readonly #goodForMs: number;

  /** @param goodForMs how long a question may be answered: older ones are to be refused before they come here */
  constructor(goodForMs: number) {
    this.#goodForMs = goodForMs;
  }

  isFirst({ id, at }: Asked): boolean {
    for (const [used, askedAt] of this.#used) {
      if (performance.now() - askedAt <= this.#goodForMs) break;
      this.#used.delete(used);
    }
    if (this.#used.has(id)) return false;
    this.#used.set(id, at);
    return true;
  }
}
