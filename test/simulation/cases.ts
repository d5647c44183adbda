import { type Case, call, scenario, times, v1, v2, wait } from './named.ts';
import type { CallStep } from './scenario.ts';

// Scenarios with a name: each is a way in which credits or answers were once lost, or could be.

/** Enough for a whole request: it leaves without waiting for company. */
const TEN_LINKS = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
const MANY = { maxCredits: 100, limit: 130, positions: true, waitSeconds: 600 };
const GREYS = [1, 6, 7, 8, 9];

/** Reads and results that say nothing. */
const EVIDENCE: readonly Case[] = [
  ...['{}', 'success only', 'word', 'missing', 'unreadable'].map(act => ({
    name: `v1 verifier: a doubtful add is not disproved by a read of ${act}`,
    scenario: v1([call('verify_emails', [0]), wait(60), call('verify_emails', [0]), wait(60)], {
      charge: ['reset, done'],
      read: ['ok', act],
    }),
  })),
  ...(
    [
      ['an address', 'verify_emails', 1, 12],
      ['a person', 'find_emails', 0, 60],
    ] as const
  ).map(([what, tool, about, seconds]) => ({
    name: `a 404 on a second payment for ${what} does not make the first answer untrue`,
    scenario: v2(
      [
        call(tool, [about], { waitSeconds: 120 }),
        wait(seconds),
        call(tool, [about], { fresh: true }),
        wait(1),
      ],
      { charge: ['ok', '404'] },
    ),
  })),
  {
    name: 'v1 verifier: a 404 on the free check says nothing of the address',
    scenario: v1([call('verify_emails', [0]), wait(60)], { read: times(3, '404') }),
  },
  {
    name: 'a raw step calls nothing queued whose payment was recorded and never sent',
    scenario: v2(
      [
        call('verify_emails', [0], { on: 1 }),
        call('add_emails_to_verification', [1], { on: 1, maxCredits: 2 }),
        wait(1000),
        call('verify_emails', [1], { on: 1, maxCredits: 0 }),
        call('add_emails_to_verification', [1], { on: 1, fresh: true }),
        wait(4000),
      ],
      {
        seed: 81,
        processes: [{ generation: 'v1' }, { generation: 'auto' }],
        plan: 'starter',
        charge: ['429 retry', 'dies before'],
        read: ['ok', 'quota'],
        token: ['reset'],
      },
    ),
  },
  {
    name: 'v2 links: a 404 on the start says nothing of the person',
    scenario: v2([call('find_prospects_by_url', [0]), wait(60)], { charge: ['404'] }),
  },
  ...['{}', 'success only', 'word'].map(act => ({
    name: `v1 verifier: what Snov.io knows is not paid for after a check of ${act}`,
    scenario: v1([call('verify_emails', [3]), wait(60)], { read: [act] }),
  })),
  ...['{}', 'success only', 'word'].map(act => ({
    name: `v1 finder: ${act} after in_progress is no miss`,
    scenario: v1([call('find_emails', [0]), wait(60)], { read: ['ok', 'ok', act] }),
  })),
  ...['{}', 'success only', 'unreadable', 'refused 429'].map(act => ({
    name: `v1 links: ${act} two minutes after the add is no miss`,
    scenario: v1([call('find_prospects_by_url', [0], { waitSeconds: 600 }), wait(600)], {
      read: ['ok', ...times(40, act)],
    }),
  })),
  {
    name: 'v2 result: a 404 ten seconds after the start loses nothing',
    scenario: v2([call('verify_emails', [0]), wait(60)], { read: times(6, '404') }),
  },
  ...['missing', 'unreadable', 'contradicted', 'upper', 'trimmed', 'keys', 'word'].flatMap(act => [
    {
      name: `v2 finder: rows that are ${act} do not mean not_found`,
      scenario: v2([call('find_emails', [0, 4]), wait(60)], { read: times(6, act) }),
    },
    {
      name: `v2 links: rows that are ${act} do not mean not_found`,
      scenario: v2([call('find_prospects_by_url', [0, 3]), wait(60)], { read: times(6, act) }),
    },
    {
      name: `v2 verifier: rows that are ${act} tell nothing`,
      scenario: v2([call('verify_emails', [0, 2]), wait(60)], { read: times(6, act) }),
    },
  ]),
  {
    name: 'an unknown status word is not pending for good',
    scenario: v2([call('verify_emails', [0]), wait(60)], {
      always: { route: 'verify.v2.result', act: 'word' },
    }),
  },
  {
    name: 'profile: an empty object is no miss',
    scenario: v2([call('get_profile_by_email', [0]), wait(60)], { charge: ['{}, done'] }),
  },
  ...(['add_emails_to_verification', 'add_names_to_find_emails'] as const).map(tool => ({
    name: `${tool}: sent:false is not queued`,
    scenario: v1([call(tool, [0]), wait(60)], { charge: ['sent false'] }),
  })),
];

