import type { Limit, QuotaRequest, SlotState } from '../store.ts';

/** What an account's pace says now: all times in milliseconds. */
export interface Pace {
  /** How long ago the slots of the running window were taken. */
  readonly ages: readonly number[];
  readonly pausedMs: number;
}

/** Whether a slot may be taken now, and what is told then. */
export function slotState({ ages, pausedMs }: Pace, { requests }: Limit): SlotState {
  const sorted = [...ages].sort((a, b) => b - a);
  const taken = sorted.length < requests && pausedMs === 0;
  return { taken, pausedMs, ages: taken ? [...sorted, 0] : sorted };
}

/**
 * How long a pause still holds. One that begins in the future was left by a clock that was set back: if it still holds,
 * Snov.io answers 429 again.
 */
export function pausedMs(pause: { since: number; until: number } | undefined, now: number): number {
  return pause && pause.since <= now ? Math.max(0, pause.until - now) : 0;
}

/**
 * Until when an account is to pause, if that is longer than it pauses already.
 * @param ms undefined: until the oldest slot leaves the window
 */
export function pauseUntil(
  ms: number | undefined,
  { ages, pausedMs: now }: Pace,
  { windowMs }: Limit,
  at: number,
): number | undefined {
  const oldest = ages.length === 0 ? 0 : Math.max(...ages);
  const until = Math.ceil(at + (ms ?? windowMs - oldest));
  return until > at + now ? until : undefined;
}

/** Whether a quota covers a request. @param used units of the running hour @param open items that are under way already */
export function fitsQuota(
  { limit, units, keep, keepPerOpen }: QuotaRequest,
  used: number,
  open: number,
): boolean {
  return used + units + keep + open * keepPerOpen <= limit;
}

/**
 * In how many milliseconds a quota will cover a request, if nothing else is asked until then.
 * @param uses what was used in the running hour, and how many milliseconds ago
 * @param open items that are under way already
 */
export function waitForQuota(
  request: QuotaRequest,
  uses: readonly { readonly age: number; readonly units: number }[],
  open: number,
): number {
  let used = uses.reduce((sum, { units }) => sum + units, 0);
  let wait = request.hourMs;
  for (const { age, units } of uses.toSorted((one, other) => other.age - one.age)) {
    used -= units;
    wait = Math.max(0, request.hourMs - age);
    if (fitsQuota(request, used, open)) break;
  }
  return wait;
}

/** The question that a family's quota belongs to. */
export const QUOTA_QUESTION = { finder: 'find', verifier: 'verify' } as const;
