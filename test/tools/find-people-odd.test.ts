import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

// What find_people makes of answers that are not as documented.

const RESULT = '/v2/database-search/prospects/result/{task_hash}';
const REVEAL = '/v2/database-search/prospects/search-emails/start/{task_hash}';
const REVEALED = '/v2/database-search/prospects/search-emails/result/{task_hash}';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const find = (args: object) => h.call('find_people', { companies: ['Tarnhelm'], waitSeconds: 8, ...args });
const sent = (template: string) => h.sandbox.requests.filter(request => request.template === template);

const LINK = 'https://api.snov.io/v2/database-search/prospects/search-emails/start';
/** Somebody of Tarnhelm, as a row of the database. */
const person = (number: number, link?: string) => ({
  first_name: `Ada${number}`,
  last_name: 'By***',
  job_title: 'Engineer',
  email_and_hidden_info_reveal: link,
  company: { name: 'Tarnhelm Security', domain: 'tarnhelm.example' },
});
const hash = (number: number) => number.toString(16).padStart(32, '0');
const people = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => person(from + i, `${LINK}/${hash(from + i)}`));

/** The next page holds this. */
function answers(prospects: object[], facts: object = { total: prospects.length, page: 1, total_pages: 1 }) {
  const body = { status: 'completed', data: { ...facts, prospects }, links: [] };
  h.sandbox.faults.add({ path: RESULT, kind: 'replace', body });
}

// biome-ignore lint/suspicious/noExplicitAny: rows of an answer
const verdicts = (leads: any[]) =>
  leads.map(({ status, reason }) => (reason ? `${status}/${reason}` : status));

describe('a row', () => {
  test('whose hash Snov.io does not know any more is not told as somebody without an address', async () => {
    answers(people(2));
    const { structured } = await find({ reveal: true });
    expect(verdicts(structured.leads)).toEqual(['error/unknown_id', 'error/unknown_id']);
    expect(structured.note).toContain('unknown_id');
    expect(h.sandbox.charges).toEqual([]);
  });

  test.each([undefined, '', `${LINK}/`, `${LINK}/?`, 'start'])(
    'with the link %j is shown, and never revealed',
    async link => {
      answers([person(1, link), person(2, link)]);
      const { structured } = await find({ reveal: true });
      expect(verdicts(structured.leads)).toEqual(['error/no_id', 'error/no_id']);
      expect(structured.revealPrice).toBe(0);
      expect(sent(REVEAL)).toEqual([]);
    },
  );

  test('that comes twice is one lead, and paid for once', async () => {
    const { structured: real } = await h.call('search_people', { companies: ['Tarnhelm'] });
    const [one] = people(1);
    const twin = { ...one, email_and_hidden_info_reveal: `${LINK}/${real.people[0].personId}` };
    answers([twin, twin]);
    const { structured } = await find({ reveal: true });
    expect(structured.returned).toBe(1);
    expect(sent(REVEAL)).toHaveLength(1);
  });
});

describe('a page', () => {
  test.each([
    { total: 162 },
    { total: 162, total_pages: 0 },
    { total: 162, total_pages: -3 },
    { total: 162, total_pages: 'many' },
    { total: 162, total_pages: null },
    {},
  ])('with %j is not taken for the last one', async facts => {
    answers(people(30), facts);
    const { structured } = await find({ limit: 30 });
    expect(structured.returned).toBe(30);
    expect(structured).toHaveProperty('next');
  });

  test.each([{ total: 3 }, { total: '3', total_pages: '1' }])('with %j is the last one', async facts => {
    answers(people(3), facts);
    const { structured } = await find({ limit: 30 });
    expect(structured.returned).toBe(3);
    expect(structured).not.toHaveProperty('next');
  });

  test('of five thousand people is told piece by piece', async () => {
    answers(people(5000), { total: 5000, total_pages: 1 });
    const first = (await find({ limit: 100 })).structured;
    const second = (await find({ limit: 100, next: first.next })).structured;
    expect(first.leads[0].firstName).toBe('Ada0');
    expect(second.leads[0].firstName).toBe(`Ada${first.returned}`);
    expect(sent(RESULT)).toHaveLength(1);
  });

  test.each([
    ['HTML', { kind: 'html' }],
    ['a 404', { kind: 'status', status: 404 }],
    ['no list', { kind: 'replace', body: { status: 'completed', data: {} } }],
    ['an unknown word', { kind: 'replace', body: { status: 'done', data: { total: 0, prospects: [] } } }],
    [
      'rows of which none can be read',
      { kind: 'replace', body: { status: 'completed', data: { prospects: [{}] } } },
    ],
  ] as const)('that is answered with %s is not told as nobody', async (_, fault) => {
    h.sandbox.faults.add({ path: RESULT, times: Infinity, ...fault });
    const { structured } = await find({
      domains: ['tarnhelm.example'],
      reveal: true,
      maxCredits: 3,
      waitSeconds: 2,
    });
    expect(structured).toMatchObject({ leads: [], note: expect.stringContaining('still running') });
    expect(structured).not.toHaveProperty('uncovered');
    expect(structured).not.toHaveProperty('total');
    expect(h.sandbox.charges).toEqual([]);
  });
});

test('where nobody fits, the note says what to try', async () => {
  expect((await find({ companies: ['Tarnholm'] })).structured).toMatchObject({
    leads: [],
    note: 'Nobody fits. The database may spell a company otherwise: try another spelling, or domains instead.',
  });
  const { structured } = await find({ companies: undefined, positions: ['Astronaut'] });
  expect(structured.note).toBe('Nobody fits. Leave a filter out, or try other words.');
});

test('whoever two places find does not end the list too early', async () => {
  const args = { companies: undefined, locations: ['city: Berlin', 'country: Germany'] };
  const all = (await find({ ...args, limit: 100 })).structured;
  const walked: object[] = [];
  let next: string | undefined;
  do {
    const page: { leads: object[]; next?: string } = (await find({ ...args, limit: 7, next })).structured;
    walked.push(...page.leads);
    next = page.next;
  } while (next && walked.length <= all.returned);
  expect(walked.slice(0, all.returned)).toEqual(all.leads);
});

test('a search with more pages than are read says so', async () => {
  for (let page = 1; page <= 12; page++) {
    const known = people(50, page * 50).map(row => ({ ...row, list_id: 8_512_909 }));
    answers(known, { total: 5000, page, total_pages: 100 });
  }
  const { structured } = await find({ limit: 5 });
  expect(structured.leads).toEqual([]);
  expect(structured.note).toContain('narrow');
});

test('an address whose word is unknown is told as it is, and paid for once', async () => {
  const emails = [{ email: 'ada@tarnhelm.example', smtp_status: 'splendid' }];
  h.sandbox.faults.add({
    path: REVEALED,
    kind: 'replace',
    when: 'after',
    body: { status: 'completed', data: { first_name: 'Ada', emails }, links: [] },
  });
  const { structured } = await find({ limit: 1, reveal: true });
  expect(structured.leads[0].emails?.[0]?.status).not.toBe('valid');
  await find({ limit: 1, reveal: true });
  expect(sent(REVEAL)).toHaveLength(1);
});
