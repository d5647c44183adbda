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
    const ahead = this.#queue.filter(w => ORDER.indexOf(w.turn) <= ORDER.indexOf(turn)).length;
    return this.#slots.delay(ahead);
  }

  /** Whether anything waits for a slot: an account in use is not forgotten. */
  get busy(): boolean {
    return this.#queue.length > 0 || !this.#slots.idle();
  }

  /** Waits for a slot as long as it is `wanted`; true when it may send now, false when nobody wants it any more. */
  claim(turn: Turn, wanted: () => boolean): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#queue.push({ turn, wanted, settle: resolve });
    void this.#pump();
    return promise;
  }

  /**
   * Takes a slot for one request of a call.
   * @throws SnovioError `rate_limited` at once when the slot lies behind the deadline, `cancelled` on abort
   */
  async take(deadline: number, signal: AbortSignal): Promise<void> {
    const delay = this.delay();
    if (Date.now() + delay > deadline) {
      throw tooLate(delay);
    }
    const review = () => this.review();
    const timer = setTimeout(review, deadline - Date.now());
    signal.addEventListener('abort', review, { once: true });
    try {
      if (await this.claim('poll', () => !signal.aborted && Date.now() < deadline)) return;
      if (signal.aborted) throw new SnovioError('cancelled');
      throw tooLate(this.delay());
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', review);
    }
  }

  /** Lets everybody leave whose request is no longer wanted. */
  review(): void {
    for (let i = this.#queue.length - 1; i >= 0; i--) {
      if (this.#queue[i]?.wanted()) continue;
      for (const gone of this.#queue.splice(i, 1)) gone.settle(false);
    }
    if (this.#queue.length === 0) this.#wake?.();
  }

  /** Snov.io said "too fast": nobody sends for `ms`, or until the oldest request leaves the window. */
  pause(ms: number | undefined): void {
    this.#slots.pause(ms);
  }

  /** The process ends: nobody gets a slot any more; whoever waits does so until their call ends. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
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
      if (delay > 0) await this.#nap(delay);
      else if ((await this.#slots.take()) && !this.#closed) this.#grant();
    } catch {
      // The file that processes share is busy or gone: whoever waits still has a deadline, and it may come back.
      await this.#nap(TROUBLE_MS);
    }
  }

  #grant(): void {
    this.review();
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
