import { conclude } from './epilogue.ts';
import { brokenNow, type Violation } from './invariants.ts';
import type { Scenario } from './scenario.ts';
import { Simulation } from './simulation.ts';

/** Runs a scenario from its first step to its end. @returns every promise that was broken, each kind once */
export async function violationsOf(scenario: Scenario): Promise<Violation[]> {
  await using simulation = new Simulation(scenario);
  const found = new Map<string, Violation>();
  const note = (violations: readonly Violation[]) => {
    for (const violation of violations) if (!found.has(violation.kind)) found.set(violation.kind, violation);
  };
  for (const step of scenario.steps) {
    await simulation.step(step);
    note(await brokenNow(simulation));
  }
  note(await conclude(simulation));
  note(await brokenNow(simulation));
  return [...found.values()];
}
