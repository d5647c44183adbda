/** Who waits: a caller, and the account that it names. Both are only names here. */
export interface Party {
  readonly caller: string;
  readonly account: string;
}

interface Line<T> {
  readonly party: Party;
  readonly items: T[];
}

/** Of how many callers and accounts it is remembered when they had their last turn. */
const MAX_REMEMBERED = 10_000;

/**
 * A queue in which callers take turns, and within a caller the accounts that it names: next is whoever had its last turn
 * longest ago, or never had one. So whoever brings many items waits behind its own, not others behind them.
 */
export class TurnQueue<T> {
  /** A line for each party that waits; the one that began to wait first stands first. */
  readonly #lines = new Map<string, Line<T>>();
  /** The turn that a caller, or an account of a caller, had last. The longest ago stands first. */
  readonly #lastTurns = new Map<string, number>();
  #turns = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds an item behind those of the same party. @returns what takes it out again; nothing happens if it is out */
  add(party: Party, item: T): () => void {
    const key = keyOf(party);
    const line = this.#lines.get(key) ?? { party, items: [] };
    this.#lines.set(key, line);
    line.items.push(item);
    this.#size += 1;
    return () => {
      const index = line.items.indexOf(item);
      if (index >= 0) this.#take(line, index);
    };
  }

  /** Whether anything of this party waits. */
  has(party: Party): boolean {
    return this.#lines.has(keyOf(party));
  }

  /** Takes the next item out. @param mayGo leaves out parties whose turn would be of no use now */
  next(mayGo: (party: Party) => boolean = () => true): T | undefined {
    let first: Line<T> | undefined;
    for (const line of this.#lines.values())
      if (mayGo(line.party) && (!first || this.#isBefore(line.party, first.party))) first = line;
    if (!first) return undefined;
    this.#turns += 1;
    this.#remember(first.party.caller);
    this.#remember(keyOf(first.party));
    return this.#take(first, 0);
  }

  #isBefore(one: Party, other: Party): boolean {
    const last = (name: string) => this.#lastTurns.get(name) ?? 0;
    const callers = last(one.caller) - last(other.caller);
    return callers === 0 ? last(keyOf(one)) < last(keyOf(other)) : callers < 0;
  }

  #take(line: Line<T>, index: number): T | undefined {
    const [item] = line.items.splice(index, 1);
    if (line.items.length === 0) this.#lines.delete(keyOf(line.party));
    this.#size -= 1;
    return item;
  }

  #remember(name: string): void {
    this.#lastTurns.delete(name);
    const [oldest] = this.#lastTurns.keys();
    if (this.#lastTurns.size >= MAX_REMEMBERED && oldest !== undefined) this.#lastTurns.delete(oldest);
    this.#lastTurns.set(name, this.#turns);
  }
}

/** No caller's own name looks like this, so both can stand in one map. */
function keyOf({ caller, account }: Party): string {
  return JSON.stringify([caller, account]);
}
