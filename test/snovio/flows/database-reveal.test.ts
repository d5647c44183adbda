import { describe, expect, test } from 'vitest';
import { SqliteStore } from '../../../src/spending/sqlite/sqlite-store.ts';
import { type Answer, type Harness, startHarness } from '../../harness.ts';
import { charged, sent, using, verdicts } from './kit.ts';
import { stateDir } from './state.ts';

const START = '/v2/database-search/prospects/search-emails/start/{task_hash}';
const RESULT = '/v2/database-search/prospects/search-emails/result/{task_hash}';
const TOOL = 'reveal_people';

async function idsOf(h: Harness, args: object): Promise<string[]> {
  const { structured } = await h.call('search_people', args);
  return structured.people.map(({ personId }: { personId: string }) => personId);
}
/** Ids of people at Globex, all of whom have an address but one. */
const globex = async (h: Harness, count: number) =>
  (await idsOf(h, { companies: ['Globex'] })).slice(0, count);
/** Ids of two of them, which are the same in every sandbox, where a search would take longer than a call waits. */
const knownIds = async () => {
  await using fast = await startHarness();
  return await globex(fast, 2);
};
const reveal = (h: Harness, personIds: string[], more: object = {}): Promise<Answer> =>
  h.call(TOOL, { personIds, ...more });
const completed = (data: unknown) => ({
  path: RESULT,
  kind: 'replace' as const,
  body: { data, meta: {}, links: [], status: 'completed' },
});

describe('reveal_people', () => {
  test('brings the name, the profile and the address that the other tools know', async () => {
    await using h = await startHarness();
    const [mara = ''] = await idsOf(h, { firstName: 'Mara', companies: ['Acme'] });
    const { structured } = await reveal(h, [mara]);
    expect(structured).toMatchObject({
      results: [
        {
          personId: mara,
          status: 'found',
          source: 'v2',
          firstName: 'Mara',
          lastName: 'Lindqvist',
          linkedIn: 'https://www.linkedin.com/in/mara-lindqvist-acme',
          emails: [{ email: 'mara.lindqvist@acme.example', status: 'valid' }],
        },
      ],
      pending: 0,
      credits: { spent: 1 },
    });
    const known = await h.call('verify_emails', { emails: ['mara.lindqvist@acme.example'], maxCredits: 0 });
    expect(verdicts(known)).toEqual(['valid']);
  });

  test('the same ids again are free, however they are written, and asked for once', async () => {
    await using h = await startHarness();
    const ids = await globex(h, 5);
    const [one = ''] = ids;
    const first = await reveal(h, [...ids, one, ` ${one} `]);
    expect(first.structured.results).toHaveLength(7);
    expect(sent(h, START)).toHaveLength(5);
    expect(first.structured.credits.spent).toBe(charged(h));
    const before = h.sandbox.requests.length;
    const again = await reveal(h, ids, { maxCredits: 0 });
    expect(verdicts(again)).toEqual(ids.map(() => 'found'));
    expect(again.structured.results[0].source).toBe('ledger');
    expect(h.sandbox.requests).toHaveLength(before);
  });

  test('somebody without an address is told of, and costs nothing', async () => {
    await using h = await startHarness();
    const ids = await idsOf(h, { firstName: 'Ruben', lastName: 'Oakes' });
    const { structured } = await reveal(h, ids);
    expect(structured).toMatchObject({
      results: [{ status: 'not_found', lastName: 'Oakes', emails: [] }],
      credits: { spent: 0 },
    });
    expect(charged(h)).toBe(0);
  });

  test('the documented sample', async () => {
    await using h = await startHarness();
    const data = {
      searching_date: '2026-07-09 10:07:39',
      first_name: 'Ada',
      last_name: 'Byron',
      linkedin_url: 'https://www.linkedin.com/in/ada-byron-example',
      emails: [{ email: 'ada.byron@example.com', smtp_status: 'unknown' }],
    };
    h.sandbox.faults.add(completed(data));
    const { structured } = await reveal(h, await globex(h, 1));
    expect(structured.results).toMatchObject([
      {
        status: 'found',
        firstName: 'Ada',
        lastName: 'Byron',
        linkedIn: 'https://www.linkedin.com/in/ada-byron-example',
        emails: [{ email: 'ada.byron@example.com', status: 'unknown' }],
      },
    ]);
  });

  test('an id that Snov.io does not know is an error, not somebody without an address', async () => {
    await using h = await startHarness();
    const [known = ''] = await globex(h, 1);
    const { structured } = await reveal(h, [known, '0'.repeat(32), 'no id!']);
    expect(structured.results).toMatchObject([
      { status: 'found' },
      { status: 'error', reason: 'unknown_id' },
      { status: 'error', reason: 'format' },
    ]);
    expect(structured.note).toMatch(/search again/);
    const before = h.sandbox.requests.length;
    expect((await reveal(h, ['no id!', ''])).code).toBe('invalid_input');
    expect(h.sandbox.requests).toHaveLength(before);
  });

  test('pending at the deadline is continued free', async () => {
    await using h = await startHarness({
      env: { SNOVIO_WAIT_SECONDS: '1' },
      sandbox: { taskSeconds: [80, 80] },
    });
    const ids = await knownIds();
    const first = await reveal(h, ids);
    expect(verdicts(first)).toEqual(['pending', 'pending']);
    expect(first.structured).toMatchObject({ pending: 2, credits: { spent: 0, reserved: 2 } });
    const second = await reveal(h, ids);
    expect(verdicts(second)).toEqual(['found', 'found']);
    expect(second.structured.credits.spent).toBe(2);
    expect(charged(h)).toBe(2);
    expect(sent(h, START)).toHaveLength(2);
  });
});

