import { describe, expect, test } from 'vitest';
import { type Answer, type Harness, startHarness } from '../../harness.ts';
import { charged, sent } from './kit.ts';

const START = '/v2/database-search/companies/start';
const RESULT = '/v2/database-search/companies/result/{task_hash}';
const TOOL = 'search_companies';
const EVERYWHERE = { companySizes: ['Self', '1-10', '11-50', '51-200', '201-500', '501-1000'] };

const search = (h: Harness, args: object) => h.call(TOOL, args);
const names = ({ structured }: Answer): string[] =>
  structured.companies.map(({ name }: { name: string }) => name);
const completed = (data: unknown) => ({
  path: RESULT,
  kind: 'replace' as const,
  body: { data, meta: {}, links: [], status: 'completed' },
});

describe('search_companies', () => {
  test('answers the documented sample', async () => {
    await using h = await startHarness();
    const company = {
      name: 'Example Inc',
      domain: 'example.com',
      location: 'New York, New York, United States',
      industry: 'Computer Software',
      size: '51-200',
      revenue: { min: 20_000_000, max: 50_000_000, reported: 0 },
      logo_url: 'https://app.snov.io/media/img/companies/0123456789abcdef.jpg',
    };
    h.sandbox.faults.add(completed({ total: 4_328_524, page: 1, total_pages: 86_571, companies: [company] }));
    const { structured } = await search(h, EVERYWHERE);
    expect(structured).toEqual({
      total: 4_328_524,
      returned: 1,
      next: expect.any(String),
      companies: [
        {
          name: 'Example Inc',
          domain: 'example.com',
          locality: 'New York, New York, United States',
          industry: 'Computer Software',
          size: '51-200',
          minRevenue: 20,
          maxRevenue: 50,
        },
      ],
      source: 'v2',
      checkedAt: expect.any(String),
      credits: { spent: 1, ceiling: 1000 },
      note: expect.stringContaining('page ends here'),
    });
  });

  test('sends the places beside the company, as they are documented here', async () => {
    await using h = await startHarness();
    await search(h, {
      companies: ['Globex', '-Acme'],
      companyLocations: ['country: Portugal', '-city: Porto'],
      industries: ['Internet'],
      revenue: '-10',
      specialities: ['Internet'],
      founded: '1900-',
    });
    expect(sent(h, START)[0]?.body).toEqual({
      page: 1,
      filters: {
        company: {
          name: { include: ['Globex'], exclude: ['Acme'] },
          industries: { include: ['Internet'] },
          revenue: { max: 10_000_000 },
          specialities: ['Internet'],
          founded: { from: 1900 },
        },
        locations: {
          include: { locality: 'Portugal', location_type: 'country' },
          exclude: { locality: 'Porto', location_type: 'city' },
        },
      },
    });
  });

  test('walks through all pages; each costs a credit once', async () => {
    await using h = await startHarness();
    const walk = async (more: object) => {
      const seen: string[] = [];
      let next: string | undefined;
      do {
        const answer: Answer = await search(h, { ...EVERYWHERE, ...more, ...(next && { next }) });
        seen.push(...names(answer));
        next = answer.structured.next;
      } while (next);
      return seen;
    };
    const seen = await walk({});
    expect(new Set(seen).size).toBe(71);
    expect(seen).toHaveLength(71);
    expect(charged(h)).toBe(2);
    const before = h.sandbox.requests.length;
    // The same filters in another order.
    expect(await walk({ maxCredits: 0, companySizes: EVERYWHERE.companySizes.toReversed() })).toEqual(seen);
    expect(h.sandbox.requests).toHaveLength(before);
  });

  test('is free where nothing is found', async () => {
    await using h = await startHarness();
    const { structured } = await search(h, { companies: ['Nobody knows it'] });
    expect(structured).toMatchObject({ companies: [], total: 0, returned: 0, credits: { spent: 0 } });
    expect(structured.next).toBeUndefined();
    expect(charged(h)).toBe(0);
  });

  test('refuses a call without any filter, or with a wrong one', async () => {
    await using h = await startHarness();
    for (const args of [{}, { companies: [] }, { companySizes: ['big'] }, { revenue: '4-5' }])
      expect((await search(h, args)).code).toBe('invalid_input');
    expect(h.sandbox.requests).toEqual([]);
  });

  test('passes on the similar values that Snov.io offers, and pays nothing', async () => {
    await using h = await startHarness();
    const { code, text } = await search(h, { companyLocations: ['city: Berlim'] });
    expect(code).toBe('refused');
    expect(text).toContain('Berlin');
    expect((await h.accounts.ownAccount().spending()).process).toBe(0);
  });
});

