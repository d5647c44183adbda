// Documented are 60 requests a minute [A][B]; a burst of them leaves at once, and the next one a minute later.

/** The client keeps Snov.io's window with a margin, since both clocks are not one. */
const WINDOW_MARGIN = 1.04;
/**
 * From the last window's first request to the last answer, in windows. How long Snov.io works on a task is documented
 * nowhere: a GUESS, fitted to the sandbox. A short run waits for one round of tasks only.
 */
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
