/** Snov.io's window is kept with a margin. */
const WINDOW_MARGIN = 1.04;
/** From the last window's first request to the last answer, in windows: a short run waits for one round of tasks only. */
const SHORT_END = 0.25;
const LONG_END = 0.55;

/** Snov.io's pace, as the run keeps it. */
export interface PaceOfAccount {
  readonly requests: number;
  readonly windowMs: number;
}

/** About how long requests take, in milliseconds: they leave in bursts, one in each window. */
export function durationOf(requests: number, { requests: limit, windowMs }: PaceOfAccount): number {
  if (requests === 0) return 0;
  const waits = Math.floor((requests - 1) / limit);
  return Math.round((waits * WINDOW_MARGIN + (waits > 0 ? LONG_END : SHORT_END)) * windowMs);
}
