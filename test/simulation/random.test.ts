import { expect, test } from 'vitest';
import { isDeep, isEvery } from '../sample.ts';
import { search } from './search.ts';

/** Always the same scenarios: `npm run simulate` looks for new ones. */
const SEED = 20_260;
const RUNS = isEvery ? 2000 : isDeep ? 600 : 60;

test('random scenarios break no promise', { timeout: 300_000 }, async () => {
  const { found } = await search(RUNS, SEED);
  expect(found).toEqual([]);
});
