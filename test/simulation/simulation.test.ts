import { describe, expect, test } from 'vitest';
import { CASES, FORGED } from './cases.ts';
import { violationsOf } from './check.ts';
import { violationsApart } from './isolated.ts';
import { MATRIX } from './matrix.ts';
import type { Scenario } from './scenario.ts';
import { search } from './search.ts';
import { Simulation } from './simulation.ts';

/** Always the same scenarios: `npm run simulate` looks for new ones. */
const SEED = 20_260;
const RUNS = 2000;

describe('named scenarios', () => {
  test.each(CASES.map(({ name, scenario }) => [name, scenario] as const))('%s', async (_, scenario) => {
    expect(await violationsOf(scenario)).toEqual([]);
  });

  test.each(FORGED.map(({ name, scenario }) => [name, scenario] as const))('%s', async (_, scenario) => {
    expect(await violationsApart(scenario)).toEqual([]);
  });
});

describe('everything that can happen to a request', () => {
  test.each(MATRIX.map(({ name, cases }) => [name, cases] as const))(
    '%s',
    { timeout: 60_000 },
    async (_, cases) => {
      const broken: string[] = [];
      for (const { name, scenario } of cases) {
        for (const { kind, text } of await violationsOf(scenario)) broken.push(`${name}: ${kind}: ${text}`);
      }
      expect(broken).toEqual([]);
    },
  );
});

test('random scenarios break no promise', { timeout: 300_000 }, async () => {
  const { found } = await search(RUNS, SEED);
  expect(found).toEqual([]);
});

/** Every request of a run, as Snov.io received it. */
async function requestsOf(scenario: Scenario): Promise<unknown> {
  await using simulation = new Simulation(scenario);
  for (const step of scenario.steps) await simulation.step(step);
  return simulation.model.received;
}

test('a scenario runs the same way each time', async () => {
  for (const { scenario } of CASES.slice(0, 10)) {
    expect(await requestsOf(scenario)).toEqual(await requestsOf(scenario));
  }
});
