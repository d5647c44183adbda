import type { CallStep, Scenario, Step } from './scenario.ts';

// What scenarios with a name are made of.

export interface Case {
  readonly name: string;
  readonly scenario: Scenario;
}

export const call = (
  tool: CallStep['tool'],
  about: readonly number[],
  more: Partial<CallStep> = {},
): CallStep => ({
  do: 'call',
  on: 0,
  tool,
  about,
  ...more,
});
export const wait = (seconds: number): Step => ({ do: 'wait', seconds });
export const times = (count: number, act: string) => Array.from({ length: count }, () => act);

interface Setting extends Partial<Omit<Scenario, 'faults'>> {
  readonly generation?: 'v1' | 'v2' | 'auto';
  readonly charge?: readonly string[];
  readonly read?: readonly string[];
  readonly token?: readonly string[];
  readonly always?: { route: string; act: string };
}

export function scenario(steps: readonly Step[], setting: Setting = {}): Scenario {
  const { generation = 'v2', charge = [], read = [], token = [], always, ...rest } = setting;
  return { seed: 1, processes: [{ generation }], faults: { charge, read, token, always }, ...rest, steps };
}

export const v1 = (steps: readonly Step[], setting: Setting = {}) =>
  scenario(steps, { generation: 'v1', ...setting });
export const v2 = scenario;
