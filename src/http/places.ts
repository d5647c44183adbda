import type { Party } from '../snovio/transport/turn-queue.ts';

export type Release = () => void;

/**
 * How many of something are open at the same time. Nobody holds more than is left: a caller no more than what is free of
 * all places, and an account no more than what is free of its caller's. So there is room for whoever comes next, however
 * many the others want.
 */
export class Places {
  readonly #perCaller: number;
  readonly #inAll: number;
  readonly #open = new Map<string, number>();
  #total = 0;

  /** @param perCaller at most this many are a caller's, whatever is free */
  constructor(perCaller: number, inAll: number) {
    this.#perCaller = perCaller;
    this.#inAll = inAll;
  }

  /** How many are open. */
  get open(): number {
    return this.#total;
  }

  /** Whether the party may have so many more places now. */
  mayTake(party: Party, places = 1): boolean {
    return this.#mayTake(namesOf(party), places);
  }

  #mayTake([caller, account]: Names, places: number): boolean {
    const before = places - 1;
    const ofCaller = this.#count(caller) + before;
    const ofAccount = this.#count(account) + before;
    return ofCaller < this.#inAll - this.#total - before && ofAccount < this.#perCaller - ofCaller;
  }

  /** @returns what gives the places back (calling it twice does no harm), or undefined if there are too few */
  take(party: Party, places = 1): Release | undefined {
    const names = namesOf(party);
    if (!this.#mayTake(names, places)) return undefined;
    this.#change(names, places);
    let released = false;
    return () => {
      if (!released) this.#change(names, -places);
      released = true;
    };
  }

  #count(name: string): number {
    return this.#open.get(name) ?? 0;
  }

  #change(names: Names, by: number): void {
    this.#total += by;
    for (const name of names) {
      const count = this.#count(name) + by;
      if (count > 0) this.#open.set(name, count);
      else this.#open.delete(name);
    }
  }
}

/** Under which a party's places are counted: its caller's, and its account's among them. */
type Names = readonly [caller: string, account: string];

function namesOf({ caller, account }: Party): Names {
  return [JSON.stringify([caller]), JSON.stringify([caller, account])];
}
