import { describe, expect, test } from 'vitest';
import { startHarness } from '../../harness.ts';
import { addresses, charged, links, people, sent, using } from './kit.ts';

const EARLIER = /Nothing was paid now: earlier calls paid (\d+) credits? for these answers\./;

/** Calls that cost something, by generation. */
const CALLS: [tool: string, generation: 'v1' | 'v2', args: object][] = (['v1', 'v2'] as const).flatMap(
  generation => [
    ['find_emails', generation, { people: people(4) }],
    ['verify_emails', generation, { emails: addresses(4) }],
    ['find_prospects_by_url', generation, { urls: links(3) }],
    ['search_domain_emails', generation, { domain: 'globex.example', limit: 20 }],
    ['prepare_leads', generation, { people: people(3) }],
    ['get_profile_by_email', generation, { email: 'mara.lindqvist@acme.example' }],
    ['search_domain_people', generation, { domain: 'globex.example' }],
    ['get_company_by_domain', generation, { domains: ['globex.example', 'acme.example'] }],
    ['find_people', generation, { domains: ['initech.example'], limit: 3, reveal: true }],
    ['search_companies', generation, { companies: ['Globex'] }],
  ],
);

test.each(CALLS)(
  '%s in %s: a repeated call says what earlier ones have paid',
  async (tool, generation, args) => {
    await using h = await startHarness(using(generation));
    const { structured: first } = await h.call(tool, args);
    expect(first.credits.spent).toBe(charged(h));
    expect(first.credits).not.toHaveProperty('paidEarlier');
    expect(first.note ?? '').not.toMatch(EARLIER);
    for (let call = 0; call < 2; call++) {
      const { structured: again } = await h.call(tool, { ...args, maxCredits: 0 });
      expect(again.credits).toEqual({ spent: 0, paidEarlier: charged(h), ceiling: 0 });
      expect(EARLIER.exec(again.note)?.[1]).toBe(String(charged(h)));
    }
  },
);

test('a call that pays for some says both, and no more than both', async () => {
  await using h = await startHarness(using('v2'));
  await h.call('verify_emails', { emails: addresses(3) });
  const { structured } = await h.call('verify_emails', { emails: addresses(5) });
  expect(structured.credits).toMatchObject({ spent: 2, paidEarlier: 3 });
  expect(structured.note).not.toMatch(EARLIER);
});

test.each(['v1', 'v2'] as const)(
  'calls at once in %s: each credit is spent in one answer',
  async generation => {
    await using h = await startHarness(using(generation));
    const calls = [addresses(4), addresses(4, 2), addresses(6)];
    const answers = await Promise.all(calls.map(emails => h.call('verify_emails', { emails })));
    const credits = answers.map(({ structured }) => structured.credits);
    expect(credits.reduce((sum, { spent }) => sum + spent, 0)).toBe(6);
    expect(charged(h)).toBe(6);
    for (const [i, { spent, paidEarlier = 0 }] of credits.entries())
      expect(spent + paidEarlier).toBe(calls[i]?.length);
  },
);

describe('what cost nothing was not paid earlier', () => {
  test('somebody who is not found in v2', async () => {
    await using h = await startHarness(using('v2'));
    const nobody = { people: [{ firstName: 'Nobody', lastName: 'Here', domain: 'acme.example' }] };
    await h.call('find_emails', nobody);
    const { structured } = await h.call('find_emails', nobody);
    expect(structured.results).toMatchObject([{ status: 'not_found', source: 'ledger' }]);
    expect(structured.credits).toEqual({ spent: 0, ceiling: 1000 });
    expect(structured).not.toHaveProperty('note');
  });

  test('what a free read of v1 knew', async () => {
    await using h = await startHarness(using('v1'));
    const known = { emails: ['bill.lumen@initech.example'] };
    for (let call = 0; call < 2; call++)
      expect((await h.call('verify_emails', known)).structured.credits).not.toHaveProperty('paidEarlier');
    expect(charged(h)).toBe(0);
  });

  test('a verdict that came with a search', async () => {
    await using h = await startHarness(using('v2'));
    await h.call('find_emails', {
      people: [{ firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' }],
    });
    const { structured } = await h.call('verify_emails', { emails: ['mara.lindqvist@acme.example'] });
    expect(structured.credits).toEqual({ spent: 0, ceiling: 1000 });
  });
});

test('a later page of a domain does not count what earlier pages have cost', async () => {
  await using h = await startHarness(using('v1'));
  const page = { domain: 'globex.example', limit: 10 };
  const { structured: first } = await h.call('search_domain_emails', page);
  expect(first.credits.spent).toBe(1);
  const { structured: second } = await h.call('search_domain_emails', { ...page, next: first.next });
  expect(second.credits).toMatchObject({ spent: 1 });
  expect(second.credits).not.toHaveProperty('paidEarlier');
  const { structured: again } = await h.call('search_domain_emails', { ...page, next: first.next });
  expect(again.credits).toMatchObject({ spent: 0, paidEarlier: 1 });
  expect(sent(h, '/v2/domain-emails-with-info')).toHaveLength(2);
});

test('a raw step says that its item is paid for', async () => {
  await using h = await startHarness(using('v1'));
  const [person] = people(1);
  await h.call('find_emails', { people: [person] });
  const { structured } = await h.call('add_names_to_find_emails', { ...person });
  expect(structured).toMatchObject({ status: 'known', credits: { spent: 0, paidEarlier: 1 } });
  expect(structured.note).toMatch(EARLIER);
});
