import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tokensAtMost } from '../../tools/shared/size.ts';
import { type Harness, startHarness } from '../harness.ts';

const START = '/v2/database-search/prospects/start';
const REVEAL = '/v2/database-search/prospects/search-emails/start/{task_hash}';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const find = (args: object) => h.call('find_people', args);
const sent = (template: string) => h.sandbox.requests.filter(request => request.template === template);
const charged = () => h.sandbox.charges.reduce((sum, { credits }) => sum + credits, 0);
/** Twelve people of Tarnhelm are on no list of the account, and four are. */
const TARNHELM = { domains: ['tarnhelm.example'] };

// biome-ignore lint/suspicious/noExplicitAny: rows of an answer
const namesOf = (rows: any[]) => rows.map(({ firstName, position }) => `${firstName}, ${position}`);

describe('the preview', () => {
  test('is free, and tells the price of the addresses', async () => {
    const { structured } = await find({ ...TARNHELM, positions: ['sales'] });
    expect(structured).toMatchObject({ returned: 2, revealPrice: 2, pending: 0, credits: { spent: 0 } });
    expect(structured.note).toContain('2 people; addresses for all of them: at most 2 credits');
    for (const lead of structured.leads) {
      expect(lead).toMatchObject({ companyName: 'Tarnhelm Security', domain: 'tarnhelm.example' });
      expect(lead.lastName).toMatch(/\*/);
      expect(lead).not.toHaveProperty('emails');
    }
    expect(charged()).toBe(0);
  });

  test('tells who is on a list already, and the campaigns that it feeds, apart from the leads', async () => {
    const { structured } = await find({ companies: ['Globex'], limit: 3 });
    expect(structured.leads).toEqual([]);
    expect(structured.known).toHaveLength(10);
    expect(structured.known[0]).toMatchObject({ list: 'Paris fintech', campaigns: ['Spring relaunch'] });
    expect(structured.note).toContain('34 who fit are on your lists already');
  });

  test('fits into an answer, however long the names of all things are', async () => {
    const name = '界'.repeat(200);
    const row = {
      ...{ first_name: name, last_name: name, job_title: name, location: name },
      company: { name: `Globex ${name}`, domain: 'globex.example' },
    };
    const prospects = Array.from({ length: 40 }, (_, i) => ({ ...row, list_id: i < 20 ? 7 : null }));
    const data = { total: 40, page: 1, total_pages: 1, prospects };
    const campaigns = Array.from({ length: 50 }, (_, id) => ({ id, campaign: name, list_id: 7 }));
    for (const [path, body] of [
      [START, { status: 'completed', data, meta: { task_hash: '0'.repeat(32) } }],
      ['/v1/get-user-campaigns', campaigns],
    ] as const)
      h.sandbox.faults.add({ path, kind: 'replace', body });
    const { text, structured } = await find({ companies: ['Globex'], limit: 40 });
    expect(tokensAtMost(text)).toBeLessThan(20_000);
    expect(structured.known.length).toBeGreaterThan(0);
    expect(structured.returned).toBeGreaterThan(0);
    expect(structured.next).toBeDefined();
  });

  test('puts exact titles first, and goes on exactly where it ended', async () => {
    const all = (await find({ ...TARNHELM, limit: 100 })).structured;
    expect(all.returned).toBe(12);
    expect(all).not.toHaveProperty('next');
    const wanted = { ...TARNHELM, positions: ['manager', 'office manager'] };
    const first = (await find({ ...wanted, limit: 2 })).structured;
    expect(namesOf(first.leads)[0]).toContain('Office Manager');
    const second = (await find({ ...wanted, limit: 2, next: first.next })).structured;
    const both = (await find({ ...wanted, limit: 4 })).structured;
    expect([...first.leads, ...second.leads]).toEqual(both.leads);
    expect(second).not.toHaveProperty('known');
  });

  test('reads as many pages as it takes to find new people', async () => {
    const { structured } = await find({ companies: ['Acme', 'Tarnhelm'], limit: 12 });
    expect(structured.returned).toBe(12);
    expect(sent(START).length).toBeGreaterThan(1);
    expect(structured.total).toBe(146);
  });

  test('leaves out companies with a like name where a domain is given', async () => {
    const { structured } = await find({ domains: ['alder-media.example', 'https://www.tarnhelm.example/x'] });
    expect(new Set(structured.leads.map(({ domain }: { domain: string }) => domain))).toEqual(
      new Set(['tarnhelm.example']),
    );
    expect(structured.uncovered).toEqual(['alder-media.example']);
    expect(structured).not.toHaveProperty('total');
  });

  test('searches one place after the other', async () => {
    const places = { locations: ['city: Lisbon', 'country: Germany'] };
    const { structured } = await find({ ...places, limit: 100 });
    expect(sent(START).length).toBeGreaterThanOrEqual(2);
    expect(structured.returned + structured.known.length).toBeGreaterThan(0);
    const wrong = await find({ locations: ['city: Nowhere'] });
    expect([wrong.code, wrong.text]).toEqual(['refused', expect.stringContaining('Lisbon')]);
    const half = (await find({ ...places, locations: ['city: Lisbon', 'city: Zzz'], limit: 100 })).structured;
    expect(half.returned + (half.known?.length ?? 0)).toBeGreaterThan(0);
    expect(half.note).toContain('Not every place was searched');
  });

  test('is the same for whoever asks again, so that those who were shown are revealed', async () => {
    const first = await find(TARNHELM);
    const before = sent(START).length;
    expect((await find({ ...TARNHELM, limit: 24 })).structured.leads).toEqual(first.structured.leads);
    expect(sent(START)).toHaveLength(before);
  });

  test('survives the loss of an answer, since a search costs nothing', async () => {
    h.sandbox.faults.add({ path: START, kind: 'drop', when: 'after', times: 1 });
    const { structured } = await find(TARNHELM);
    expect(structured.returned).toBe(12);
    expect(sent(START)).toHaveLength(2);
  });

  test('says that somebody may be missing where a search did not come to its end', async () => {
    const fault = { path: START, kind: 'replace', times: Number.POSITIVE_INFINITY } as const;
    h.sandbox.faults.add({ ...fault, body: {} });
    const lost = (await find(TARNHELM)).structured;
    expect(lost).toMatchObject({ leads: [], unfinished: 'upstream_unavailable' });
    expect(lost).not.toHaveProperty('uncovered');
    h.sandbox.faults.clear();
    expect((await find({ companies: ['Solvane'] })).structured).not.toHaveProperty('unfinished');
  });

  test.each([
    [{}, 'give at least one filter'],
    [{ domains: ['not a domain'] }, 'not a domain'],
    [{ locations: ['Berlin'] }, 'country: Germany'],
    [{ companySizes: ['50'] }, '51-200'],
    [{ ...TARNHELM, limit: 101 }, 'limit'],
    [{ ...TARNHELM, seniority: ['boss'] }, 'seniority'],
    [{ positions: [' '] }, 'positions'],
    [{ ...TARNHELM, next: 'x' }, 'next'],
  ])('refuses %j, and sends nothing', async (args, words) => {
    const answer = await find(args);
    expect([answer.code, answer.text]).toEqual(['invalid_input', expect.stringContaining(words)]);
    expect(h.sandbox.requests).toEqual([]);
  });
});

