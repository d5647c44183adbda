import { SnovioError } from '../../errors.ts';
import type { Slots } from './slots.ts';

/** Who goes first when slots are scarce: answers that are already paid for, then new payments, then new questions. */
export type Turn = 'poll' | 'start' | 'check';

/** How long to wait when the slots' own store fails. */
const TROUBLE_MS = 200;

const ORDER: readonly Turn[] = ['poll', 'start', 'check'];

interface Waiter {
  readonly turn: Turn;
  readonly wanted: () => boolean;
  /** Until when a slot is of use, in milliseconds of `performance.now()`. */
  readonly until: number;
  readonly settle: (granted: boolean) => void;
}

/**
 * The account's queue for upstream requests. Only its head asks for a slot, so whoever leaves the queue costs the
 * account nothing, and a poll that comes late still goes before the starts that were there first.
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

  /** Milliseconds until somebody who joined now would have a slot. */
  delay(turn: Turn = 'poll'): number {
    return this.#slots.delay(this.#ahead(turn, this.#queue.length));
  }

  /** Whether anything waits for a slot: an account in use is not forgotten. */
  get busy(): boolean {
    return this.#queue.length > 0 || !this.#slots.idle();
  }

  /**
   * Waits for a slot as long as it is `wanted`.
   * @param until when a slot would come too late (`performance.now()`): whoever cannot have one by then leaves at once
   * @returns true when it may send now, false when nobody wants it any more or no slot comes in time
   */
  claim(turn: Turn, wanted: () => boolean, until = Number.POSITIVE_INFINITY): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#queue.push({ turn, wanted, until, settle: resolve });
    void this.#pump();
    return promise;
  }

  /**
   * Takes a slot for one request of a call.
   * @param deadline when the call has to answer, in milliseconds of `performance.now()`
   * @throws SnovioError `rate_limited` at once when the slot lies behind the deadline, `cancelled` on abort
   */
  async take(deadline: number, signal: AbortSignal): Promise<void> {
    const delay = this.delay();
    if (performance.now() + delay > deadline) throw tooLate(delay);
    const review = () => this.review();
    const timer = setTimeout(review, deadline - performance.now());
    signal.addEventListener('abort', review, { once: true });
    try {
      const wanted = () => !signal.aborted && performance.now() < deadline;
      if (await this.claim('poll', wanted, deadline)) return;
      if (signal.aborted) throw new SnovioError('cancelled');
      throw tooLate(this.delay());
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', review);
    }
  }

  /** Lets everybody leave whose request is no longer wanted. */
  review(): void {
    this.#keep((waiter, i) => waiter.wanted() && this.#comesInTime(waiter, i));
    if (this.#queue.length === 0) this.#wake?.();
  }

  /** Snov.io said "too fast": nobody sends for `ms`, or until the oldest request leaves the window. */
  pause(ms: number | undefined): void {
    this.#slots.pause(ms);
    this.review();
  }

  /** The process ends: nobody gets a slot any more; whoever waits does so until their call ends. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** Lets all others leave. */
  #keep(stays: (waiter: Waiter, index: number) => boolean): void {
    for (let i = this.#queue.length - 1; i >= 0; i--) {
      const waiter = this.#queue[i];
      if (waiter && stays(waiter, i)) continue;
      for (const gone of this.#queue.splice(i, 1)) gone.settle(false);
    }
  }

  /** How many of the queue's first `length` waiters go before somebody with this turn who stands behind them. */
  #ahead(turn: Turn, length: number): number {
    return this.#queue.slice(0, length).filter(w => ORDER.indexOf(w.turn) <= ORDER.indexOf(turn)).length;
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
      const wait = delay > 0 ? delay : await this.#slots.take();
      if (wait === 0 && !this.#closed) return this.#grant();
      // Only now it may show that the slots are used up by other processes.
      this.review();
      if (this.#queue.length > 0) await this.#nap(wait);
    } catch {
      // The store that processes share is busy or gone: whoever waits still has a deadline, and it may come back.
      await this.#nap(TROUBLE_MS);
    }
  }

  /** Gives a slot that is taken already: when the next one comes does not matter to whoever gets it. */
  #grant(): void {
    this.#keep(waiter => waiter.wanted());
    for (const turn of ORDER) {
      const index = this.#queue.findIndex(w => w.turn === turn);
      if (index < 0) continue;
      for (const next of this.#queue.splice(index, 1)) next.settle(true);
      return;
    }
  }

  #nap(ms: number): Promise<void> {
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
