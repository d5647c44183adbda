import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FaultRule } from '../../src/sandbox/index.ts';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const PATH = '/v1/get-prospects-by-email';
const MARA = 'mara.lindqvist@acme.example';
const TOMAS = 'tomas.keller@acme.example';
const many = (count: number) => Array.from({ length: count }, (_, index) => `nobody${index}@novum.example`);
const lookUp = (emails: string[], harness = h) => harness.call('get_prospects_by_email', { emails });
const asked = (harness = h) =>
  harness.sandbox.requests.filter(({ path }) => path === PATH).map(({ body }) => body.email);

/** Answers about one address otherwise. */
function answerAbout(email: string, rule: Pick<FaultRule, 'kind' | 'status' | 'body'>) {
  h.sandbox.faults.add({ path: PATH, times: 99, where: ({ body }) => body.email === email, ...rule });
}

test('groups what is found by address, and tells who is not there', async () => {
  const { structured } = await lookUp([TOMAS, 'nobody@novum.example', 'nonsense', `Mara <${MARA}>`, MARA]);
  expect(structured).toEqual({
    returned: 2,
    results: [
      { email: TOMAS, prospects: [expect.objectContaining({ name: 'Tomas Keller' })] },
      {
        email: MARA,
        prospects: [
          {
            id: expect.any(String),
            name: 'Mara Lindqvist',
            position: 'Head of Sales',
            companyName: 'Acme Rockets',
            linkedIn: 'https://www.linkedin.com/in/mara-lindqvist-acme',
            lists: [
              { id: '8512901', name: 'Berlin SaaS' },
              { id: '8512911', name: 'Everyone' },
            ],
            campaigns: [
              { id: '237951', name: 'Q4', recipientStatus: 'finished', sent: 1, opened: 1, replied: 2 },
            ],
          },
        ],
      },
    ],
    notFound: ['nobody@novum.example'],
    note: expect.stringMatching(/^Addresses without status: not verified/),
    failed: [{ email: 'nonsense', reason: 'format' }],
  });
  expect(asked()).toEqual([TOMAS, 'nobody@novum.example', MARA]);
});

test.each([
  [{}, 'either email or emails'],
  [{ email: MARA, emails: [TOMAS] }, 'either email or emails'],
  [{ emails: [TOMAS], limit: 5 }, 'limit and next belong to email'],
  [{ emails: ['nobody'] }, 'no e-mail address'],
  [{ emails: many(101) }, '100'],
])('%j is refused, and nothing is sent', async (args, words) => {
  const refused = await h.call('get_prospects_by_email', args);
  expect([refused.code, refused.text]).toEqual(['invalid_input', expect.stringContaining(words)]);
  expect(h.sandbox.requests).toEqual([]);
});

test('one that fails is named, and the others are answered', async () => {
  answerAbout('a@novum.example', { kind: 'status', status: 500 });
  answerAbout('b@novum.example', {
    kind: 'replace',
    body: { success: false, data: [], message: 'Archived' },
  });
  answerAbout('c@novum.example', { kind: 'replace', body: {} });
  answerAbout('d@novum.example', { kind: 'replace', body: { success: true, data: null } });
  answerAbout('e@novum.example', { kind: 'replace', body: { success: false } });
  answerAbout('f@novum.example', { kind: 'status', status: 404 });
  answerAbout('g@novum.example', { kind: 'replace', body: { success: true, data: [] } });
  const { structured } = await lookUp([...'abcdefg'].map(letter => `${letter}@novum.example`).concat(MARA));
  expect(structured).toMatchObject({
    returned: 1,
    failed: [
      { email: 'a@novum.example', reason: 'upstream_unavailable' },
      { email: 'b@novum.example', reason: 'Snov.io said: "Archived"' },
      { email: 'c@novum.example', reason: 'upstream_malformed' },
      { email: 'd@novum.example', reason: 'upstream_malformed' },
    ],
    notFound: ['e@novum.example', 'f@novum.example', 'g@novum.example'],
  });
});

test('where no address gets an answer the call fails, and asks about no more', async () => {
  h.sandbox.faults.add({ path: PATH, kind: 'status', status: 403, times: 99 });
  expect((await lookUp(many(100))).code).toBe('plan_forbidden');
  expect(new Set(asked()).size).toBe(10);
});

test('what the rate leaves no time for is told, and asked by the next call', async () => {
  const emails = [...many(30), MARA];
  const env = { SNOVIO_RATE_LIMIT: '15', SNOVIO_RATE_WINDOW_MS: '60000' };
  await using slow = await startHarness({ reuse: h.sandbox, env });
  const first = (await lookUp(emails, slow)).structured;
  expect([...first.notFound, ...first.notAsked]).toEqual(emails);
  expect(first.notFound.length).toBeGreaterThan(10);
  expect(first.note).toContain('notAsked');
  const before = asked().length;
  const second = (await lookUp(first.notAsked)).structured;
  expect(second).toMatchObject({ results: [{ email: MARA }], notFound: first.notAsked.slice(0, -1) });
  expect(second.notAsked).toBeUndefined();
  expect(asked().slice(before)).toEqual(first.notAsked);
});

test('no more is asked than an answer holds', async () => {
  const lists = Array.from({ length: 60 }, (_, index) => ({
    id: index,
    name: `A list of a long name ${index}`,
  }));
  const data = [{ id: 'abc', name: 'Ada Byron', lists }];
  h.sandbox.faults.add({ path: PATH, kind: 'replace', body: { success: true, data }, times: 999 });
  const emails = many(100);
  const { structured, text } = await lookUp(emails);
  const answered = structured.results.map(({ email }: { email: string }) => email);
  expect([...answered, ...structured.notAsked]).toEqual(emails);
  expect(answered.length).toBeGreaterThan(5);
  expect(asked().length).toBeLessThan(50);
  expect(text.length).toBeLessThan(35_000);
});

test('tells how far it is', async () => {
  const steps: object[] = [];
  const onprogress = (step: object) => steps.push(step);
  await h.call('get_prospects_by_email', { emails: many(20) }, { onprogress });
  expect(steps).toMatchObject([
    { progress: 10, total: 20 },
    { progress: 20, total: 20 },
  ]);
});