describe('with reveal', () => {
  test('finds the addresses of those whom the preview has shown, each paid for once', async () => {
    const preview = (await find({ ...TARNHELM, limit: 5 })).structured;
    const { structured } = await find({ ...TARNHELM, limit: 5, reveal: true });
    expect(namesOf(structured.leads)).toEqual(namesOf(preview.leads));
    const found = structured.leads.filter(({ status }: { status: string }) => status === 'found');
    for (const { lastName, emails, paid } of found) {
      expect(lastName).not.toMatch(/\*/);
      expect(emails[0].email).toMatch(/@tarnhelm\.example$/);
      expect(paid).toBe(1);
    }
    expect(structured.credits.spent).toBe(found.length);
    expect(charged()).toBe(found.length);
    const again = (await find({ ...TARNHELM, limit: 5, reveal: true })).structured;
    expect(again.credits.spent).toBe(0);
    expect(again.leads.every((lead: object) => !('paid' in lead))).toBe(true);
    expect(charged()).toBe(found.length);
  });

  test('spends no more than it may, and goes on with the same call', async () => {
    const { structured } = await find({ ...TARNHELM, limit: 6, reveal: true, maxCredits: 2 });
    expect(charged()).toBeLessThanOrEqual(2);
    const idle = structured.leads.filter(({ status }: { status: string }) => status === 'not_run');
    expect(idle).toHaveLength(4);
    expect(structured.revealPrice).toBe(4);
    const more = (await find({ ...TARNHELM, limit: 6, reveal: true, maxCredits: 4 })).structured;
    expect(more.leads.some(({ status }: { status: string }) => status === 'not_run')).toBe(false);
    expect(charged()).toBeLessThanOrEqual(6);
  });

  test('pays for nobody who is on a list already', async () => {
    const { structured } = await find({ companies: ['Globex'], reveal: true });
    expect(structured.credits.spent).toBe(0);
    expect(sent(REVEAL)).toEqual([]);
  });

  test('asks first where it may cost more than goes unasked', async () => {
    await using poor = await startHarness({ env: { SNOVIO_MAX_CREDITS_PER_CALL: '3' } });
    const args = { ...TARNHELM, limit: 5, reveal: true };
    const answer = await poor.call('find_people', args);
    expect([answer.code, answer.text]).toEqual([
      'credit_ceiling',
      expect.stringContaining('Up to 5 credits'),
    ]);
    expect(poor.sandbox.charges).toEqual([]);
  });

  test('never pays again for an address that is in doubt, unless it is asked anew', async () => {
    h.sandbox.faults.add({ path: REVEAL, kind: 'drop', when: 'after', times: 1 });
    const { structured } = await find({ ...TARNHELM, limit: 1, reveal: true });
    expect(structured.leads[0]).toMatchObject({ status: 'error', reason: 'in_doubt' });
    await find({ ...TARNHELM, limit: 1, reveal: true });
    expect(sent(REVEAL)).toHaveLength(1);
    const anew = (await find({ ...TARNHELM, limit: 1, reveal: true, fresh: true })).structured;
    expect(anew.leads[0].status).not.toBe('error');
    expect(sent(REVEAL)).toHaveLength(2);
  });

  test('asks first where new people and those asked anew cost more together', async () => {
    await using poor = await startHarness({ env: { SNOVIO_MAX_CREDITS_PER_CALL: '2' } });
    poor.sandbox.faults.add({ path: REVEAL, kind: 'drop', when: 'after', times: 2 });
    await poor.call('find_people', { ...TARNHELM, limit: 2, reveal: true });
    const before = poor.sandbox.charges.length;
    const anew = { ...TARNHELM, limit: 4, reveal: true, fresh: true };
    const answer = await poor.call('find_people', anew);
    expect([answer.code, poor.sandbox.charges.length]).toEqual(['credit_ceiling', before]);
    expect(answer.text).toContain('Up to 4 credits');
    await poor.call('find_people', { ...anew, maxCredits: 1 });
    expect(poor.sandbox.charges.length - before).toBeLessThanOrEqual(1);
  });

  test('gives nobody the job of another, where hashes or answers are mixed up', async () => {
    const row = (first: string, title: string) => ({
      ...{ first_name: first, last_name: 'X***', job_title: title, company: { name: 'Globex' } },
      email_and_hidden_info_reveal: `https://api.example/start/${'a'.repeat(32)}`,
    });
    const meta = { task_hash: '0'.repeat(32) };
    const prospects = [row('Mara', 'CEO'), row('Petra', 'CTO')];
    const data = { total: 2, page: 1, total_pages: 1, prospects };
    const emails = [{ email: 'petra@globex.example', smtp_status: 'valid' }];
    const petra = { first_name: 'Petra', last_name: 'Xavier', emails };
    for (const [path, found] of [
      [START, data],
      [REVEAL, petra],
    ] as const)
      h.sandbox.faults.add({ path, kind: 'replace', body: { status: 'completed', data: found, meta } });
    const { structured } = await find({ companies: ['Globex'], reveal: true });
    expect(structured.leads).toEqual([
      expect.objectContaining({ firstName: 'Petra', reason: 'other_name' }),
      expect.objectContaining({ firstName: 'Petra', position: 'CTO' }),
    ]);
    expect(structured.leads[0]).not.toHaveProperty('position');
    expect(sent(REVEAL)).toHaveLength(1);
  });

  test('searches domains that the database does not know only with credits that were agreed to', async () => {
    const nobody = { total: 0, page: 1, total_pages: 0, prospects: [] };
    const body = { status: 'completed', data: nobody, meta: { task_hash: '0'.repeat(32), page: 1 } };
    h.sandbox.faults.add({ path: START, kind: 'replace', body, times: 9 });
    const args = { ...TARNHELM, limit: 5, reveal: true };
    const free = await find(args);
    expect(free.structured).toMatchObject({ leads: [], uncovered: ['tarnhelm.example'] });
    expect(free.structured.note).toContain('with reveal: true and maxCredits the paid search');
    expect(charged()).toBe(0);
    const { structured } = await find({ ...args, maxCredits: 2 });
    expect(structured.returned).toBe(5);
    expect(structured.leads[0]).toMatchObject({ status: 'found', domain: 'tarnhelm.example' });
    expect(structured).not.toHaveProperty('uncovered');
    expect(structured.credits).toMatchObject({ spent: charged(), estimated: true });
    expect(charged()).toBeGreaterThan(0);
    expect(charged()).toBeLessThanOrEqual(2);
  });
});
