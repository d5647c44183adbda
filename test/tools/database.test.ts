import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Harness, startHarness } from '../harness.ts';

const START = '/v2/database-search/prospects/start';
const RESULT = '/v2/database-search/prospects/result/{task_hash}';
const TOOL = 'search_people';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const search = (args: object) => h.call(TOOL, { detail: 'full', ...args });
const replaceResult = (data: unknown) =>
  h.sandbox.faults.add({ path: RESULT, kind: 'replace', body: { data, links: [], status: 'completed' } });
const starts = () => h.sandbox.requests.filter(({ path }) => path === START);
const idsOf = ({ structured }: Answer): string[] =>
  structured.people.map(({ personId }: { personId: string }) => personId);

const row = {
  first_name: 'Ada',
  last_name: 'By***',
  job_title: 'Engineer',
  location: 'Kyiv, Kyiv, Ukraine',
  linkedin_url: 'https://linkedin.com/in/ad******',
  industry: 'Computer Software',
  list_id: 123,
  email_and_hidden_info_reveal:
    'https://api.snov.io/v2/database-search/prospects/search-emails/start/abdc842f1015a83dfaa6de1868e1bafa',
  company: {
    name: 'Example Inc',
    domain: 'example.com',
    location: 'New York, New York, United States',
    industry: 'Computer Software',
    size: '51-200',
  },
};
const shown = {
  personId: 'abdc842f1015a83dfaa6de1868e1bafa',
  firstName: 'Ada',
  lastName: 'By***',
  position: 'Engineer',
  locality: 'Kyiv, Kyiv, Ukraine',
  companyName: 'Example Inc',
  domain: 'example.com',
  companyLocality: 'New York, New York, United States',
  industry: 'Computer Software',
  companySize: '51-200',
  listId: '123',
};

