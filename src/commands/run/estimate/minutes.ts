/** Snov.io's window is kept with a margin. */
const WINDOW_MARGIN = 1.04;
/** From the start of the last task to its answer, in windows: about 10 s. */
const LAST_TASK = 10 / 60;

/** Snov.io's pace, as the run keeps it. */
export interface PaceOfAccount {
  readonly requests: number;
  readonly windowMs: number;
}

/**
 * About how long requests take, in milliseconds. The first window's requests leave at once, all others in their turn.
 */
export function durationOf(requests: number, { requests: limit, windowMs }: PaceOfAccount): number {
  if (requests === 0) return 0;
  const waits = Math.max(0, requests - limit) / limit;
  return Math.round(
    (waits * WINDOW_MARGIN + LAST_TASK + Math.min(1, requests / limit) * LAST_TASK) * windowMs,
  );
}
