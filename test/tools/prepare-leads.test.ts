import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { sent } from '../snovio/flows/kit.ts';

const START = '/v2/email-verification/start';
const FIND = '/v2/emails-by-domain-by-name/start';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const prepare = async (args: object) => (await h.call('prepare_leads', args)).structured;
const valid = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `valid${from + i}@norrland.example`);
const emailsOf = (rows: { email: string }[]) => rows.map(({ email }) => email);

test('every reason, and only what is left is paid for', async () => {
  const dropped: Record<string, string[]> = {
    replied: ['mara.lindqvist@acme.example'],
    unsubscribed: ['vera.stillwater@acme.example'],
    in_campaign: ['nils.kestrel@acme.example'],
    duplicate: [' Valid1@Norrland.example', 'mara.lindqvist@acme.example'],
    role_address: ['info@acme.example', 'no-reply@globex.example'],
    excluded: ['boss@mail.own.example', 'one@globex.example'],
    format: ['nonsense', 'a@b@'],
    too_long: [`${'a'.repeat(60)}@${'b'.repeat(50)}.example`],
    not_valid: ['bounce1@norrland.example'],
    disposable: ['valid1@throwaway.example'],
  };
  const risky: Record<string, string> = {
    'catchall1@norrland.example': 'catchall',
    'grey1@norrland.example': 'greylist',
    'banned1@norrland.example': 'banned',
    'validhjkkjb@norrland.example': 'gibberish',
  };
  const answer = await prepare({
    emails: [...valid(2), ...Object.values(dropped).flat(), ...Object.keys(risky)],
    exclude: ['own.example', 'ONE@globex.example'],
  });
  const found = Object.fromEntries(
    answer.drop.map(({ reason, leads }: { reason: string; leads: string[] }) => [reason, leads]),
  );
  const names = Object.entries(dropped).map(([reason, emails]) => [
    reason,
    emails.map(email => (email.length > 100 ? `${email.slice(0, 99)}…` : email.trim())),
  ]);
  expect(found).toEqual(Object.fromEntries(names));
  const reasons = answer.risky.map(({ email, reason }: { email: string; reason: string }) => [email, reason]);
  expect(Object.fromEntries(reasons)).toEqual(risky);
  expect(emailsOf(answer.ready)).toEqual(valid(2));
  expect(answer.totals).toEqual({ ready: 2, risky: 4, drop: 14, open: 0 });
  expect(answer.open).toEqual([]);
  expect(answer.credits.spent).toBe(8);
  expect(h.sandbox.charges.map(({ item }) => item).sort()).toEqual(
    [...valid(2), ...(dropped.not_valid ?? []), ...(dropped.disposable ?? []), ...Object.keys(risky)].sort(),
  );
});

test('says what share may bounce, and that it is an assumption', async () => {
  const { bounces } = await prepare({ emails: ['valid1@norrland.example', 'catchall1@norrland.example'] });
  expect(bounces).toMatchObject({ ready: 0.02, readyAndRisky: 0.11, estimated: true });
  expect(bounces.basis).toMatch(/^Assumed, not measured: /);
  expect((await prepare({ emails: ['nonsense'] })).bounces).toBeUndefined();
});

describe('money', () => {
  test('100 known leads cost nothing, and no paid request leaves', async () => {
    const emails = valid(100);
    await h.call('verify_emails', { emails });
    const before = sent(h, START).length;
    const answer = await prepare({ emails, maxCredits: 0 });
    expect(answer.totals).toEqual({ ready: 100, risky: 0, drop: 0, open: 0 });
    expect(answer.credits).toEqual({ spent: 0, paidEarlier: 100, ceiling: 0 });
    expect(answer.note).toContain('Nothing was paid now: earlier calls paid 100 credits');
    expect(sent(h, START)).toHaveLength(before);
    expect(h.sandbox.charges).toHaveLength(100);
  });

  test('duplicates, role addresses and people in campaigns cost nothing', async () => {
    const emails = ['mara.lindqvist@acme.example', 'vera.stillwater@acme.example', 'info@x.example'];
    const answer = await prepare({ emails: [...emails, ...emails] });
    expect(answer.totals).toEqual({ ready: 0, risky: 0, drop: 6, open: 0 });
    expect(answer.credits.spent).toBe(0);
    expect(h.sandbox.charges).toEqual([]);
  });

  test('never spends more than maxCredits, and goes on where it stopped', async () => {
    const emails = valid(5);
    const first = await prepare({ emails, maxCredits: 3 });
    expect(first.credits).toMatchObject({ spent: 3, ceiling: 3 });
    expect(first.open).toEqual([{ status: 'not_run', reason: 'credit_ceiling', leads: emails.slice(3) }]);
    expect(first.note).toContain('The rest can cost at most 2 credits.');
    expect((await prepare({ emails, maxCredits: 3 })).credits.spent).toBe(2);
    const third = await prepare({ emails });
    expect(third.totals.ready).toBe(5);
    expect(third.credits.spent).toBe(0);
    expect(h.sandbox.charges).toHaveLength(5);
  });

  test('has one budget for finding and verifying', async () => {
    const people = [
      { firstName: 'Petra', lastName: 'Winslow', domain: 'globex.example' },
      { firstName: 'Nils', lastName: 'Anders', domain: 'load.example' },
      ...valid(3).map(email => ({ email })),
    ];
    const first = await prepare({ people, maxCredits: 3 });
    expect(h.sandbox.charges).toHaveLength(3);
    expect(first.open).toEqual([{ status: 'not_run', reason: 'credit_ceiling', leads: valid(2, 1) }]);
    expect((await prepare({ people, maxCredits: 9 })).credits.spent).toBe(2);
  });

  test('names the price of what free checks leave, where nobody agreed to it', async () => {
    await using poor = await startHarness({ env: { SNOVIO_MAX_CREDITS_PER_CALL: '2' } });
    const emails = [...valid(3), 'info@acme.example', 'mara.lindqvist@acme.example'];
    const { code, text } = await poor.call('prepare_leads', { emails });
    expect(code).toBe('credit_ceiling');
    expect(text).toContain('Up to 3 credits for 3 leads');
    expect(poor.sandbox.charges).toEqual([]);
  });
});

