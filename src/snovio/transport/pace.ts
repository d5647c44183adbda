import { SnovioError } from '../../errors.ts';
import type { Slots } from './slots.ts';

/**
 * What a slot is for, by priority: tokens, writes that were allowed a moment ago and once came too late for that, answers
 * that are paid for already, then new payments, then free checks.
 */
export type Turn = 'token' | 'late' | 'poll' | 'start' | 'check';

/** How long to wait before the slots' store is tried again after a failure. */
const RETRY_MS = 200;

const ORDER: readonly Turn[] = ['token', 'late', 'poll', 'start', 'check'];

interface Waiter {
  readonly turn: Turn;
  /** Where several callers share the account: whose request it is. */
  readonly caller: string | undefined;
  /** Whether it takes its slot by itself when its turn has come. */
  readonly takesSlot: boolean;
  readonly wanted: () => boolean;
  /** Until when a slot is of use, in milliseconds of `performance.now()`. */
  readonly until: number;
  readonly settle: (granted: boolean) => void;
  readonly fail: (error: SnovioError) => void;
}

/**
 * The account's queue for upstream requests. A slot is taken only for the head, so a request that leaves the queue costs
 * the account nothing, and a poll that comes late still goes before the starts that came earlier.
 */
export class Pace {
  readonly #slots: Slots;
  readonly #queue: Waiter[] = [];
  #pumping = false;
  #closed = false;
  #wake: (() => void) | undefined;

  constructor(slots: Slots) {
    this.#slots = slots;
  }

  /** Milliseconds until a request that joined the queue now would have a slot. */
  delay(turn: Turn = 'poll', caller?: string): number {
    return this.#slots.delay(this.#ahead(turn, this.#placeFor(turn, caller)));
  }

  /** How many requests wait for a slot, and how many slots of the running window are taken, as far as it is known here. */
  get load(): { waiting: number; used: number } {
    return { waiting: this.#queue.length, used: this.#slots.used() };
  }

  /** Whether anything waits for a slot: an account in use is not forgotten. */
  get busy(): boolean {
    return this.#queue.length > 0 || !this.#slots.idle();
  }

  /**
   * Waits for a slot as long as it is `wanted`.
   * @param until when a slot would come too late (`performance.now()`): a request that cannot have it by then leaves at once
   * @returns true when the request may be sent now, false when it is not wanted any more or no slot comes in time
   * @throws SnovioError `upstream_unavailable` where nobody can say how many slots are left
   */
  claim(
    turn: Turn,
    wanted: () => boolean,
    until = Number.POSITIVE_INFINITY,
    caller?: string,
  ): Promise<boolean> {
    return this.#join({ turn, caller, takesSlot: false, wanted, until });
  }

  /**
   * Waits for the turn of a payment that takes its slot by itself, see {@link Slots.along}. When it is granted, there seems to be
   * a slot; where there was none after all, it waits again.
   */
  claimTurn(turn: Turn, wanted: () => boolean): Promise<boolean> {
    return this.#join({ turn, caller: undefined, takesSlot: true, wanted, until: Number.POSITIVE_INFINITY });
  }

  get along(): Slots['along'] {
    return this.#slots.along;
  }

  /**
   * Takes a slot for one request of a call.
   * @param deadline when the call has to answer, in milliseconds of `performance.now()`
   * @throws SnovioError `rate_limited` at once when the slot lies behind the deadline, `cancelled` on abort
   */
  async take(deadline: number, signal: AbortSignal, turn: Turn = 'poll', caller?: string): Promise<void> {
    const delay = this.delay(turn, caller);
    if (performance.now() + delay > deadline) throw tooLate(delay);
    let late = false;
    const review = () => this.review();
    // Not judged by the clock: timers may fire a little early.
    const timer = setTimeout(() => {
      late = true;
      review();
    }, deadline - performance.now());
    signal.addEventListener('abort', review, { once: true });
    try {
      if (await this.claim(turn, () => !signal.aborted && !late, deadline, caller)) return;
      if (signal.aborted) throw new SnovioError('cancelled');
      throw tooLate(this.delay(turn, caller));
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', review);
    }
  }

  /** Removes the requests that are no longer wanted. */
  review(): void {
    this.#keep(waiter => waiter.wanted());
  }

  /** Snov.io said "too fast": nothing is sent for `ms`, or until the oldest request leaves the window. */
  pause(ms: number | undefined): void {
    this.#slots.pause(ms);
    this.#keep((waiter, index) => this.#comesInTime(waiter, index));
  }

  #join(request: Omit<Waiter, 'settle' | 'fail'>): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const place = this.#placeFor(request.turn, request.caller);
    this.#queue.splice(place, 0, { ...request, settle: resolve, fail: reject });
    void this.#pump();
    return promise;
  }

