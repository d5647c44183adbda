import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, explain, hasCode, SnovioError } from '../../errors.ts';

/** A wait for Snov.io, before it is asked again. */
export interface Wait {
  readonly ms: number;
  /** Why, in words. */
  readonly problem: string;
  /** The kind of that, where it is known. */
  readonly code?: ErrorCode | undefined;
}

/** How calls wait. */
export interface Waiting {
  /** Snov.io's rate window, in milliseconds; the wait where Snov.io limits the rate without saying for how long. */
  readonly windowMs: number;
  readonly signal: AbortSignal;
  /** Called before a wait of more than two seconds. */
  readonly onWait: (wait: Wait) => void;
}

/** As `waiting 40 s: Snov.io limits the rate`. */
export function waitInWords({ ms, problem }: Wait): string {
  return `waiting ${Math.ceil(ms / 1000)} s: ${problem}`;
}

/** How long to wait until a call that failed so may succeed, in milliseconds; undefined where time alone does not help. */
export function waitAfter(error: SnovioError, windowMs: number): number | undefined {
  if (!hasCode(error, 'rate_limited', 'hourly_quota')) return undefined;
  return (error.facts.retryAfterSeconds ?? windowMs / 1000) * 1000;
}

/** How long to wait after so many failures that said nothing of time: twice as long after each, from a second on. */
export function backOff(failures: number, windowMs: number): number {
  // The rate window is 60 s at Snov.io, so the unit is 1 s there; in tests both are shorter.
  return (windowMs / 60) * 2 ** failures;
}

/** Waits. @throws SnovioError `cancelled` when the signal is aborted */
export async function waitFor(wait: Wait, { signal, onWait }: Waiting): Promise<void> {
  if (wait.ms > 2000) onWait(wait);
  await sleep(wait.ms, undefined, { signal }).catch(cause => {
    throw new SnovioError('cancelled', { cause });
  });
}

/** Failures in a row after which a call is not repeated. */
export const MOST_FAILURES = 6;

/**
 * Makes a call until Snov.io lets it in, however often it limits the rate.
 * @throws SnovioError whatever else the call throws; `cancelled` when the signal is aborted
 */
export async function untilLetIn<T>(call: () => Promise<T>, waiting: Waiting): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const ms = error instanceof SnovioError ? waitAfter(error, waiting.windowMs) : undefined;
      if (ms === undefined || waiting.signal.aborted) throw error;
      await waitFor({ ms, ...reasonOf(error as SnovioError) }, waiting);
    }
  }
}

/** The same for a call that only reads, which is also repeated a few times where Snov.io does not answer properly. */
export async function untilAnswered<T>(call: () => Promise<T>, waiting: Waiting): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await untilLetIn(call, waiting);
    } catch (error) {
      const isPassing = hasCode(error, 'upstream_unavailable', 'upstream_malformed');
      if (!isPassing || failures === MOST_FAILURES || waiting.signal.aborted) throw error;
      await waitFor({ ms: backOff(failures, waiting.windowMs), ...reasonOf(error) }, waiting);
    }
  }
}

function reasonOf(error: SnovioError): Omit<Wait, 'ms'> {
  return { problem: explain(error).text, code: error.code };
}