test('fresh asks the account anew, and pays only for what is older than an hour', async () => {
  await prepare({ emails: valid(1) });
  const asked = () => sent(h, '/v2/campaigns/{campaign_id}/recipient').length;
  const before = asked();
  expect((await prepare({ emails: valid(1), fresh: true })).credits.spent).toBe(0);
  expect(asked()).toBe(2 * before);
});

test('works with the first API alone', async () => {
  await using v1 = await startHarness({ env: { SNOVIO_API_GENERATION: 'v1' } });
  const people = [
    ...['valid1', 'bounce1', 'catchall1'].map(name => ({ email: `${name}@norrland.example` })),
    { firstName: 'Petra', lastName: 'Winslow', domain: 'globex.example' },
  ];
  const { structured } = await v1.call('prepare_leads', { people });
  expect(emailsOf(structured.ready)).toEqual(['valid1@norrland.example', 'petra.winslow@globex.example']);
  expect(structured.risky).toMatchObject([{ email: 'catchall1@norrland.example', reason: 'catchall' }]);
  expect(structured.drop).toEqual([{ reason: 'not_valid', leads: ['bounce1@norrland.example'] }]);
});

test('an answer never loses a lead, however much is known of them', async () => {
  const name = 'Ünï '.repeat(45);
  const people = valid(100).map(email => ({ email, firstName: name, lastName: name }));
  const answer = await prepare({ people });
  expect(answer.ready[99]).toEqual({ email: 'valid99@norrland.example' });
  expect(answer.note).toContain('Names are left out');
});

