import { expect, test } from 'vitest';
import { ReadCache } from '../../src/snovio/read-cache.ts';

test('keeps the last thousand values, and loads an older one anew', async () => {
  const cache = new ReadCache();
  const loads: string[] = [];
  const get = (key: string) => cache.get(key, 60, async () => loads.push(key));
  for (let i = 0; i < 1001; i++) await get(`key ${i}`);
  loads.length = 0;
  for (const i of [1000, 1, 0]) await get(`key ${i}`);
  expect(loads).toEqual(['key 0']);
});