/** Requests whose answer is late or lost, and calls that meet. */
const PAYMENTS: readonly Case[] = [
  {
    name: 'v1 verifier: an add that acts just after its time-out is not repeated',
    scenario: v1([call('verify_emails', [0], { waitSeconds: 120 }), wait(150)], {
      charge: ['stall, done late'],
    }),
  },
  {
    name: 'a raw v1 step about what v2 works on: one process',
    scenario: v2([
      call('verify_emails', [3]),
      call('add_emails_to_verification', [3]),
      wait(60),
      call('verify_emails', [3]),
      wait(60),
    ]),
  },
  ...(['verify_emails', 'find_emails', 'find_prospects_by_url'] as const).map(tool => ({
    name: `${tool}: a v1 and a v2 process ask about one item`,
    scenario: scenario(
      [
        call(tool, [0], { waitSeconds: 3, maxCredits: 2 }),
        call(tool, [0], { on: 1, waitSeconds: 300, maxCredits: 2 }),
        wait(310),
      ],
      { processes: [{ generation: 'v2' }, { generation: 'v1' }] },
    ),
  })),
  ...(['add_emails_to_verification', 'add_names_to_find_emails', 'add_url_for_search'] as const).map(
    tool => ({
      name: `${tool}: another process asks v2 about the same item`,
      scenario: scenario(
        [call(flowOf(tool), [0], { waitSeconds: 3, maxCredits: 2 }), call(tool, [0], { on: 1 }), wait(60)],
        { processes: [{ generation: 'v2' }, { generation: 'v2' }] },
      ),
    }),
  ),
  {
    name: 'a v1 and a v2 process grow one list',
    scenario: scenario(
      [
        call('search_domain_emails', [0], { waitSeconds: 3 }),
        call('search_domain_emails', [0], { on: 1, maxCredits: 1, limit: 1 }),
        wait(60),
      ],
      { processes: [{ generation: 'v2' }, { generation: 'v1' }] },
    ),
  },
  {
    name: 'a raw v1 step that is refused leaves a v2 start in doubt',
    scenario: v2(
      [
        call('verify_emails', [0]),
        call('add_emails_to_verification', [0, 1]),
        wait(32),
        call('verify_emails', [1]),
      ],
      { charge: ['500, done', 'ok', '402'], seed: 0 },
    ),
  },
  {
    name: 'fresh: a start that is lost keeps the old answer',
    scenario: v2(
      [call('verify_emails', [0]), wait(4000), call('verify_emails', [0], { fresh: true }), wait(60)],
      { charge: ['ok', 'reset'] },
    ),
  },
  {
    name: 'no second step of a flow leaves after its deadline',
    scenario: v2([
      call('find_prospects_by_url', TEN_LINKS, { profileOnly: true }),
      wait(50),
      call('find_prospects_by_url', [...TEN_LINKS, 3], { waitSeconds: 3, maxCredits: 100 }),
      wait(60),
    ]),
  },
  {
    name: 'a flow of two steps keeps its deadline when the wall clock is set back',
    scenario: v2(
      [
        call('find_prospects_by_url', [9, 0], { maxCredits: 6, waitSeconds: 31 }),
        { do: 'clock', minutes: -60 },
        wait(60),
      ],
      { seed: 0, processes: [{ generation: 'v2', maxCredits: 2 }], plan: 'starter' },
    ),
  },
  {
    name: 'a wall clock that is set ahead an hour makes another process no less patient',
    scenario: v1(
      [
        call('find_prospects_by_url', [0], { profileOnly: true }),
        wait(1),
        { do: 'clock', minutes: 60 },
        call('find_prospects_by_url', [0], { on: 1, profileOnly: true }),
      ],
      { seed: 0, processes: [{ generation: 'v1' }, { generation: 'v1' }] },
    ),
  },
  {
    name: 'a wall clock that is set ahead an hour makes nobody forget the requests of this minute',
    scenario: v2(
      [
        call('search_domain_emails', [0], MANY),
        wait(12),
        { do: 'clock', minutes: 60 },
        call('search_domain_emails', [1], { ...MANY, on: 1 }),
        wait(50),
      ],
      { seed: 559, processes: [{ generation: 'v2' }, { generation: 'v2' }] },
    ),
  },
  {
    name: 'a wall clock that is set back an hour stops nobody',
    scenario: v1([call('verify_emails', [0]), wait(5), { do: 'clock', minutes: -60 }, wait(60)], {
      read: ['429'],
    }),
  },
];

