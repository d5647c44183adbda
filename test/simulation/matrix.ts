import { CHARGE_ACTS, READ_ACTS } from './adversary.ts';
import type { Case } from './cases.ts';
import type { CallStep, Scenario, Step } from './scenario.ts';

// Every flow in both generations, with each thing that can happen to its charged request or to its reads; then the same
// call again, soon and later.

const FLOWS = [
  'verify_emails',
  'find_emails',
  'find_prospects_by_url',
  'search_domain_emails',
  'get_profile_by_email',
] as const;

const call = (tool: CallStep['tool']): CallStep => ({
  do: 'call',
  on: 0,
  tool,
  about: [0, 2],
  maxCredits: 4,
});

function scenario(
  tool: CallStep['tool'],
  generation: 'v1' | 'v2',
  faults: Partial<Scenario['faults']>,
): Scenario {
  const again: Step[] = [call(tool), { do: 'wait', seconds: 50 }];
  return {
    seed: 7,
    processes: [{ generation }],
    faults: { charge: [], read: [], token: [], ...faults },
    steps: [...again, ...again, { do: 'wait', seconds: 130 }, ...again],
  };
}

/** Whether the act happens to the first read after the payment (v1 reads before it too), or to many. */
const readFaults = (act: string) => [
  { when: 'once', read: ['ok', act] },
  { when: 'at every read', read: Array.from({ length: 40 }, () => act) },
];

/** The rows of the matrix: one for each flow and generation. */
export const MATRIX: readonly { readonly name: string; readonly cases: readonly Case[] }[] = FLOWS.flatMap(
  tool =>
    (['v1', 'v2'] as const).map(generation => ({
      name: `${tool} in ${generation}`,
      cases: [
        ...CHARGE_ACTS.map(act => ({
          name: `charged request: ${act}`,
          scenario: scenario(tool, generation, { charge: [act] }),
        })),
        ...READ_ACTS.flatMap(act =>
          readFaults(act).map(({ when, read }) => ({
            name: `read ${when}: ${act}`,
            scenario: scenario(tool, generation, { read }),
          })),
        ),
      ],
    })),
);
