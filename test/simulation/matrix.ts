import { CHARGE_ACTS, READ_ACTS } from './adversary.ts';
import type { Case } from './named.ts';
import type { CallStep, Scenario, Step } from './scenario.ts';

// Every flow in both generations, with each thing that can happen to its charged request, to its reads, or to its process;
// then the same call again, soon and later.

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

const wait = (seconds: number): Step => ({ do: 'wait', seconds });
const full = (yes: boolean): Step => ({ do: 'disk', full: yes });

/** What can happen to the process, its client and its disk while it works. */
const TROUBLES: Readonly<Record<string, (again: Step) => readonly Step[]>> = {
  'killed at once': again => [again, { do: 'kill', on: 0 }, again, wait(50)],
  'killed while it waits': again => [again, wait(1), { do: 'kill', on: 0 }, wait(3), again, wait(50)],
  'ended while it waits': again => [again, wait(1), { do: 'close', on: 0 }, wait(15), again, wait(50)],
  'cancelled at once': again => [again, { do: 'cancel' }, wait(50), again, wait(50)],
  'cancelled while it waits': again => [again, wait(1), { do: 'cancel' }, again, wait(50)],
  'disk full before': again => [full(true), again, wait(50), full(false), again, wait(50)],
  'disk full soon': again => [again, wait(1), full(true), wait(50), again, wait(50), full(false), again],
  'clock back': again => [again, wait(1), { do: 'clock', minutes: -60 }, wait(50), again, wait(50)],
  'clock ahead': again => [again, wait(1), { do: 'clock', minutes: 60 }, wait(50), again, wait(50)],
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map(commit => [
      `killed at commit ${commit}`,
      (again: Step): Step[] => [{ do: 'kill at commit', on: 0, commit }, again, wait(50), again, wait(50)],
    ]),
  ),
};

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
        ...Object.entries(TROUBLES).map(([name, steps]) => ({
          name,
          scenario: { ...scenario(tool, generation, {}), steps: steps(call(tool)) },
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
