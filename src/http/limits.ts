/** What a client may ask of the server before it is refused. */
export interface Limits {
  readonly bodyBytes: number;
  /** For the headers to arrive, and for the whole request. */
  readonly headersMs: number;
  readonly requestMs: number;
  readonly callsPerCaller: number;
  readonly callsInAll: number;
  /** Messages of one JSON-RPC batch (2025-03-26 knows them); each counts as a call. */
  readonly batch: number;
  /** Streams of `subscriptions/listen`: they stay open for hours, so they count apart from calls. */
  readonly listenersPerCaller: number;
  readonly listenersInAll: number;
}

export const LIMITS: Limits = {
  bodyBytes: 1024 * 1024,
  headersMs: 10_000,
  requestMs: 30_000,
  callsPerCaller: 256,
  callsInAll: 1024,
  batch: 50,
  listenersPerCaller: 32,
  listenersInAll: 512,
};

/** Refused for now: the caller may come back after this many seconds. */
export interface Busy {
  readonly retryAfterSeconds: number;
}

/** How many of something may be open at once, per caller and in all. */
export class OpenCounter {
  readonly #perCaller: number;
  readonly #inAll: number;
  readonly #open = new Map<string, number>();
  #total = 0;

  constructor(perCaller: number, inAll: number) {
    this.#perCaller = perCaller;
    this.#inAll = inAll;
  }

  /** @returns how to leave again, or undefined when there is no room */
  enter(caller: string, many = 1): (() => void) | undefined {
    const open = this.#open.get(caller) ?? 0;
    if (open + many > this.#perCaller || this.#total + many > this.#inAll) return undefined;
    this.#open.set(caller, open + many);
    this.#total += many;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#total -= many;
      const rest = (this.#open.get(caller) ?? many) - many;
      if (rest > 0) this.#open.set(caller, rest);
      else this.#open.delete(caller);
    };
  }
}

const MINUTE_MS = 60_000;
const MOST_CALLERS = 10_000;

/** How often a caller may do something in a minute; what turned out well is given back. */
export class PerMinute {
  readonly #most: number;
  readonly #uses = new Map<string, { since: number; n: number }>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns undefined when it may, else how long to wait */
  take(caller: string): Busy | undefined {
    const now = Date.now();
    const known = this.#uses.get(caller);
    const use = known && now - known.since < MINUTE_MS ? known : { since: now, n: 0 };
    if (use.n >= this.#most) return { retryAfterSeconds: Math.ceil((use.since + MINUTE_MS - now) / 1000) };
    use.n += 1;
    if (use !== known) this.#remember(caller, use, now);
    return undefined;
  }

  giveBack(caller: string): void {
    const use = this.#uses.get(caller);
    if (use) use.n = Math.max(0, use.n - 1);
  }

  #remember(caller: string, use: { since: number; n: number }, now: number): void {
    if (this.#uses.size >= MOST_CALLERS) {
      for (const [other, { since }] of this.#uses) if (now - since >= MINUTE_MS) this.#uses.delete(other);
    }
    this.#uses.set(caller, use);
  }
}