test('who was revealed can be forgotten, by address or by profile link', async () => {
  using state = stateDir();
  await using h = await startHarness({ env: { SNOVIO_STATE_DIR: state.path } });
  const ids = await idsOf(h, { firstName: 'Mara', companies: ['Acme', 'Globex'] });
  expect((await reveal(h, ids)).structured.credits.spent).toBe(2);
  const store = new SqliteStore(state.path, 30);
  const gone = [
    await store.forget({ email: 'mara.lindqvist@acme.example' }),
    await store.forget({ link: 'linkedin.com/in/mara-lindqvist-globex' }),
  ];
  await store.close();
  for (const erased of gone)
    expect(erased).toContainEqual(expect.objectContaining({ question: 'database', effect: 'erased' }));
  expect((await reveal(h, ids)).structured.credits.spent).toBe(2);
});

describe('reveal_people: money', () => {
  test('a ceiling stops the call before anything is sent', async () => {
    await using h = await startHarness({ env: { SNOVIO_MAX_CREDITS_PER_CALL: '1' } });
    const ids = await globex(h, 2);
    expect((await reveal(h, ids)).code).toBe('credit_ceiling');
    expect(sent(h, START)).toHaveLength(0);
    const agreed = await reveal(h, ids, { maxCredits: 2 });
    expect(agreed.structured.credits.spent).toBe(2);
  });

  test('maxCredits buys people in their order', async () => {
    await using h = await startHarness();
    const ids = await globex(h, 3);
    const answer = await reveal(h, ids, { maxCredits: 2 });
    expect(verdicts(answer)).toEqual(['found', 'found', 'not_run/credit_ceiling']);
    expect(answer.structured.note).toMatch(/at most 1 credit/);
    expect(charged(h)).toBe(2);
  });

  test.each(['drop', 'cut', 'html', 'malformed'] as const)(
    'a start whose answer is lost (%s) is in doubt, and paid again only with fresh',
    async kind => {
      await using h = await startHarness();
      const ids = await globex(h, 1);
      h.sandbox.faults.add({ path: START, when: 'after', kind });
      const first = await reveal(h, ids);
      expect(verdicts(first)).toEqual(['error/in_doubt']);
      expect(first.structured.credits).toMatchObject({ spent: 0, reserved: 1 });
      expect(verdicts(await reveal(h, ids))).toEqual(['error/in_doubt']);
      expect(charged(h)).toBe(1);
      expect(verdicts(await reveal(h, ids, { fresh: true }))).toEqual(['found']);
      expect(charged(h)).toBe(2);
    },
  );

  test('a 404 on the result, and answers that say nothing, are read again and never paid again', async () => {
    await using h = await startHarness({ env: { SNOVIO_WAIT_SECONDS: '600' } });
    const [one = ''] = await globex(h, 1);
    const email = { email: 'a@globex.example', smtp_status: 'valid' };
    h.sandbox.faults.add({ path: RESULT, kind: 'status', status: 404 });
    for (const data of [
      {},
      [],
      null,
      { last_name: 'Byron' },
      { emails: null },
      { emails: [{ address: 'a@globex.example' }] },
      { emails: [{ ...email, smtp_status: 'deliverable' }] },
    ])
      h.sandbox.faults.add(completed(data));
    h.sandbox.faults.add({
      path: RESULT,
      kind: 'replace',
      body: { status: 'done', data: { emails: [email] } },
    });
    h.sandbox.faults.add({ path: RESULT, kind: 'replace', body: { success: false, data: [] } });
    const answer = await reveal(h, [one]);
    expect(verdicts(answer)).toEqual(['found']);
    expect(sent(h, START)).toHaveLength(1);
    expect(sent(h, RESULT).length).toBeGreaterThan(10);
    expect(charged(h)).toBe(1);
  });

  test('without credits: told, and paid when there are some', async () => {
    await using h = await startHarness();
    const ids = await globex(h, 2);
    h.sandbox.setCredits(0);
    expect((await reveal(h, ids)).code).toBe('not_enough_credits');
    h.sandbox.setCredits(1);
    const some = await reveal(h, ids);
    expect(verdicts(some).sort()).toEqual(['error/not_enough_credits', 'found']);
    h.sandbox.setCredits(5);
    expect(verdicts(await reveal(h, ids))).toEqual(['found', 'found']);
    expect(charged(h)).toBe(2);
  });

  test('a task that ends for want of credits costs nothing', async () => {
    await using h = await startHarness();
    const ids = await globex(h, 1);
    h.sandbox.faults.add({ path: RESULT, kind: 'replace', body: { status: 'not_enough_credits', data: [] } });
    const { structured } = await reveal(h, ids);
    expect(structured).toMatchObject({
      results: [{ status: 'error', reason: 'not_enough_credits' }],
      credits: { spent: 0 },
    });
  });

  test('goes on in the next process', async () => {
    using state = stateDir();
    const options = {
      env: { SNOVIO_STATE_DIR: state.path, SNOVIO_WAIT_SECONDS: '1' },
      sandbox: { taskSeconds: [80, 80] as [number, number] },
    };
    await using first = await startHarness(options);
    const ids = await knownIds();
    await reveal(first, ids);
    await using second = await startHarness({ ...options, reuse: first.sandbox });
    expect(verdicts(await reveal(second, ids))).toEqual(['found', 'found']);
    expect(charged(first)).toBe(2);
  });

  test.each(['v1', 'auto'] as const)('asks v2 with the generation %s too', async generation => {
    await using h = await startHarness(using(generation));
    const ids = await globex(h, 1);
    expect((await reveal(h, ids)).structured.results).toMatchObject([{ status: 'found', source: 'v2' }]);
  });
});