describe('people without an address', () => {
  test('are found, and then checked like the others', async () => {
    const answer = await prepare({
      people: [
        { firstName: 'Petra', lastName: 'Winslow', domain: 'globex.example' },
        { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' },
        { firstName: 'Nobody', lastName: 'Here', domain: 'acme.example' },
        { firstName: 'Ada', lastName: 'Own', domain: 'own.example' },
        { email: 'petra.winslow@globex.example', firstName: 'Petra' },
        { firstName: 'Ada' },
        {},
      ],
      exclude: ['own.example'],
    });
    // What was given counts before what was found.
    expect(answer.ready).toEqual([
      {
        email: 'petra.winslow@globex.example',
        firstName: 'Petra',
        lists: ['Paris fintech', 'Everyone'],
        campaigns: ['Spring relaunch'],
      },
    ]);
    expect(answer.drop).toEqual([
      {
        reason: 'duplicate',
        leads: [],
        found: [{ email: 'petra.winslow@globex.example', lead: 'Petra Winslow, globex.example' }],
      },
      {
        reason: 'replied',
        leads: [],
        found: [{ email: 'mara.lindqvist@acme.example', lead: 'Mara Lindqvist, acme.example' }],
      },
      { reason: 'no_address', leads: ['Nobody Here, acme.example', 'Ada', '-'] },
      { reason: 'excluded', leads: ['Ada Own, own.example'] },
    ]);
    expect(answer.note).toContain('no_address: no address was given or found; give email, or firstName');
  });

  test('come with the verdict of the search: it is not paid for once more', async () => {
    const people = [{ firstName: 'Petra', lastName: 'Winslow', domain: 'globex.example' }];
    const answer = await prepare({ people });
    expect(answer.ready).toMatchObject([
      { email: 'petra.winslow@globex.example', lead: 'Petra Winslow, globex.example', lastName: 'Winslow' },
    ]);
    expect(sent(h, FIND)).toHaveLength(1);
    expect(sent(h, START)).toEqual([]);
    expect(h.sandbox.charges).toHaveLength(1);
  });
});

describe('a list', () => {
  test('is judged page by page', async () => {
    const first = await prepare({ listId: 'Everyone', maxCredits: 0 });
    const second = await prepare({ listId: 'Everyone', maxCredits: 0, next: first.next });
    const third = await prepare({ listId: 'Everyone', maxCredits: 0, next: second.next });
    const counts = [first, second, third].map(
      ({ totals }) => totals.ready + totals.risky + totals.drop + totals.open,
    );
    expect(counts).toEqual([100, 100, 2]);
    expect(third.next).toBeUndefined();
    expect(h.sandbox.charges).toEqual([]);
  });

  test('knows those whom a finished campaign has not heard of', async () => {
    const { ready, totals } = await prepare({ listId: 'Old leads' });
    expect(totals).toEqual({ ready: 13, risky: 0, drop: 7, open: 0 });
    expect(ready[0]).toMatchObject({ lists: ['Old leads'], campaigns: ['Summer 2025'] });
  });

  test('may hold people without an address, or with several', async () => {
    const row = (id: string, emails: object[]) => ({
      id,
      name: `No ${id}`,
      firstName: 'No',
      lastName: id,
      emails,
    });
    const two = [{ email: 'valid1@norrland.example' }, { email: 'valid2@norrland.example' }];
    const body = {
      success: true,
      list: { name: 'x', contacts: 2 },
      prospects: [row('1', two), row('2', [])],
    };
    h.sandbox.faults.add({ path: '/v1/prospect-list', kind: 'replace', body });
    const answer = await prepare({ listId: '7' });
    expect(emailsOf(answer.ready)).toEqual(['valid1@norrland.example', 'valid2@norrland.example']);
    expect(answer.drop).toEqual([{ reason: 'no_address', leads: ['No 2'] }]);
  });

  test('that is said to hold people, and shows none, is no answer', async () => {
    const body = { success: true, list: { name: 'x', contacts: 2 } };
    h.sandbox.faults.add({ path: '/v1/prospect-list', kind: 'replace', body, times: Infinity });
    expect((await h.call('prepare_leads', { listId: '7' })).code).toBe('upstream_malformed');
  });
});

test.each([
  [{}],
  [{ emails: [] }],
  [{ emails: ['a@x.example'], listId: 'Everyone' }],
  [{ emails: ['a@x.example'], next: 'eyJ9' }],
  [{ emails: ['a@x.example'], exclude: ['no domain'] }],
  [{ emails: Array.from({ length: 101 }, () => 'a@x.example') }],
])('%# is refused, and nothing is sent', async args => {
  expect((await h.call('prepare_leads', args)).code).toBe('invalid_input');
  expect(h.sandbox.requests).toEqual([]);
});

describe('time', () => {
  test('what is not there in time is pending, and paid for once', async () => {
    h.sandbox.faults.add({ path: '/v2/email-verification/result', kind: 'hang', times: Infinity });
    const first = await prepare({ emails: ['valid1@norrland.example', 'nonsense'], waitSeconds: 2 });
    expect(first).toMatchObject({
      totals: { ready: 0, risky: 0, drop: 1, open: 1 },
      open: [{ status: 'pending', leads: ['valid1@norrland.example'] }],
      pending: 1,
    });
    expect(first.note).toContain('repeat the same call');
    h.sandbox.faults.clear();
    expect((await prepare({ emails: ['valid1@norrland.example', 'nonsense'] })).totals.ready).toBe(1);
    expect(h.sandbox.charges).toHaveLength(1);
  });

  test('a cancelled call ends at once', async () => {
    const cancel = new AbortController();
    h.sandbox.faults.add({
      path: '/v2/campaigns/237951/recipient',
      kind: 'hang',
      on: () => cancel.abort(),
    });
    await expect(h.call('prepare_leads', { emails: valid(2) }, { signal: cancel.signal })).rejects.toThrow();
    expect(sent(h, START)).toEqual([]);
  });
});

test('more campaigns than a call has requests for are read in several calls', async () => {
  await using slow = await startHarness({
    env: { SNOVIO_RATE_LIMIT: '20', SNOVIO_RATE_WINDOW_MS: '2000' },
  });
  const rows = Array.from({ length: 50 }, (_, i) => ({
    id: 1000 + i,
    campaign: `No ${i}`,
    list_id: 7,
    status: 'Paused',
  }));
  slow.sandbox.faults.add({ path: '/v1/get-user-campaigns', kind: 'replace', body: rows, times: Infinity });
  const body = { data: [{ email: 'valid1@norrland.example', exist: false, status: null }] };
  slow.sandbox.faults.add({
    path: /^\/v2\/campaigns\/1\d+\/recipient$/,
    kind: 'replace',
    body,
    times: Infinity,
  });
  const args = { emails: ['valid1@norrland.example', 'nonsense'], waitSeconds: 3 };
  const codes: string[] = [];
  for (let calls = 0; calls < 12 && codes.at(-1) !== 'ready'; calls++) {
    if (calls > 0) await setTimeout(1000);
    const { structured } = await slow.call('prepare_leads', args);
    codes.push(structured.open[0]?.reason ?? 'ready');
  }
  expect(codes.length).toBeGreaterThan(1);
  expect(sent(slow, '/v2/campaigns/{campaign_id}/recipient')).toHaveLength(50);
});
