import { setTimeout as timeout } from 'node:timers/promises';
import { SnovioError } from '../../errors.ts';

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