/** What a call leaves behind when it ends in the middle of something. */
const ENDS: readonly Case[] = [
  {
    name: 'a free read that nobody waits for any more leaves nothing behind',
    scenario: v1([call('verify_emails', [0]), wait(1), { do: 'cancel' }], { read: ['stall'] }),
  },
  {
    name: 'a poll that nobody waits for any more leaves nothing behind',
    scenario: v2([call('verify_emails', [0]), wait(7), { do: 'cancel' }], { read: ['stall'] }),
  },
  {
    name: 'a poll that is running when its call ends leaves nothing behind',
    scenario: v2([call('find_emails', [0], { waitSeconds: 10 })], { read: ['stall'] }),
  },
];

function flowOf(tool: string): CallStep['tool'] {
  if (tool === 'add_emails_to_verification') return 'verify_emails';
  return tool === 'add_names_to_find_emails' ? 'find_emails' : 'find_prospects_by_url';
}

/** Ceilings, walls, quotas. */
const LIMITS: readonly Case[] = [
  {
    name: 'a call that joins a larger page does not pay for it when the other one leaves',
    scenario: v1(
      [
        call('search_domain_emails', [0], { limit: 100, maxCredits: 100 }),
        call('search_domain_emails', [0], { limit: 10, maxCredits: 1 }),
        { do: 'cancel' },
        wait(60),
      ],
      { token: ['reset'] },
    ),
  },
  {
    name: 'a page in doubt counts before addresses are paid',
    scenario: v2(
      [
        call('search_domain_emails', [1], { limit: 20, positions: true, maxCredits: 1 }),
        wait(60),
        call('search_domain_emails', [1], { limit: 25, positions: true, maxCredits: 3 }),
        wait(60),
      ],
      { charge: ['ok', 'reset, done'] },
    ),
  },
  {
    name: 'a link that another process sends costs its whole price',
    scenario: scenario(
      [
        call('verify_emails', [0]),
        call('verify_emails', [2], { on: 1 }),
        wait(50),
        call('find_prospects_by_url', [0], { maxCredits: 2 }),
        call('find_prospects_by_url', [0], { on: 1, maxCredits: 1 }),
        wait(60),
      ],
      { processes: [{ generation: 'v2' }, { generation: 'v2' }], charge: ['ok', 'ok', 'quota'] },
    ),
  },
  {
    name: 'a greylisted address keeps its reservation',
    scenario: v1(
      [
        call('verify_emails', GREYS, { maxCredits: 5 }),
        wait(60),
        call('verify_emails', [0, 5, 10, 11, 12], { maxCredits: 5 }),
        wait(4000),
      ],
      { processes: [{ generation: 'v1', maxCredits: 5 }] },
    ),
  },
  {
    name: 'an address in doubt that holds the whole limit is read all the same',
    scenario: scenario(
      [call('verify_emails', [0], { on: 1 }), call('verify_emails', [0], { waitSeconds: 3 })],
      { processes: [{ generation: 'v1' }, { generation: 'v1', maxCredits: 1 }], token: ['429'] },
    ),
  },
  {
    name: 'a link that is paid for is read although its address would cross the limit',
    scenario: scenario(
      [
        call('find_prospects_by_url', [0], { waitSeconds: 3 }),
        call('find_emails', [0, 2]),
        { do: 'kill at commit', on: 0, commit: 1 },
      ],
      { generation: 'auto', perDay: 3 },
    ),
  },
  {
    name: 'SNOVIO_PLAN: what is paid for can be read back within the hour',
    scenario: v1([call('find_emails', hundred(), { maxCredits: 100, waitSeconds: 600 }), wait(600)], {
      plan: 'starter',
      promptly: true,
    }),
  },
  {
    name: 'SNOVIO_PLAN: two processes share the quota',
    scenario: scenario(
      [
        call('find_emails', hundred(), { maxCredits: 100, waitSeconds: 600 }),
        call('find_emails', hundred(100), { on: 1, maxCredits: 100, waitSeconds: 600 }),
        wait(600),
      ],
      { plan: 'starter', processes: [{ generation: 'v1' }, { generation: 'v1' }] },
    ),
  },
];

