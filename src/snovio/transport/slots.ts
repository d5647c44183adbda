import pThrottle from 'p-throttle';
import { SnovioError } from '../../errors.ts';
import type { Limit, SlotState, Store, WithSlot } from '../../spending/store.ts';

/** Where the account's upstream slots come from: this process alone, or all processes that share a store. */
export interface Slots {
  /** Takes a slot if there is one now. @returns 0 when it is taken, else how many milliseconds to wait at least */
  take(): Promise<number>;
  /**
   * Lets a payment take its slot by itself, in the commit that records it; undefined: they are two.
   * @param pay says what has become of the slot
   */
  readonly along?: (<T extends WithSlot>(pay: (limit: Limit) => Promise<T>) => Promise<T>) | undefined;
  /** Milliseconds until a slot is free for a request with `ahead` others before it, as far as it is known here. */
  delay(ahead: number): number;
  /** How many slots of the running window are taken, as far as it is known here. */
  used(): number;
  /** No slots for `ms`; undefined: until the oldest taken slot leaves the window. */
  pause(ms: number | undefined): void;
  /** Whether this object can be dropped: no slot is taken in the running window, or a store keeps them. */
  idle(): boolean;
}

/** The limit with a window that is 4 % longer: on the way to Snov.io, jitter can move requests closer together. */
export function withMargin(limit: Limit): Limit {
  return { requests: limit.requests, windowMs: Math.ceil(limit.windowMs * 1.04) };
}

/** The wait until a slot is free, given when the slots of the running window were taken (ascending). */
export function waitFor(
  taken: readonly number[],
  ahead: number,
  { requests, windowMs }: Limit,
  now: number,
): number {
  const running = runningOf(taken, { windowMs }, now);
  const free = requests - running.length;
  if (ahead < free) return 0;
  const turn = ahead - free;
  const opens =
    (running[turn % requests] ?? running.at(-1) ?? now) + windowMs * (1 + Math.floor(turn / requests));
  return Math.max(0, opens - now);
}

/** Those of the slots that were taken in the running window. */
function runningOf(taken: readonly number[], { windowMs }: Pick<Limit, 'windowMs'>, now: number): number[] {
  return taken.filter(at => at > now - windowMs);
}

/** When the oldest of the running window's slots leaves it. All moments are milliseconds of one clock. */
export function windowEnd(taken: readonly number[], { windowMs }: Limit, now: number): number {
  return (taken.find(at => at > now - windowMs) ?? now) + windowMs;
}

/** Two clocks are not read at the same moment. */
const JITTER_MS = 5;

/** How far the wall clock is ahead of the monotonic one: less than before when it was set back. */
function wallClockOffset(): number {
  return Date.now() - performance.now();
}

/** Slots of this process alone. */
interface ProcessSlots extends Slots {
  /** Counts a slot that this process was given elsewhere. */
  record(): void;
}

/** Slots of this process alone. Waits are kept on the monotonic clock, which nobody sets. */
export function processSlots(limit: Limit): ProcessSlots {
  const margined = withMargin(limit);
  const taken: number[] = [];
  let pausedUntil = 0;
  const record = () => {
    taken.push(performance.now());
    if (taken.length > margined.requests) taken.shift();
  };
  // strict: the default mode lets almost two windows' worth through around a window's edge. Never its `signal`, which
  // resets the window for all requests.
  const throttle = () =>
    pThrottle({ limit: margined.requests, interval: margined.windowMs, strict: true })(record);
  let stamp = throttle();
  let offset = wallClockOffset();
  const delay = (ahead: number) => {
    const now = performance.now();
    return Math.max(0, pausedUntil - now, waitFor(taken, ahead, margined, now));
  };
  return {
    delay,
    record,
    take: async () => {
      const wait = delay(0);
      if (wait > 0) return wait;
      // p-throttle reads the wall clock: one that was set back would keep everybody waiting for as long. What was taken
      // is known here anyway.
      const now = wallClockOffset();
      if (now < offset - JITTER_MS) stamp = throttle();
      offset = now;
      await stamp();
      return 0;
    },
    used: () => runningOf(taken, margined, performance.now()).length,
    idle: () => delay(margined.requests - 1) === 0,
    pause: ms => {
      const now = performance.now();
      pausedUntil = Math.max(pausedUntil, ms === undefined ? windowEnd(taken, margined, now) : now + ms);
    },
  };
}

/**
 * Slots that all processes of a store share. Where the files of a machine fail, the process keeps the limit by itself; and what
 * it took itself counts even where the store forgets it, since a clock that was set ahead makes every slot there look old.
 * `take` throws the SnovioError of a database that cannot be reached.
 */
export function sharedSlots(store: Store, account: string, limit: Limit): Slots {
  const margined = withMargin(limit);
  const own = processSlots(limit);
  let taken: readonly number[] = [];
  let pausedUntil = 0;
  const delay = (ahead: number) => {
    const now = performance.now();
    return Math.max(0, pausedUntil - now, own.delay(ahead), waitFor(taken, ahead, margined, now));
  };
  const learn = ({ taken: isTaken, ages, pausedMs }: SlotState) => {
    if (isTaken) own.record();
    const now = performance.now();
    taken = ages.map(age => now - age);
    pausedUntil = now + pausedMs;
  };
  return {
    delay,
    along:
      store.claimWithSlot &&
      (async pay => {
        const paid = await pay(margined);
        if (paid.slot) learn(paid.slot);
        return paid;
      }),
    take: async () => {
      try {
        const state = await store.takeSlot(account, margined);
        learn(state);
        return state.taken ? 0 : Math.max(1, delay(0));
      } catch (error) {
        // A database that cannot be reached may be reached by others, and nobody knows how much they send.
        if (error instanceof SnovioError) throw error;
        return own.take();
      }
    },
    used: () => Math.max(own.used(), runningOf(taken, margined, performance.now()).length),
    idle: () => true,
    pause: ms => {
      const now = performance.now();
      pausedUntil = Math.max(pausedUntil, ms === undefined ? windowEnd(taken, margined, now) : now + ms);
      store.pauseSlots(account, ms, margined).catch(() => own.pause(ms));
    },
  };
}
