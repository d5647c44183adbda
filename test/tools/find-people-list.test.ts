import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LoggedRequest } from '../../src/sandbox/index.ts';
import { type Harness, type HarnessOptions, startHarness } from '../harness.ts';
import { until } from '../snovio/flows/kit.ts';

// Where enough people of one company are wanted by title, one page of v1's domain search comes before the reveals.

const V1 = '/v2/domain-emails-with-info';
const REVEAL = '/v2/database-search/prospects/search-emails/start/{task_hash}';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

/** Six people have this title there, all on no list of the account. */
const MERIDIAN = { domains: ['meridian.example'], positions: ['Head of Sales'], limit: 5 };

const find = (args: object = {}) => h.call('find_people', { ...MERIDIAN, ...args });
const sent = (template: string, { sandbox } = h) =>
  sandbox.requests.filter(request => request.template === template);
const charged = ({ sandbox } = h) => sandbox.charges.reduce((sum, { credits }) => sum + credits, 0);

interface Row {
  firstName: string;
  position: string;
  status: string;
  reason?: string;
  emails: { email: string; status: string }[];
  paid?: number;
}
const verdicts = (leads: Row[]) =>
  leads.map(({ status, reason }) => (reason ? `${status}/${reason}` : status));
const titlesOf = (leads: Row[]) => leads.map(({ firstName, position }) => `${firstName}, ${position}`);
const ALL_FOUND = Array.from({ length: 5 }, () => 'found');

/** v1 answers with this, and charges as if it were all right. */
function v1Says(body: object, times = 1) {
  h.sandbox.faults.add({ path: V1, kind: 'replace', when: 'after', body, times });
}
const STRANGER = {
  ...{
    email: 'zoe.zander@meridian.example',
    firstName: 'Zoe',
    lastName: 'Zander',
    position: 'Head of Sales',
  },
  ...{ type: 'prospect', status: 'verified' },
};
const USELESS = { success: true, lastId: 0, emails: [STRANGER] };