function hundred(from = 0): number[] {
  return Array.from({ length: 100 }, (_, i) => from + i);
}

/** Lists of domains. */
const LISTS: readonly Case[] = [
  {
    name: 'a v2 page that answers 404 is not bought from v1',
    scenario: scenario([call('search_domain_emails', [0], { limit: 100 }), wait(60)], {
      generation: 'auto',
      charge: ['ok', '404'],
    }),
  },
  {
    name: 'a v1 page that is one row short does not end the list',
    scenario: v1([call('search_domain_emails', [1], { limit: 20 }), wait(60)], { charge: ['short'] }),
  },
  {
    name: 'a stored page that points to itself ends',
    scenario: v2(
      [call('search_domain_emails', [0], { limit: 130, maxCredits: 100, waitSeconds: 120 }), wait(130)],
      { always: { route: 'domain.v2.result', act: 'stale cursor' } },
    ),
  },
  {
    name: 'a v1 cursor that points to itself ends',
    scenario: v1(
      [call('search_domain_emails', [0], { limit: 130, maxCredits: 100, waitSeconds: 120 }), wait(130)],
      { always: { route: 'domain.v1.page', act: 'stale cursor' } },
    ),
  },
];

export const CASES: readonly Case[] = [...EVIDENCE, ...PAYMENTS, ...LIMITS, ...LISTS, ...ENDS];

/** Positions that nobody gave out: each runs apart, with little memory. */
export const FORGED: readonly Case[] = (['v1', 'v2'] as const).flatMap(generation =>
  [false, true].map(positions => ({
    name: `a forged position costs neither memory nor credits: ${generation}${positions ? ', positions' : ''}`,
    scenario: scenario(
      [
        call('search_domain_emails', [0], { offset: 1_000_000_000, positions }),
        call('search_domain_emails', [0], { offset: 1_000_000_000, positions, maxCredits: 100 }),
        wait(60),
      ],
      { generation },
    ),
  })),
);
