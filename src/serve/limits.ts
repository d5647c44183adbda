/** Refused for now: the caller may come back after this many seconds. */
export interface Busy {
  readonly retryAfterSeconds: number;
}

/** How many calls may be open at once, per caller and in all. */
export class OpenCalls {
  readonly #perCaller: number;
  readonly #inAll: number;
  readonly #open = new Map<string, number>();
  #total = 0;

  constructor(perCaller: number, inAll: number) {
    this.#perCaller = perCaller;
    this.#inAll = inAll;
  }

  get total(): number {
    return this.#total;
  }

  /** @returns how to leave again, or undefined when there is no room */
  enter(caller: string): (() => void) | undefined {
    const open = this.#open.get(caller) ?? 0;
    if (open >= this.#perCaller || this.#total >= this.#inAll) return undefined;
    this.#open.set(caller, open + 1);
    this.#total += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#total -= 1;
      const rest = (this.#open.get(caller) ?? 1) - 1;
      if (rest > 0) this.#open.set(caller, rest);
      else this.#open.delete(caller);
    };
  }
}

/** How often a caller may do something in a minute. */
export class PerMinute {
  readonly #most: number;
  readonly #uses = new Map<string, { since: number; n: number }>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns undefined when it may, else how long to wait */
  take(caller: string): Busy | undefined {
    const now = Date.now();
    if (this.#uses.size > 10_000) this.#forget(now);
    const use = this.#uses.get(caller);
    if (!use || now - use.since >= 60_000) {
      this.#uses.set(caller, { since: now, n: 1 });
      return undefined;
    }
    use.n += 1;
    return use.n > this.#most
      ? { retryAfterSeconds: Math.ceil((use.since + 60_000 - now) / 1000) }
      : undefined;
  }

  #forget(now: number): void {
    for (const [caller, { since }] of this.#uses) if (now - since >= 60_000) this.#uses.delete(caller);
  }
}
