import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../src/sandbox/state/faults.ts';
import { type Harness, startHarness } from '../harness.ts';
import { sent } from '../snovio/flows/kit.ts';

// What the account says of leads, in all the ways in which it may say it, or say nothing.

const CAMPAIGNS = '/v1/get-user-campaigns';
const RECIPIENT = '/v2/campaigns/{campaign_id}/recipient';
const BY_EMAIL = '/v1/get-prospects-by-email';
const START = '/v2/email-verification/start';
const EMAIL = 'valid1@norrland.example';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

type Fault = Omit<FaultRule, 'path'>;
const always = (path: string, fault: Fault) => h.sandbox.faults.add({ path, times: Infinity, ...fault });
const answers = (path: string, body: string | object) => always(path, { kind: 'replace', body });

/** The only campaign, and what its check answers for the lead. */
function inCampaign(status: string, row: object): void {
  answers(CAMPAIGNS, [{ id: 1, campaign: 'One', list_id: 7, status }]);
  answers('/v2/campaigns/1/recipient', { data: [row] });
}

/** What the account's prospect of that address says of its campaigns. */
function known(...campaigns: object[]): void {
  answers(BY_EMAIL, { success: true, data: [{ id: 'x', name: 'X', lists: [], campaigns }] });
}

/** `verdict/reason` of the lead, which is not alone. */
async function verdict(args: object = {}): Promise<string> {
  const call = { emails: [EMAIL, 'info@x.example'], waitSeconds: 8, ...args };
  const { ready, risky, drop, open } = (await h.call('prepare_leads', call)).structured;
  if (ready.length > 0) return 'ready';
  if (risky.length > 0) return `risky/${risky[0].reason}`;
  const groups: { status?: string; reason: string; leads: string[] }[] = [...drop, ...open];
  const group = groups.find(({ leads }) => leads.includes(EMAIL));
  return `${group?.status ?? 'drop'}/${group?.reason}`;
}

describe('a recipient who is', () => {
  const row = (status: unknown, exist: unknown = true) => ({ email: EMAIL, exist, status });

  test.each([
    ['Active', row('unsubscribe'), 'drop/unsubscribed'],
    ['Draft (copy)', row('Unsubscribed'), 'drop/unsubscribed'],
    ['Completed', row('unsubscribe'), 'drop/unsubscribed'],
    ['Completed', row('bounced'), 'drop/bounced'],
    ['Paused', row('Replied from another email'), 'drop/replied'],
    ['Active', row('active'), 'drop/in_campaign'],
    ['Scheduled', row('tocheck'), 'drop/in_campaign'],
    ['Active', row('Over limit'), 'drop/in_campaign'],
    ['Aktiv', row('paused'), 'drop/in_campaign'],
    ['Active', { ...row('active'), email: 'VALID1@Norrland.example' }, 'drop/in_campaign'],
    ['Active', row('active', 'true'), 'drop/in_campaign'],
    ['Paused', row('active'), 'ready'],
    ['Active', row(null, false), 'ready'],
    ['Active', row('', 0), 'ready'],
    ['Active', row('archived'), 'risky/recipient_unclear'],
    ['Active', row(null), 'risky/recipient_unclear'],
    ['Active', row('unsubscribe', undefined), 'drop/unsubscribed'],
  ])('in %s: %j is %s', async (status, recipient, expected) => {
    inCampaign(status, recipient);
    expect(await verdict()).toBe(expected);
    expect(h.sandbox.charges).toHaveLength(expected.startsWith('drop') ? 0 : 1);
  });

  test.each([
    ['finished', [{ id: 1, replies: 2 }], 'drop/replied'],
    ['moved', [{ campaignId: '1', replies: '1' }], 'drop/replied'],
    ['finished', [{ id: 1, replies: 0 }], 'ready'],
    ['finished', [{ id: 1, status: 'Unsubscribed', replies: 0 }], 'drop/unsubscribed'],
    ['finished', [{ id: 1, status: 'finished' }], 'risky/recipient_unclear'],
    ['finished', [{ id: 2, replies: 0 }], 'risky/recipient_unclear'],
    ['moved', [], 'risky/recipient_unclear'],
  ])('%s there, and known with %j, is %s', async (status, campaigns, expected) => {
    inCampaign('Completed', row(status));
    known(...campaigns);
    expect(await verdict()).toBe(expected);
  });

  test('in a draft is not asked about', async () => {
    inCampaign('Draft', row('unsubscribe'));
    expect(await verdict()).toBe('ready');
    expect(sent(h, RECIPIENT)).toEqual([]);
  });

  test('in several campaigns counts where one objects', async () => {
    answers(CAMPAIGNS, [
      { id: 1, campaign: 'One', list_id: 7, status: 'Paused' },
      { id: 2, campaign: 'Two', list_id: 8, status: 'Completed' },
    ]);
    answers('/v2/campaigns/1/recipient', { data: [row('active')] });
    answers('/v2/campaigns/2/recipient', { data: [row('unsubscribe')] });
    expect(await verdict()).toBe('drop/unsubscribed');
  });
});

