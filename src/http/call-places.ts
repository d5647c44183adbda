import { type Party, TurnQueue } from '../snovio/transport/turn-queue.ts';
import type { Limits } from './limits.ts';
import { Places, type Release } from './places.ts';

interface Waiter {
  readonly party: Party;
  /** Ends the wait: with a place, or without. */
  readonly settle: (place: Release | undefined) => void;
}

/** The places of calls. A call that finds none free waits a while, and callers and accounts take turns at what gets free. */
export class CallPlaces {
  readonly #running: Places;
  readonly #waiting: Places;
  readonly #waitMs: number;
  readonly #queue = new TurnQueue<Waiter>();
  #closed = false;

  constructor(limits: Limits) {
    this.#running = new Places(limits.callsPerCaller, limits.callsInAll);
    this.#waiting = new Places(limits.waitingPerCaller, limits.waitingInAll);
    this.#waitMs = limits.waitingMs;
  }

  /** How many calls run, and how many wait for a place. */
  get load(): { open: number; waiting: number } {
    return { open: this.#running.open, waiting: this.#queue.size };
  }

  /**
   * A place for a call.
   * @param gone aborts when the client has left
   * @returns what gives it back; undefined if none gets free in time, too many wait already, or the server is stopping
   */
  async acquire(party: Party, gone: AbortSignal): Promise<Release | undefined> {
    const free = this.#queue.has(party) ? undefined : this.takeNow(party);
    if (free) return free;
    const leave = this.#closed || gone.aborted ? undefined : this.#waiting.take(party);
    if (!leave) return undefined;
    const { promise, resolve } = Promise.withResolvers<Release | undefined>();
    const remove = this.#queue.add(party, { party, settle: resolve });
    const giveUp = () => {
      remove();
      resolve(undefined);
    };
    const timer = setTimeout(giveUp, this.#waitMs);
    gone.addEventListener('abort', giveUp, { once: true });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      gone.removeEventListener('abort', giveUp);
      leave();
    }
  }

  /** Places for something that does not wait: it gets them now, or undefined. */
  takeNow(party: Party, places = 1): Release | undefined {
    const release = this.#running.take(party, places);
    return (
      release &&
      (() => {
        release();
        this.#giveOut();
      })
    );
  }

  /** Ends the wait of all that have no place yet. */
  close(): void {
    this.#closed = true;
    for (let waiter = this.#queue.next(); waiter; waiter = this.#queue.next()) waiter.settle(undefined);
  }

  #giveOut(): void {
    const next = () => this.#queue.next(party => this.#running.mayTake(party));
    for (let waiter = next(); waiter; waiter = next()) waiter.settle(this.takeNow(waiter.party));
  }
}