describe('a page of v1', () => {
  test('finds those whom the preview has shown, for one credit', async () => {
    const preview = (await find()).structured;
    expect(preview).toMatchObject({ revealPrice: 6, credits: { spent: 0 } });
    expect(sent(V1)).toEqual([]);
    const { structured } = await find({ reveal: true });
    const leads: Row[] = structured.leads;
    expect(titlesOf(leads)).toEqual(titlesOf(preview.leads));
    expect(verdicts(leads)).toEqual(ALL_FOUND);
    await using revealing = await startHarness({ env: { SNOVIO_API_GENERATION: 'v2' } });
    const revealed = (await revealing.call('find_people', { ...MERIDIAN, reveal: true })).structured.leads;
    expect(leads.map(({ paid, ...lead }) => lead)).toEqual(revealed.map(({ paid, ...lead }: Row) => lead));
    expect(structured).toMatchObject({ revealPrice: 0, credits: { spent: 1, estimated: true } });
    expect(leads.map(({ paid }) => paid)).toEqual([1, ...Array(4).fill(undefined)]);
    expect([charged(), sent(V1).length, sent(REVEAL).length]).toEqual([1, 1, 0]);
    expect(sent(V1)[0]?.query).toMatchObject({ type: 'personal', limit: '10', lastId: '0' });
  });

  test('is asked for once: the same call is free and gives the same, and so does the search of the domain', async () => {
    const first = (await find({ reveal: true })).structured.leads;
    const before = h.sandbox.requests.length;
    const again = (await find({ reveal: true, fresh: true, maxCredits: 0 })).structured;
    expect(titlesOf(again.leads)).toEqual(titlesOf(first));
    expect(again.leads[0].emails).toEqual(first[0].emails);
    expect(again.credits).toEqual({ spent: 0, ceiling: 0 });
    expect((await find()).structured.revealPrice).toBe(0);
    const others = (await find({ reveal: true, limit: 6, maxCredits: 0 })).structured;
    expect(verdicts(others.leads)).toEqual([...ALL_FOUND, 'found']);
    const args = { domain: 'meridian.example', type: 'personal', positions: ['head of sales'], limit: 5 };
    expect((await h.call('search_domain_emails', { ...args, maxCredits: 0 })).structured.returned).toBe(5);
    expect(sent(V1)).toHaveLength(1);
    expect(h.sandbox.requests.slice(before).filter(({ template }) => template === REVEAL)).toEqual([]);
  });

  test('that a search of the domain has paid for is used, and costs nothing here', async () => {
    await using v1 = await startHarness({ env: { SNOVIO_API_GENERATION: 'v1' } });
    const args = { domain: 'meridian.example', type: 'personal', positions: ['Head of Sales'] };
    await v1.call('search_domain_emails', { ...args, limit: 10 });
    const paid = charged(v1);
    const answer = (await v1.call('find_people', { ...MERIDIAN, reveal: true })).structured;
    expect(verdicts(answer.leads)).toEqual(ALL_FOUND);
    expect(answer.credits.spent).toBe(0);
    expect(charged(v1)).toBe(paid);
  });

  test('counts as verification, so that prepare_leads pays for nobody', async () => {
    const { leads } = (await find({ reveal: true })).structured;
    const emails = leads.map((lead: Row) => lead.emails[0]?.email);
    const { structured } = await h.call('prepare_leads', { emails, maxCredits: 5 });
    expect(structured).toMatchObject({ totals: { ready: 5 }, credits: { spent: 0 } });
    expect(charged()).toBe(1);
  });

  test('of each company comes in turn, and the rest is revealed', async () => {
    const args = { domains: ['meridian.example', 'norrland.example'], positions: ['manager', 'engineer'] };
    const preview = (await find({ ...args, limit: 100 })).structured;
    expect(preview).toMatchObject({ returned: 46, revealPrice: 46 + 5 + 1 });
    const { structured } = await find({ ...args, limit: 100, reveal: true });
    expect(titlesOf(structured.leads)).toEqual(titlesOf(preview.leads));
    const asked = sent(V1)
      .map(({ query }) => `${query.domain} ${query.limit}`)
      .sort();
    expect(asked).toEqual(['meridian.example 50', 'norrland.example 10']);
    const paid = (structured.leads as Row[]).reduce((sum, lead) => sum + (lead.paid ?? 0), 0);
    expect([paid, structured.credits.spent]).toEqual([charged(), charged()]);
    // Somebody has left, whose address v1 does not call verified.
    expect(sent(REVEAL).length).toBeGreaterThan(0);
    expect(charged()).toBeLessThanOrEqual(6 + sent(REVEAL).length);
  });

  test('never costs more than was told, although it brings nothing', async () => {
    v1Says(USELESS);
    const { revealPrice } = (await find()).structured;
    const { structured } = await find({ reveal: true, maxCredits: revealPrice });
    expect(verdicts(structured.leads)).toEqual(ALL_FOUND);
    expect(structured.credits).toMatchObject({ spent: 6, estimated: true });
    expect([revealPrice, charged()]).toEqual([6, 6]);
  });

  test('is not tried any more where two in a row did not pay', async () => {
    // No address there is verified.
    const domains = ['quillon.example', 'solvane.example', 'tarnhelm.example'];
    const args = { domains, positions: ['manager', 'engineer'], limit: 21 };
    expect((await find(args)).structured).toMatchObject({ returned: 21, revealPrice: 24 });
    const { structured } = await find({ ...args, reveal: true });
    expect(sent(V1)).toHaveLength(2);
    expect(structured.credits.spent).toBe(charged());
    expect((await find()).structured.revealPrice).toBe(5);
  });

  test('takes its credit from what was agreed to', async () => {
    v1Says(USELESS);
    const { structured } = await find({ reveal: true, maxCredits: 5 });
    expect(verdicts(structured.leads)).toEqual([...ALL_FOUND.slice(1), 'not_run/credit_ceiling']);
    expect(structured.revealPrice).toBe(1);
    expect(charged()).toBe(5);
    const rest = (await find({ reveal: true, maxCredits: 1 })).structured;
    expect([verdicts(rest.leads), rest.credits.spent, charged()]).toEqual([ALL_FOUND, 1, 6]);
  });

  test('is not asked for without a credit', async () => {
    const { structured } = await find({ reveal: true, maxCredits: 0 });
    expect(new Set(verdicts(structured.leads))).toEqual(new Set(['not_run/credit_ceiling']));
    expect([structured.revealPrice, sent(V1).length, charged()]).toEqual([6, 0, 0]);
  });
});

describe('no page of v1', () => {
  test.each([
    ['for two people', {}, { limit: 2 }],
    ['where only companies are named', {}, { domains: undefined, companies: ['Meridian'] }],
    ['without a title', {}, { positions: undefined }],
    ['where places narrow the search', {}, { locations: ['country: Germany'] }],
    ['where a title is excluded', {}, { positions: ['Head of Sales', '-assistant'] }],
    ['where few of those whom it lists are wanted', {}, { positions: ['e'], limit: 5 }],
    ['where only v2 is to be used', { SNOVIO_API_GENERATION: 'v2' }, {}],
  ] satisfies [string, HarnessOptions['env'], object][])('%s', async (_, env, args) => {
    await using other = await startHarness({ env });
    const search = { ...MERIDIAN, ...args };
    const { structured } = await other.call('find_people', search);
    expect(structured.revealPrice).toBe(structured.returned);
    const { leads } = (await other.call('find_people', { ...search, reveal: true })).structured;
    expect(leads.length).toBeGreaterThan(1);
    expect(sent(V1, other)).toEqual([]);
    expect(sent(REVEAL, other)).toHaveLength(leads.length);
  });

  test('for those who are revealed already', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'snovio-list-'));
    const options = { reuse: h.sandbox, env: { SNOVIO_STATE_DIR: folder } };
    h.sandbox.faults.add({ path: V1, kind: 'status', status: 404 });
    for (const expected of [5, 0]) {
      await using other = await startHarness(options);
      const { structured } = await other.call('find_people', { ...MERIDIAN, reveal: true });
      expect([verdicts(structured.leads), structured.credits.spent]).toEqual([ALL_FOUND, expected]);
      expect([sent(V1).length, charged()]).toEqual([1, 5]);
    }
    rmSync(folder, { recursive: true });
  });
});

