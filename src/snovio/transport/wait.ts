import { setTimeout as timeout } from 'node:timers/promises';
import { hasCode, SnovioError } from '../../errors.ts';

/** Sleeps `ms`; an abort ends it early with `cancelled`, and leaves no timer or listener behind. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await timeout(Math.max(0, ms), undefined, signal ? { signal } : {});
  } catch (cause) {
    throw new SnovioError('cancelled', { cause });
  }
}

/** Waits for `work` no longer than the signal allows; the work itself goes on. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    // Nobody may be left to hear of its failure, and an unhandled one would end the process.
    work.catch(() => {});
    throw new SnovioError('cancelled');
  }
  const left = Promise.withResolvers<never>();
  const leave = () => left.reject(new SnovioError('cancelled'));
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([work, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** A timer that fires later than by this tells that the process has stood still. */
const STANDSTILL_MS = 500;

/**
 * A time-out of a request. A process that was stopped, or whose machine slept, has heard nothing meanwhile: the answer may wait
 * to be read, or be sent again by the far end, so the time begins anew.
 * @returns a signal that is aborted as that of `AbortSignal.timeout`, and what stops the clock
 */
export function requestTimeout(ms: number): { signal: AbortSignal; stop: () => void } {
  const late = new AbortController();
  let timer: NodeJS.Timeout;
  const begin = () => {
    const since = performance.now();
    timer = setTimeout(() => {
      if (performance.now() - since > ms + STANDSTILL_MS) begin();
      else late.abort(new DOMException('The request has timed out.', 'TimeoutError'));
    }, ms).unref();
  };
  begin();
  return { signal: late.signal, stop: () => clearTimeout(timer) };
}

/** How long a call may wait. `deadline` is in milliseconds of `performance.now()`. */
export interface Wait {
  readonly signal: AbortSignal;
  readonly deadline: number;
}

/** Waits no longer than the call may take. The work itself goes on. @param late the error if it takes longer */
export async function inTime<T>(
  work: Promise<T>,
  { signal, deadline }: Wait,
  late: () => SnovioError,
): Promise<T> {
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(deadline - performance.now())));
  try {
    return await orAborted(work, AbortSignal.any([signal, timeout]));
  } catch (error) {
    if (!timeout.aborted || signal.aborted || !hasCode(error, 'cancelled')) throw error;
    throw late();
  }
}

/**
 * Waits for `work`, but no longer than any of the ends.
 * @param deadline in milliseconds of `performance.now()`
 */
export async function waitUntil(
  work: Promise<void>,
  deadline: number,
  signals: readonly (AbortSignal | undefined)[],
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.max(0, deadline - performance.now()));
  const leave = () => resolve();
  for (const signal of signals) signal?.addEventListener('abort', leave, { once: true });
  if (signals.some(signal => signal?.aborted)) resolve();
  await Promise.race([work, promise]);
  clearTimeout(timer);
  for (const signal of signals) signal?.removeEventListener('abort', leave);
}
