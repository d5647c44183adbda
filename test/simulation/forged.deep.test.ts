import { expect, test } from 'vitest';
import { FORGED } from './cases.ts';
import { violationsApart } from './isolated.ts';

test.each(FORGED.map(({ name, scenario }) => [name, scenario] as const))('%s', async (_, scenario) => {
  expect(await violationsApart(scenario)).toEqual([]);
});
