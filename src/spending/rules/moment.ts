/** A moment, in milliseconds: since the epoch, and on a clock that nobody can set, where the store has one. */
export interface Moment {
  readonly at: number;
  readonly tick: number | null;
}

/**
 * How many milliseconds ago something was. The clock may have been set ahead since then, also before this process began:
 * what seems to have waited for an hour has not. After a restart of the machine its own clock may run behind the moment,
 * or make it look younger, which costs patience only. A moment in the future, left by a clock that was set back, is now.
 */
export function msSince(at: number, tick: number | null, now: Moment): number {
  const byDate = Math.max(0, now.at - at);
  const byTick = tick === null || now.tick === null ? -1 : now.tick - tick;
  return byTick < 0 ? byDate : Math.min(byDate, byTick);
}