describe('search_companies: money', () => {
  test('a ceiling stops the call; a page that is there is free', async () => {
    await using h = await startHarness({ env: { SNOVIO_MAX_CREDITS_PER_CALL: '0' } });
    expect((await search(h, EVERYWHERE)).code).toBe('credit_ceiling');
    expect(sent(h, START)).toHaveLength(0);
    expect((await search(h, { ...EVERYWHERE, maxCredits: 1 })).structured.credits.spent).toBe(1);
    expect((await search(h, EVERYWHERE)).structured.credits.spent).toBe(0);
  });

  test('pending at the deadline is continued free', async () => {
    await using h = await startHarness({
      env: { SNOVIO_WAIT_SECONDS: '1' },
      sandbox: { taskSeconds: [80, 80] },
    });
    const first = await search(h, EVERYWHERE);
    expect(first.structured).toMatchObject({
      companies: [],
      returned: 0,
      credits: { spent: 0, reserved: 1 },
    });
    expect(first.structured.note).toMatch(/already paid/);
    const second = await search(h, { ...EVERYWHERE, next: first.structured.next });
    expect(names(second)).toHaveLength(25);
    expect(second.structured.credits.spent).toBe(1);
    expect(charged(h)).toBe(1);
    expect(sent(h, START)).toHaveLength(1);
  });

  test('a start whose answer is lost is in doubt, and paid again only with fresh', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: START, when: 'after', kind: 'drop' });
    expect((await search(h, EVERYWHERE)).code).toBe('in_doubt');
    expect((await search(h, EVERYWHERE)).code).toBe('in_doubt');
    expect(charged(h)).toBe(1);
    expect((await search(h, { ...EVERYWHERE, fresh: true })).structured.credits.spent).toBe(1);
    expect(charged(h)).toBe(2);
  });

  test('a 404 on the result, and answers that say nothing, are read again and never paid again', async () => {
    await using h = await startHarness({ env: { SNOVIO_WAIT_SECONDS: '600' } });
    h.sandbox.faults.add({ path: RESULT, kind: 'status', status: 404 });
    for (const data of [
      {},
      [],
      null,
      { total: 0 },
      { companies: [] },
      { total: 70, total_pages: 2, companies: [] },
      { total: 70, total_pages: 2, companies: [{ title: 'Acme Rockets' }] },
    ])
      h.sandbox.faults.add(completed(data));
    const answer = await search(h, EVERYWHERE);
    expect(names(answer)).toHaveLength(25);
    expect(sent(h, START)).toHaveLength(1);
    expect(charged(h)).toBe(1);
  });

  test('a 404 on the start is a refusal, and not an empty page', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: START, kind: 'status', status: 404 });
    expect((await search(h, EVERYWHERE)).code).toBe('refused');
    expect((await search(h, EVERYWHERE)).structured.total).toBe(71);
  });

  test('without credits: told, and paid when there are some', async () => {
    await using h = await startHarness();
    h.sandbox.setCredits(0);
    expect((await search(h, EVERYWHERE)).code).toBe('not_enough_credits');
    h.sandbox.setCredits(1);
    expect((await search(h, EVERYWHERE)).structured.credits.spent).toBe(1);
  });
});
