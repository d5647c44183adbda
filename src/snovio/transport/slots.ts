import pThrottle from 'p-throttle';

/** Where the account's upstream slots come from: this process alone, or all processes of a state directory. */
export interface Slots {
  /** Takes one if there is one now; false when another process was faster. */
  take(): Promise<boolean>;
  /** Milliseconds until the next slot is free for somebody with `ahead` others before them. */
  delay(ahead: number): number;
  /** No slots for `ms`; undefined: until the oldest taken slot leaves the window. */
  pause(ms: number | undefined): void;
  /** Whether forgetting them would forget nothing: none is taken in the running window, or others keep them. */
  idle(): boolean;
}

export interface Limit {
  readonly requests: number;
  readonly windowMs: number;
}

/** A limit that is kept to the millisecond is broken by jitter on the way to Snov.io; 4 % more window absorbs it. */
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
  const live = taken.filter(at => at > now - windowMs);
  const free = requests - live.length;
  if (ahead < free) return 0;
  const turn = ahead - free;
  const opens = (live[turn % requests] ?? live.at(-1) ?? now) + windowMs * (1 + Math.floor(turn / requests));
  return Math.max(0, opens - now);
}

/** When the oldest of the running window's slots leaves it, in milliseconds since the epoch. */
export function windowEnd(taken: readonly number[], { windowMs }: Limit): number {
  const now = Date.now();
  return (taken.find(at => at > now - windowMs) ?? now) + windowMs;
}

/** Slots of this process alone. */
export function processSlots(limit: Limit): Slots {
  const margined = withMargin(limit);
  const taken: number[] = [];
  let pausedUntil = 0;
  // strict: the default mode lets almost two windows' worth through around a window's edge. Never its `signal`, which
  // resets the window for everybody.
  const throttle = pThrottle({ limit: margined.requests, interval: margined.windowMs, strict: true });
  const stamp = throttle(() => {
    taken.push(Date.now());
    if (taken.length > margined.requests) taken.shift();
  });
  const delay = (ahead: number) => {
    const now = Date.now();
    return Math.max(pausedUntil - now, waitFor(taken, ahead, margined, now));
  };
  return {
    delay,
    take: async () => {
      await stamp();
      return true;
    },
    idle: () => delay(margined.requests - 1) === 0,
    pause: ms => {
      pausedUntil = Math.max(pausedUntil, ms === undefined ? windowEnd(taken, margined) : Date.now() + ms);
    },
  };
}