describe('a question about the price', () => {
  const args = { ...MERIDIAN, reveal: true };

  test('names the reveals only for those whom the page lacks', async () => {
    await using poor = await startHarness({ env: { SNOVIO_MAX_CREDITS_PER_CALL: '3' } });
    const { code, text } = await poor.call('find_people', args);
    expect([code, text]).toEqual([
      'credit_ceiling',
      expect.stringContaining(
        'Up to 6 credits for the addresses of 5 people (1 to look them up by company, then 1 for each',
      ),
    ]);
    expect(poor.sandbox.charges).toEqual([]);
  });

  test('is not asked for the sake of the page alone', async () => {
    await using poor = await startHarness({ env: { SNOVIO_MAX_CREDITS_PER_CALL: '5' } });
    const { structured } = await poor.call('find_people', args);
    expect(verdicts(structured.leads)).toEqual(ALL_FOUND);
    expect(charged(poor)).toBe(1);
  });
});

describe('a page that does not come', () => {
  test.each([
    ['a 404', { kind: 'status', status: 404 }],
    ['a 400', { kind: 'status', status: 400 }],
    ['success: false', { kind: 'replace', body: { success: false, message: 'no' } }],
  ] as const)('but %s costs nothing, and is not asked for again by this process', async (_, fault) => {
    h.sandbox.faults.add({ path: V1, ...fault });
    const { structured } = await find({ reveal: true });
    expect([verdicts(structured.leads), structured.credits.spent]).toEqual([ALL_FOUND, 5]);
    expect(structured).not.toHaveProperty('note');
    await find({ reveal: true, limit: 6 });
    await find({ domains: ['tarnhelm.example'], positions: ['manager', 'engineer'], reveal: true });
    expect(sent(V1)).toHaveLength(1);
  });

  test('but an empty list costs nothing, and is not asked for again', async () => {
    h.sandbox.faults.add({ path: V1, kind: 'replace', body: { success: true, lastId: 0, emails: [] } });
    const { structured } = await find({ reveal: true });
    expect([verdicts(structured.leads), structured.credits.spent]).toEqual([ALL_FOUND, 5]);
    await find({ reveal: true, limit: 6 });
    expect([sent(V1).length, charged()]).toEqual([1, 6]);
  });

  test.each([
    ['is lost', { kind: 'drop', when: 'after' }],
    ['cannot be read', { kind: 'malformed', when: 'after' }],
  ] as const)(
    'since its answer %s is told, holds its credit, and is never paid for twice',
    async (_, fault) => {
      h.sandbox.faults.add({ path: V1, ...fault });
      const { structured } = await find({ reveal: true, maxCredits: 6 });
      expect(verdicts(structured.leads)).toEqual(ALL_FOUND);
      expect(structured.note).toContain(
        'meridian.example: the list of its addresses was lost, perhaps charged',
      );
      expect(structured.credits).toMatchObject({ spent: 5, reserved: 1 });
      const again = (await find({ reveal: true, limit: 6, fresh: true })).structured;
      expect(again.credits).toMatchObject({ spent: 1, reserved: 1 });
      expect([sent(V1).length, charged()]).toEqual([1, 7]);
    },
  );

  test('in time is waited for by the next call, and nobody is paid for meanwhile', async () => {
    // In life's own pace, a request may take longer than the call that made it.
    await using slow = await startHarness({ env: { SNOVIO_RATE_WINDOW_MS: '60000' } });
    await slow.call('find_people', MERIDIAN);
    slow.sandbox.faults.add({ path: V1, kind: 'slow', when: 'after', delayMs: 2000 });
    const args = { ...MERIDIAN, reveal: true };
    const first = (await slow.call('find_people', { ...args, waitSeconds: 1 })).structured;
    expect(new Set(verdicts(first.leads))).toEqual(new Set(['not_run/deadline']));
    expect(first.note).toContain('already paid');
    expect(first.credits).toMatchObject({ spent: 0, reserved: 1 });
    const { structured } = await slow.call('find_people', args);
    expect(verdicts(structured.leads)).toEqual(ALL_FOUND);
    expect([structured.credits.spent, sent(V1, slow).length, charged(slow)]).toEqual([1, 1, 1]);
  });

  test('before the call is cancelled is told by the next one', async () => {
    const abort = new AbortController();
    const on = (_: unknown, request: LoggedRequest) => {
      if (request.template === V1) abort.abort();
    };
    h.sandbox.faults.add({ path: V1, kind: 'slow', when: 'after', delayMs: 100, on });
    const call = h.call('find_people', { ...MERIDIAN, reveal: true }, { signal: abort.signal });
    await expect(call).rejects.toThrow();
    await until(() => charged() > 0, 5);
    const { structured } = await find({ reveal: true });
    expect([verdicts(structured.leads), structured.credits.spent]).toEqual([ALL_FOUND, 1]);
    expect([sent(V1).length, charged()]).toEqual([1, 1]);
  });
});
