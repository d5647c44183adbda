import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { orAborted, sleep } from '../../../src/snovio/transport/wait.ts';

const never = new Promise<never>(() => {});

/** Whether it is settled once everything that is ready has run. */
async function settled(work: Promise<unknown>): Promise<boolean> {
  const open = Symbol();
  const later = new Promise(resolve => setImmediate(resolve, open));
  return (await Promise.race([work.catch(() => undefined), later])) !== open;
}

describe('sleep', () => {
  test('takes its time, and none for a time that is over', async () => {
    const before = performance.now();
    await sleep(60);
    expect(performance.now() - before).toBeGreaterThan(55);
    await sleep(-5);
  });

  test('an abort ends it at once, as cancelled, and leaves no listener', async () => {
    const abort = new AbortController();
    const sleeping = sleep(60_000, abort.signal);
    expect(await settled(sleeping)).toBe(false);
    abort.abort();
    await expect(sleeping).rejects.toMatchObject({ code: 'cancelled', cause: expect.any(Error) });
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
    await expect(sleep(0, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('that nobody aborts leaves no listener either', async () => {
    const { signal } = new AbortController();
    await sleep(1, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});

describe('waiting no longer than a signal allows', () => {
  test('the work is done first: its result or its failure', async () => {
    const { signal } = new AbortController();
    expect(await orAborted(Promise.resolve(7), signal)).toBe(7);
    const failure = new Error('ours');
    await expect(orAborted(Promise.reject(failure), signal)).rejects.toBe(failure);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('the signal is first', async () => {
    const abort = new AbortController();
    const waiting = orAborted(never, abort.signal);
    expect(await settled(waiting)).toBe(false);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
  });

  test('the work fails later, when nobody waits for it any more', async () => {
    const failing = Promise.withResolvers<never>();
    const unhandled: unknown[] = [];
    const listen = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', listen);
    await expect(orAborted(failing.promise, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
    failing.reject(new Error('ours'));
    await new Promise(resolve => setImmediate(resolve));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  test('the signal was there before', async () => {
    await expect(orAborted(Promise.resolve(7), AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
