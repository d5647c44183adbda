import fc from 'fast-check';
import { CHARGE_ACTS, type Faults, READ_ACTS } from './adversary.ts';

/** What the client of a server process does, or what happens to the process, one thing after another. */
export type Step =
  | CallStep
  | { readonly do: 'wait'; readonly seconds: number }
  /** The client cancels the call that is open for longest. */
  | { readonly do: 'cancel' }
  | { readonly do: 'kill' | 'close'; readonly on: number }
  /** The process dies right after this commit of its store. */
  | { readonly do: 'kill at commit'; readonly on: number; readonly commit: number }
  /** The wall clock jumps; the monotonic one goes on. */
  | { readonly do: 'clock'; readonly minutes: number }
  | { readonly do: 'disk'; readonly full: boolean };

export interface CallStep {
  readonly do: 'call';
  readonly on: number;
  readonly tool: ToolName;
  /** Places in the tool's pool of things to ask about. */
  readonly about: readonly number[];
  readonly fresh?: boolean | undefined;
  readonly maxCredits?: number | undefined;
  readonly waitSeconds?: number | undefined;
  /** Domain lists: rows wanted, and a position where the list is to go on. */
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly positions?: boolean | undefined;
  /** Links: the profiles without their addresses. */
  readonly profileOnly?: boolean | undefined;
}

export const TOOLS = [
  'verify_emails',
  'find_emails',
  'find_prospects_by_url',
  'search_domain_emails',
  'get_profile_by_email',
  'add_emails_to_verification',
  'add_names_to_find_emails',
  'add_url_for_search',
] as const;
export type ToolName = (typeof TOOLS)[number];

export interface ProcessSettings {
  readonly generation: 'v1' | 'v2' | 'auto';
  readonly maxCredits?: number | undefined;
}

export interface Scenario {
  readonly seed: number;
  readonly processes: readonly ProcessSettings[];
  readonly perDay?: number | undefined;
  readonly plan?: 'starter' | undefined;
  /** Most of what was charged has to be delivered right after the last step. */
  readonly promptly?: true | undefined;
  readonly faults: Faults;
  readonly steps: readonly Step[];
}

/** What the tools are asked about, by place. Names say what is true: see model/world.ts. */
export const POOL = {
  emails: ['valid1', 'grey1', 'bad1', 'known1', 'maybe1', 'valid2', 'grey2', 'grey3', 'grey4', 'grey5'].map(
    name => `${name}@acme.example`,
  ),
  people: [
    { firstName: 'Ada', lastName: 'One', domain: 'acme.example' },
    { firstName: 'Nemo', lastName: 'Two', domain: 'acme.example' },
    { firstName: 'Known', lastName: 'Three', domain: 'acme.example' },
    { firstName: 'Twin', lastName: 'Four', domain: 'acme.example' },
    { firstName: 'Bob', lastName: 'Five', domain: 'acme.example' },
  ],
  urls: [
    'https://www.linkedin.com/in/ada-one-example/',
    'https://www.linkedin.com/in/nobody-two-example/',
    'https://x.com/xenia',
    'https://www.linkedin.com/in/bob-five-example/',
  ],
  domains: ['big.example', 'acme.example', 'small.example', 'empty.example', 'gone.example'],
} as const;

const FAMILIES: readonly (readonly ToolName[])[] = [
  ['verify_emails', 'add_emails_to_verification'],
  ['find_emails', 'add_names_to_find_emails'],
  ['find_prospects_by_url', 'add_url_for_search', 'find_emails'],
  ['search_domain_emails'],
  ['get_profile_by_email'],
  TOOLS,
];

const rarely = <T>(values: readonly T[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );

function callArbitrary(tools: readonly ToolName[], processes: number): fc.Arbitrary<CallStep> {
  return fc.record({
    do: fc.constant('call' as const),
    on: fc.nat(processes - 1),
    tool: fc.constantFrom(...tools),
    about: fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 3 }),
    fresh: rarely([true]),
    maxCredits: rarely([0, 1, 2, 6, 100]),
    waitSeconds: rarely([3, 10, 31, 120, 600]),
    limit: rarely([1, 5, 60, 100, 130]),
    offset: rarely([10, 55]),
    positions: rarely([true]),
    profileOnly: rarely([true]),
  });
}

function stepArbitrary(tools: readonly ToolName[], processes: number): fc.Arbitrary<Step> {
  const on = fc.nat(processes - 1);
  return fc.oneof(
    { weight: 16, arbitrary: callArbitrary(tools, processes) },
    {
      weight: 12,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        seconds: fc.constantFrom(1, 5, 12, 32, 50, 130, 1000, 4000),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ do: 'cancel' as const }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('kill' as const, 'close' as const), on }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('kill at commit' as const),
        on,
        commit: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('clock' as const), minutes: fc.constantFrom(60, -60) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('disk' as const), full: fc.boolean() }) },
  );
}

const acts = (names: readonly string[], maxLength: number) =>
  fc.array(
    fc.oneof(
      { weight: 1, arbitrary: fc.constant('ok') },
      { weight: 2, arbitrary: fc.constantFrom(...names) },
    ),
    { maxLength },
  );

const processArbitrary: fc.Arbitrary<ProcessSettings> = fc.record({
  generation: fc.constantFrom('v1', 'v2', 'auto'),
  maxCredits: rarely([1, 2, 5]),
});

/** Now and then a read goes wrong for good. */
const lastingArbitrary = fc.oneof(
  { weight: 15, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.record({
      route: fc.constantFrom(
        'verify.v1.read',
        'verify.v2.result',
        'find.v1.read',
        'find.v2.result',
        'url.v2.result',
        'domain.v2.result',
      ),
      act: fc.constantFrom('word', '404', 'null', '500', 'missing', 'unreadable', 'stale cursor'),
    }),
  },
);

/**
 * Random scenarios; each keeps to one family of tools, so that its calls meet.
 * @param without acts that do not happen
 * @param only tools to keep to; none: any
 */
export function scenarios(
  without: readonly string[] = [],
  only: readonly ToolName[] = [],
): fc.Arbitrary<Scenario> {
  const families = only.length > 0 ? [only] : FAMILIES;
  const left = (names: readonly string[]) => names.filter(name => !without.includes(name));
  return fc.tuple(fc.constantFrom(...families), fc.constantFrom(1, 1, 2)).chain(([tools, processes]) =>
    fc.record({
      seed: fc.nat(1000),
      processes: fc.array(processArbitrary, { minLength: processes, maxLength: processes }),
      perDay: rarely([1, 3, 10]),
      plan: rarely(['starter' as const]),
      faults: fc.record({
        charge: acts(left(CHARGE_ACTS), 4),
        read: acts(left(READ_ACTS), 5),
        always: lastingArbitrary,
        token: acts(['reset', 'stall', '500', '429', 'html'], 2),
      }),
      steps: fc.array(stepArbitrary(tools, processes), { minLength: 1, maxLength: 8 }),
    }),
  );
}
