import { expect, test } from 'vitest';
import { CASES } from './cases.ts';
import { violationsOf } from './check.ts';
import type { Scenario } from './scenario.ts';
import { Simulation } from './simulation.ts';

test.each(CASES.map(({ name, scenario }) => [name, scenario] as const))('%s', async (_, scenario) => {
  expect(await violationsOf(scenario)).toEqual([]);
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
