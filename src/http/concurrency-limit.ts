export type Release = () => void;

/** Limits how many of something are open at the same time, per caller and in all. Nobody waits: more are refused. */
export class ConcurrencyLimit {
  readonly #perCaller: number;
  readonly #inAll: number;
  readonly #open = new Map<string, number>();
  #total = 0;

  constructor(perCaller: number, inAll: number) {
    this.#perCaller = perCaller;
    this.#inAll = inAll;
  }

  /** @returns what gives the places back (calling it twice does no harm), or undefined if there are too few */
  acquire(caller: string, places = 1): Release | undefined {
    const open = this.#open.get(caller) ?? 0;
    if (open + places > this.#perCaller || this.#total + places > this.#inAll) return undefined;
    this.#open.set(caller, open + places);
    this.#total += places;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#total -= places;
      const rest = (this.#open.get(caller) ?? places) - places;
      if (rest > 0) this.#open.set(caller, rest);
      else this.#open.delete(caller);
    };
  }
}
