import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ReadCache } from '../../src/snovio/read-cache.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('keeps nothing that was loaded more than five minutes ago', async () => {
  const cache = new ReadCache();
  const loads: string[] = [];
  const get = (key: string, seconds: number) => cache.get(key, seconds, async () => loads.push(key));
  await get('old', 300);
  vi.advanceTimersByTime(299_000);
  await get('other', 300);
  await get('old', 300);
  expect(loads).toEqual(['old', 'other']);
  vi.advanceTimersByTime(2000);
  await get('another', 300);
  // What is not there any more is loaded anew, however old it might be.
  await get('old', Number.POSITIVE_INFINITY);
  expect(loads).toEqual(['old', 'other', 'another', 'old']);
});
