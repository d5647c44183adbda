import { AsyncLocalStorage } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';
import { type Clock, createClock } from '@sinonjs/fake-timers';

// Time that passes only when the simulation says so: Date, performance.now, process.hrtime.bigint, timers, timers/promises, AbortSignal.timeout.

/** Who a timer belongs to. The timers of a dead process never fire. */
export interface Owner {
  readonly alive: boolean;
}

const owners = new AsyncLocalStorage<Owner | undefined>();

/** The process in whose name the running code was started. */
export function currentOwner(): Owner | undefined {
  return owners.getStore();
}

/** Runs `work`, and everything that it starts, in the name of a process; undefined: of nobody. */
export function runAs<T>(owner: Owner | undefined, work: () => T): T {
  return owners.run(owner, work);
}

const EPOCH = Date.UTC(2026, 0, 5, 9);
/** A turn of the real event loop: all microtasks and ticks have run when it comes. */
const realImmediate = setImmediate;
const real = {
  Date: globalThis.Date,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  clearImmediate: globalThis.clearImmediate,
};
const realTimeoutSignal = AbortSignal.timeout;
const realSleep = timersPromises.setTimeout;
const realRandom = Math.random;
const realTicks = process.hrtime.bigint;

/** Virtual time for one run. While it is installed nothing else in this thread should use timers. */
export class VirtualTime implements Disposable {
  readonly #clock: Clock;
  /** How many timers have fired. */
  fired = 0;
  /** Called before each turn of the event loop. */
  onTurn: () => void = () => {};

  constructor(random: () => number) {
    const clock = createClock(EPOCH);
    this.#clock = clock;
    const ours = new WeakSet<object>();
    const set =
      (schedule: typeof clock.setTimeout) =>
      <A extends unknown[]>(work: (...args: A) => void, ms?: number, ...args: A) => {
        const timer: unknown = schedule(
          this.#owned(() => work(...args)),
          ms ?? 0,
        );
        ours.add(timer as object);
        return timer;
      };
    // A timer that was set before the run, such as the test runner's, is cleared as what it is.
    const clear = (timer: unknown) => {
      if (ours.has(timer as object)) clock.clearTimeout(timer as Parameters<typeof clock.clearTimeout>[0]);
      else real.clearTimeout(timer as NodeJS.Timeout);
    };
    Object.assign(globalThis, {
      Date: clock.Date,
      setTimeout: set(clock.setTimeout),
      clearTimeout: clear,
      setInterval: set(clock.setInterval),
      clearInterval: clear,
      setImmediate: (work: () => void) => set(clock.setTimeout)(work, 0),
      clearImmediate: clear,
    });
    performance.now = () => this.now;
    process.hrtime.bigint = () => BigInt(Math.round(this.now * 1_000_000));
    AbortSignal.timeout = timeoutSignal;
    timersPromises.setTimeout = sleep as typeof timersPromises.setTimeout;
    Math.random = random;
    syncBuiltinESMExports();
  }

  /** Milliseconds since the start of the run; no jump of the wall clock touches them. */
  get now(): number {
    return this.#clock.performance.now();
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#clock.countTimers();
  }

  /** The wall clock jumps; the monotonic one and all timers go on. */
  jump(ms: number): void {
    this.#clock.setSystemTime(this.#clock.Date.now() + ms);
  }

  /** Lets everything run that waits for no timer. */
  turn(): Promise<void> {
    this.onTurn();
    return new Promise(resolve => {
      realImmediate(resolve);
    });
  }

  /** Lets `ms` pass, timer by timer, or less once `met` says so. */
  async advance(ms: number, met: () => boolean = () => false): Promise<void> {
    let over = false;
    const end = this.#clock.setTimeout(() => {
      over = true;
    }, ms);
    await this.turn();
    while (!over && !met()) {
      this.#clock.next();
      await this.turn();
    }
    this.#clock.clearTimeout(end);
  }

  [Symbol.dispose](): void {
    Object.assign(globalThis, real);
    Reflect.deleteProperty(performance, 'now');
    process.hrtime.bigint = realTicks;
    AbortSignal.timeout = realTimeoutSignal;
    timersPromises.setTimeout = realSleep;
    Math.random = realRandom;
    syncBuiltinESMExports();
  }

  #owned(work: () => void): () => void {
    const owner = owners.getStore();
    return () => {
      this.fired += 1;
      if (!owner || owner.alive) owners.run(owner, work);
    };
  }
}

function timeoutSignal(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('The operation timed out.', 'TimeoutError')), ms);
  return controller.signal;
}

function sleep<T>(ms = 0, value?: T, { signal }: { signal?: AbortSignal } = {}): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const leave = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', leave);
      resolve(value);
    }, ms);
    signal?.addEventListener('abort', leave, { once: true });
  });
}

/** Numbers that look random and are the same for the same seed: 0 to 1. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