  /** The process ends: no slot is given any more. Requests in the queue wait until their calls end. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /**
   * Where a new request belongs: callers take turns, so a caller's third request stands behind the third of each other
   * caller and before the fourth.
   */
  #placeFor(turn: Turn, caller: string | undefined): number {
    const own = this.#queue.filter(waiter => waiter.turn === turn && waiter.caller === caller).length;
    const before = new Map<string | undefined, number>();
    const index = this.#queue.findIndex(waiter => {
      if (waiter.turn !== turn) return false;
      const rank = before.get(waiter.caller) ?? 0;
      before.set(waiter.caller, rank + 1);
      return rank > own;
    });
    return index < 0 ? this.#queue.length : index;
  }

  /** How many of the queue's first `length` waiters go before somebody with this turn who stands behind them. */
  #ahead(turn: Turn, length: number): number {
    return this.#queue.slice(0, length).filter(w => ORDER.indexOf(w.turn) <= ORDER.indexOf(turn)).length;
  }

  /** Removes the requests that do not pass, the last first, so that the indexes of those before stay right. */
  #keep(stays: (waiter: Waiter, index: number) => boolean): void {
    for (let i = this.#queue.length - 1; i >= 0; i--) {
      const waiter = this.#queue[i];
      if (!waiter || stays(waiter, i)) continue;
      this.#queue.splice(i, 1);
      waiter.settle(false);
    }
    if (this.#queue.length === 0) this.#wake?.();
  }

  #comesInTime({ turn, until }: Waiter, index: number): boolean {
    return (
      until === Number.POSITIVE_INFINITY ||
      performance.now() + this.#slots.delay(this.#ahead(turn, index)) <= until
    );
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#queue.length > 0 && !this.#closed) {
        await this.#step();
        this.review();
      }
    } finally {
      this.#pumping = false;
    }
  }

  async #step(): Promise<void> {
    try {
      const delay = this.#slots.delay(0);
      if (delay === 0 && this.#head()?.takesSlot) return this.#grant();
      const wait = delay > 0 ? delay : await this.#slots.take();
      if (wait === 0 && !this.#closed) return this.#grant();
      // Only now it may show that the slots are used up by other processes.
      this.#keep((waiter, index) => this.#comesInTime(waiter, index));
      if (this.#queue.length > 0) await this.#sleep(wait);
    } catch (error) {
      if (error instanceof SnovioError) return this.#failAll(error);
      // The shared store is busy, and may be free soon. The requests in the queue keep their deadlines.
      await this.#sleep(RETRY_MS);
    }
  }

  /** What waits is told, and tries again if that makes sense for it. */
  #failAll(error: SnovioError): void {
    for (const waiter of this.#queue.splice(0)) waiter.fail(error);
  }

  /** Gives a slot that is taken already: when the next one comes does not matter to whoever gets it. */
  #grant(): void {
    const head = this.#head();
    if (!head) return;
    this.#queue.splice(this.#queue.indexOf(head), 1);
    head.settle(true);
  }

  /** Whose turn it is, of those that still want one. */
  #head(): Waiter | undefined {
    this.#keep(waiter => waiter.wanted());
    return ORDER.map(turn => this.#queue.find(waiter => waiter.turn === turn)).find(Boolean);
  }

  #sleep(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** The slot lies behind the deadline: nothing was sent, and trying again within the call cannot help. */
export function tooLate(delay: number): SnovioError {
  return new SnovioError('rate_limited', {
    retryAfterSeconds: Math.max(1, Math.ceil(delay / 1000)),
    neverSent: true,
  });
}