const ODD: [string, Fault][] = [
  ['{}', { kind: 'replace', body: {} }],
  ['null', { kind: 'replace', body: 'null', headers: { 'content-type': 'application/json' } }],
  ['[]', { kind: 'replace', body: { data: [] } }],
  [
    'another address',
    { kind: 'replace', body: { data: [{ email: 'b@x.example', exist: false, status: null }] } },
  ],
  ['no word', { kind: 'replace', body: { data: [{ email: EMAIL }] } }],
  ['rows as texts', { kind: 'replace', body: { data: [EMAIL] } }],
  ['success: false', { kind: 'replace', body: { success: false, errors: ['No access'] } }],
  ['HTML', { kind: 'html', status: 200 }],
  ['404', { kind: 'status', status: 404 }],
  ['403', { kind: 'status', status: 403 }],
  [
    'two words',
    {
      kind: 'replace',
      body: {
        data: [
          { email: EMAIL, exist: true, status: 'unsubscribe' },
          { email: EMAIL, exist: false },
        ],
      },
    },
  ],
];

describe.each(ODD)('an answer of a recipient check: %s', (_, fault) => {
  test('leaves the lead unchecked and unpaid, and says so', async () => {
    h.sandbox.faults.add({ path: '/v2/campaigns/237954/recipient', times: Infinity, ...fault });
    const { structured } = await h.call('prepare_leads', { emails: [EMAIL, 'nonsense'], waitSeconds: 8 });
    expect(structured).toMatchObject({
      totals: { ready: 0, risky: 0, drop: 1, open: 1 },
      open: [{ status: 'not_run', reason: 'not_checked', leads: [EMAIL] }],
      note: expect.stringMatching(
        /^1 not checked .*so not called ready: repeat the same call\. Each that is left then can cost 1 credit more\.$/,
      ),
      credits: { spent: 0 },
    });
    expect(sent(h, START)).toEqual([]);
    h.sandbox.faults.clear();
    expect(await verdict()).toBe('ready');
  });
});

test('a failure that every lead met is the call’s', async () => {
  answers(CAMPAIGNS, {});
  expect((await h.call('prepare_leads', { emails: [EMAIL] })).code).toBe('upstream_malformed');
  expect(h.sandbox.charges).toEqual([]);
});

test.each([
  ['{}', { kind: 'replace', body: {} }],
  ['a text', { kind: 'replace', body: '"none"' }],
  ['an error', { kind: 'status', status: 500 }],
] satisfies [string, Fault][])('campaigns that answer %s leave everybody unchecked', async (_, fault) => {
  always(CAMPAIGNS, fault);
  expect(await verdict()).toBe('not_run/not_checked');
  expect(h.sandbox.charges).toEqual([]);
});

describe('a look-up of the address that answers', () => {
  test.each([
    ['{}', { kind: 'replace', body: {} }, 'not_run/not_checked'],
    ['data: {}', { kind: 'replace', body: { success: true, data: {} } }, 'not_run/not_checked'],
    ['success: false', { kind: 'replace', body: { success: false, message: 'no' } }, 'not_run/not_checked'],
    ['words', { kind: 'replace', body: { success: false, message: 'no', data: [] } }, 'not_run/not_checked'],
    ['errors', { kind: 'replace', body: { errors: ['no'], data: [] } }, 'not_run/not_checked'],
    ['HTML', { kind: 'html', status: 200 }, 'not_run/not_checked'],
    ['nobody, not a success', { kind: 'replace', body: { success: false, data: [] } }, 'ready'],
    ['nobody', { kind: 'replace', body: { success: true, data: [] } }, 'ready'],
    ['404', { kind: 'status', status: 404 }, 'ready'],
  ] satisfies [string, Fault, string][])('%s', async (_, fault, expected) => {
    always(BY_EMAIL, fault);
    expect(await verdict()).toBe(expected);
  });
});

test('which lists hold them is not looked up for more than 25, and that is told', async () => {
  const emails = Array.from({ length: 26 }, (_, i) => `valid${i}@norrland.example`);
  const { structured } = await h.call('prepare_leads', { emails });
  expect(structured.totals.ready).toBe(26);
  expect(structured.note).toContain('at most 25 addresses');
  expect(sent(h, BY_EMAIL)).toEqual([]);
});

test('a repeated call does not ask the account again', async () => {
  const emails = [EMAIL, 'mara.lindqvist@acme.example'];
  await h.call('prepare_leads', { emails });
  const before = h.sandbox.requests.length;
  const { structured } = await h.call('prepare_leads', { emails });
  expect(structured.totals).toEqual({ ready: 1, risky: 0, drop: 1, open: 0 });
  expect(h.sandbox.requests).toHaveLength(before);
});

test('where the rate is used up, the next call goes on', async () => {
  always('/v2/campaigns/237954/recipient', { kind: 'status', status: 429, headers: { 'retry-after': '60' } });
  expect(await verdict({ waitSeconds: 3 })).toBe('not_run/rate_limit');
  expect(h.sandbox.charges).toEqual([]);
});

test('bad credentials are the whole call’s', async () => {
  always(RECIPIENT, { kind: 'status', status: 401 });
  expect((await h.call('prepare_leads', { emails: [EMAIL] })).code).toBe('unauthorized');
});