describe('search_people', () => {
  test('answers the documented sample', async () => {
    replaceResult({ total: 162, page: 1, total_pages: 4, prospects: [row] });
    const { structured } = await search({ firstName: 'Ada' });
    const note = "Snov.io's page ends here; `next` goes on with its next one.";
    expect(structured).toEqual({ total: 162, returned: 1, next: expect.any(String), note, people: [shown] });
    expect(h.sandbox.charges).toEqual([]);
  });

  test('answers in brief what tells who it is, where, and the id that reveals', async () => {
    replaceResult({ total: 1, page: 1, total_pages: 1, prospects: [row] });
    const { companyLocality: _, industry: __, companySize: ___, ...brief } = shown;
    expect((await h.call(TOOL, { firstName: 'Ada' })).structured.people).toEqual([brief]);
    replaceResult({ total: 1, page: 1, total_pages: 1, prospects: [row] });
    const chosen = await search({ firstName: 'Ada', fields: ['lastName', 'companySize'] });
    expect(chosen.structured.people).toEqual([{ lastName: 'By***', companySize: '51-200' }]);
  });

  test('sends the filters as they are documented', async () => {
    await search({
      positions: ['Head of Sales', ' CTO ', '-Assistant', 'CTO'],
      seniority: ['c_level'],
      departments: ['sales', 'marketing'],
      locations: ['Country: Germany', '-city: Berlin'],
      skills: ['Negotiation', '-TypeScript'],
      firstName: ' Mara ',
      lastName: 'Lindqvist',
      companies: ['Acme Rockets'],
      companyLocations: ['region: Europe'],
      industries: ['Banking', '-Textiles'],
      companySizes: ['51-200', '11-50'],
      revenue: '2.5-500',
      specialities: ['Rockets'],
      founded: '1990-2005',
    });
    expect(starts().at(-1)?.body).toEqual({
      page: 1,
      filters: {
        prospect: {
          job_titles: { include: ['CTO', 'Head of Sales'], exclude: ['Assistant'] },
          management_levels: { include: ['c_level'] },
          departments: { include: ['marketing', 'sales'] },
          locations: {
            include: { locality: 'Germany', location_type: 'country' },
            exclude: { locality: 'Berlin', location_type: 'city' },
          },
          skills: { include: ['Negotiation'], exclude: ['TypeScript'] },
          first_name: 'Mara',
          last_name: 'Lindqvist',
        },
        company: {
          name: { include: ['Acme Rockets'] },
          locations: { include: { locality: 'Europe', location_type: 'region' } },
          industries: { include: ['Banking'], exclude: ['Textiles'] },
          size: ['11-50', '51-200'],
          revenue: { min: 2_500_000, max: 500_000_000 },
          specialities: ['Rockets'],
          founded: { from: 1990, till: 2005 },
        },
      },
    });
  });

  test('finds people by what they do and where they work', async () => {
    const { structured } = await search({
      positions: ['sales'],
      seniority: ['director_level'],
      companyLocations: ['city: Lisbon'],
    });
    expect(structured.people.length).toBe(structured.total);
    for (const person of structured.people)
      expect(person).toMatchObject({
        position: 'Head of Sales',
        companyLocality: expect.stringContaining('Lisbon'),
      });
  });

  test('goes on exactly where it ended, page by page', async () => {
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const answer: Answer = await search({ companies: ['Acme'], ...(next && { next }) });
      expect(answer.structured.total).toBe(130);
      seen.push(...idsOf(answer));
      next = answer.structured.next;
    } while (next);
    expect(seen).toHaveLength(130);
    expect(new Set(seen).size).toBe(130);
  });

  test.each([20, 40])('goes on page by page when a page has %i rows', async size => {
    const prospects = Array.from({ length: size }, (_, i) => ({ ...row, first_name: `Ada${i}` }));
    replaceResult({ total: size + 1, total_pages: 2, prospects });
    const first = await search({ firstName: 'Ada' });
    expect(first.structured.returned).toBe(Math.min(size, 25));
    replaceResult({ total: size + 1, total_pages: 2, prospects });
    const second = await search({ firstName: 'Ada', next: first.structured.next });
    expect(starts().at(-1)?.body.page).toBe(size > 25 ? 1 : 2);
    expect(second.structured.people[0].firstName).toBe(size > 25 ? 'Ada25' : 'Ada0');
  });

  test('ends with the last page, also where that has come nearer meanwhile', async () => {
    replaceResult({ total: 51, total_pages: 2, prospects: [row] });
    const { next } = (await search({ firstName: 'Ada' })).structured;
    replaceResult({ total: 51, total_pages: 2, prospects: [row] });
    const last = await search({ firstName: 'Ada', next });
    expect(last.structured).toEqual({ total: 51, returned: 1, people: [shown] });
    replaceResult({ total: 50, total_pages: 1, prospects: [] });
    const beyond = await search({ firstName: 'Ada', next });
    expect(beyond.structured).toEqual({ total: 50, returned: 0, people: [] });
  });

  test('says that nobody is found', async () => {
    const { structured } = await search({ lastName: 'Nobody' });
    expect(structured).toEqual({ total: 0, returned: 0, people: [] });
  });

  test('tells of people without a company, and of those on a list', async () => {
    const { structured } = await search({ firstName: 'Leila', lastName: 'Freeborn' });
    expect(structured.people).toEqual([
      { personId: expect.any(String), firstName: 'Leila', lastName: 'Fr***' },
    ]);
    const mara = await search({ firstName: 'Mara', companies: ['Acme'] });
    expect(mara.structured.people[0].listId).toBe('8512901');
  });

  test.each([
    ['no list', { total: 0 }],
    ['no row although there are some', { total: 162, page: 1, total_pages: 4, prospects: [] }],
    ['no row and no total', { prospects: [] }],
    ['no row that can be read', { total: 2, total_pages: 1, prospects: [{ name: 'Ada' }, null] }],
    ['rows that cannot be read although there are none', { total: 0, prospects: [{ name: 'Ada' }] }],
    ['an empty object', {}],
    ['null', null],
    ['a list in the place of the object', []],
  ])('%s is no answer', async (_, data) => {
    replaceResult(data);
    expect((await search({ firstName: 'Ada' })).code).toBe('upstream_malformed');
  });

  test('leaves out a row that cannot be read, and a reveal that is no link', async () => {
    const prospects = [{ company: row.company }, { ...row, email_and_hidden_info_reveal: 'javascript:x y' }];
    replaceResult({ total: 2, total_pages: 1, prospects });
    const { personId: _, ...rest } = shown;
    expect((await search({ firstName: 'Ada' })).structured.people).toEqual([rest]);
  });

  test.each([
    [{}, /at least one filter/],
    [{ positions: [] }, /at least one filter/],
    [{ positions: [' '] }, /positions: is empty/],
    [{ positions: ['-'] }, /positions: is empty/],
    [{ skills: Array.from({ length: 51 }, (_, i) => `skill ${i}`) }, /at most 50/],
    [{ locations: ['Germany'] }, /"country: Germany"/],
    [{ locations: ['city: Berlin', 'city: Lisbon'] }, /one place to include/],
    [{ companyLocations: ['town: Berlin'] }, /types: city, state, country, region, subregion/],
    [{ companySizes: ['50-100'] }, /Self, 1-10, .*10001\+/],
    [{ seniority: ['boss'] }, /seniority/],
    [{ revenue: '3-5' }, /0\.5, 1, 2\.5, 5, 10, 20, 50, 100, 500, 1000/],
    [{ revenue: '20-5' }, /ends before it begins/],
    [{ revenue: '1000000-' }, /steps/],
    [{ revenue: 'much' }, /5-20/],
    [{ founded: '2005-1990' }, /ends before it begins/],
    [{ founded: '-' }, /range/],
    [{ firstName: 'Ada', next: 'e30' }, /next/],
  ])('refuses %j before anything is sent', async (args, problem) => {
    const before = h.sandbox.requests.length;
    const { code, text } = await search(args);
    expect(code).toBe('invalid_input');
    expect(text).toMatch(problem);
    expect(h.sandbox.requests).toHaveLength(before);
  });

  test('passes on the similar values that Snov.io offers, however it offers them', async () => {
    const own = await search({ locations: ['city: Berlim'] });
    expect([own.code, own.meta?.httpStatus]).toEqual(['refused', 422]);
    expect(own.text).toContain('Berlin');
    for (const body of [
      { success: false, message: 'No such place', choices: ['Berlin', 'Bern'] },
      { data: ['Berlin', 'Bern'] },
      { data: { locality: ['Berlin', 'Bern'] }, meta: { page: 1 } },
      { errors: { locality: ['Berlin', 'Bern'] }, success: false },
    ]) {
      h.sandbox.faults.add({ path: START, kind: 'replace', body });
      const { text, isError } = await search({ locations: ['city: Berlim'] });
      expect([isError, text]).toEqual([true, expect.stringContaining('Berlin; Bern')]);
    }
  });

  test('a refusal is told, and starts no poll', async () => {
    h.sandbox.faults.add({
      path: START,
      kind: 'replace',
      body: { success: false, message: 'Not on this plan' },
    });
    const { code, text } = await search({ firstName: 'Ada' });
    expect([code, text]).toEqual(['refused', expect.stringContaining('Not on this plan')]);
  });
});
