import { expect, test } from 'vitest';
import { runsAt } from '../sample.ts';
import { search } from './search.ts';

/** Always the same scenarios: `npm run simulate` looks for new ones. */
const SEED = 20_260;
const RUNS = runsAt(60, 600, 2000);

test('random scenarios break no promise', { timeout: 300_000 }, async () => {
  const { found } = await search(RUNS, SEED);
  expect(found).toEqual([]);
});
