import { describe, expect, test } from 'vitest';
import type { Answer, Harness } from '../../harness.ts';
import { startHarness } from '../../harness.ts';
import { charged, sent, until, using, verdicts } from './kit.ts';

const PEOPLE = '/v2/domain-search/prospects/start';
const PERSON = '/v2/domain-search/prospects/search-emails/start/{prospect_hash}';
const GENERIC = '/v2/domain-search/generic-contacts/start';
const LIST = 'search_domain_people';
const REVEAL = 'reveal_domain_people';
const ADDRESSES = 'search_domain_emails';
const BY_POSITION = { domain: 'globex.example', positions: ['Head of Sales', 'Data Analyst'] };

const ids = ({ structured }: Answer): string[] =>
  structured.people.map(({ personId }: { personId: string }) => personId);
const emails = ({ structured }: Answer): string[] =>
  structured.emails.map((one: { email: string } | string) => (typeof one === 'string' ? one : one.email));

/** The call is answered without a request. */
async function isFree(h: Harness, tool: string, args: object): Promise<Answer> {
  const before = h.sandbox.requests.length;
  const answer = await h.call(tool, { ...args, maxCredits: 0 });
  expect(answer).toMatchObject({ isError: false, structured: { credits: { spent: 0 } } });
  expect(h.sandbox.requests).toHaveLength(before);
  return answer;
}

describe('search_domain_people', () => {
  test('a page is paid once, and the list goes on where it ended', async () => {
    await using h = await startHarness();
    const first = await h.call(LIST, { domain: 'acme.example', limit: 15 });
    expect(first.structured).toMatchObject({
      total: 130,
      returned: 15,
      next: expect.any(String),
      credits: { spent: 1 },
    });
    const second = await isFree(h, LIST, {
      domain: 'www.acme.example',
      limit: 5,
      next: first.structured.next,
    });
    expect(new Set([...ids(first), ...ids(second)]).size).toBe(20);
    const third = await h.call(LIST, { domain: 'acme.example', limit: 21, next: second.structured.next });
    expect(third.structured).toMatchObject({ returned: 21, credits: { spent: 2 } });
    expect(sent(h, PEOPLE).map(({ query }) => query.page)).toEqual(['1', '2', '3']);
    expect(charged(h)).toBe(3);
  });

  test('walks to the end and says so', async () => {
    await using h = await startHarness();
    const { structured } = await h.call(LIST, { domain: 'globex.example', limit: 100 });
    expect(structured).toMatchObject({ total: 34, returned: 34 });
    expect(structured.next).toBeUndefined();
    expect(charged(h)).toBe(2);
  });

  test('everybody is another list than all addresses', async () => {
    await using h = await startHarness();
    await h.call(ADDRESSES, { domain: 'globex.example' });
    const people = await h.call(LIST, { domain: 'globex.example', limit: 20 });
    expect(ids(people)).toHaveLength(20);
    expect(emails(await isFree(h, ADDRESSES, { domain: 'globex.example' }))).toHaveLength(25);
    expect(ids(await isFree(h, LIST, { domain: 'globex.example', limit: 20 }))).toEqual(ids(people));
  });

  test('a domain that nobody knows has nobody, and costs nothing', async () => {
    await using h = await startHarness();
    const { structured } = await h.call(LIST, { domain: 'nowhere.example' });
    expect(structured).toMatchObject({ total: 0, returned: 0, people: [], credits: { spent: 0 } });
    expect(structured.next).toBeUndefined();
  });

  test('a price above the ceiling is told before anything is sent; maxCredits buys what fits', async () => {
    await using h = await startHarness({ env: { SNOVIO_MAX_CREDITS_PER_CALL: '1' } });
    const refused = await h.call(LIST, { domain: 'acme.example', limit: 40 });
    expect(refused.code).toBe('credit_ceiling');
    expect(refused.text).toMatch(/Up to 2 credits for up to 40 people of .*maxCredits: 2/);
    expect(h.sandbox.requests).toHaveLength(0);
    const part = await h.call(LIST, { domain: 'acme.example', limit: 40, maxCredits: 1 });
    expect(part.structured).toMatchObject({ returned: 20, next: expect.any(String), credits: { spent: 1 } });
    expect(part.structured.note).toMatch(/credit_ceiling/);
  });

  test('a page whose start is lost takes no earlier page with it, and fresh pays for it alone', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: PEOPLE, skip: 1, kind: 'drop', when: 'after' });
    const args = { domain: 'acme.example', limit: 40 };
    const first = await h.call(LIST, args);
    expect(first.structured).toMatchObject({ returned: 20, credits: { spent: 1, reserved: 1 } });
    expect(first.structured.note).toMatch(/in_doubt/);
    await h.call(LIST, args);
    expect(sent(h, PEOPLE)).toHaveLength(2);
    expect(ids(await h.call(LIST, { ...args, fresh: true }))).toHaveLength(40);
    expect(sent(h, PEOPLE).map(({ query }) => query.page)).toEqual(['1', '2', '2']);
  });

  test('pending at the deadline is continued free', async () => {
    await using h = await startHarness({
      env: { SNOVIO_WAIT_SECONDS: '1' },
      sandbox: { taskSeconds: [80, 80] },
    });
    const args = { domain: 'globex.example', limit: 20 };
    const first = await h.call(LIST, args);
    expect(first.structured).toMatchObject({ people: [], credits: { spent: 0, reserved: 1 } });
    expect(first.structured.note).toMatch(/already paid/);
    const second = await h.call(LIST, args);
    expect([ids(second).length, second.structured.credits.spent, charged(h)]).toEqual([20, 1, 1]);
  });

  test.each([
    [402, 'not_enough_credits'],
    [403, 'plan_forbidden'],
    [422, 'refused'],
  ])('a first page that is refused with %i fails the call with %s', async (status, code) => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: PEOPLE, kind: 'status', status, times: Infinity });
    expect((await h.call(LIST, { domain: 'acme.example' })).code).toBe(code);
    expect(charged(h)).toBe(0);
  });
});

describe('what one tool has paid is free for the other', () => {
  test('pages of people by position, listed first', async () => {
    await using h = await startHarness();
    const { structured } = await h.call(LIST, BY_POSITION);
    expect(structured.people[0]).toMatchObject({ firstName: 'Mara', position: 'Data Analyst' });
    const addresses = await h.call(ADDRESSES, {
      ...BY_POSITION,
      positions: ['data analyst', 'HEAD of sales'],
    });
    expect(sent(h, PEOPLE)).toHaveLength(1);
    const revealed = h.sandbox.charges.filter(({ method }) => method.includes('search-emails'));
    expect(addresses.structured.credits.spent).toBe(revealed.length);
  });

  test('pages of people by position, and their addresses, searched first', async () => {
    await using h = await startHarness(using('v2'));
    const addresses = await h.call(ADDRESSES, BY_POSITION);
    const people = await isFree(h, LIST, BY_POSITION);
    const revealed = await isFree(h, REVEAL, { personIds: ids(people) });
    const found = revealed.structured.results.flatMap((one: { emails: { email: string }[] }) => one.emails);
    expect(found.map(({ email }: { email: string }) => email)).toEqual(emails(addresses));
  });

  test('role addresses', async () => {
    await using h = await startHarness(using('v2'));
    const first = await h.call('search_generic_contacts', { domain: 'acme.example', limit: 4 });
    expect(first.structured).toMatchObject({ total: 9, returned: 4, credits: { spent: 1 } });
    const rest = await isFree(h, 'search_generic_contacts', {
      domain: 'acme.example',
      next: first.structured.next,
    });
    const all = await isFree(h, ADDRESSES, { domain: 'acme.example', type: 'generic' });
    expect(emails(all)).toEqual([...emails(first), ...emails(rest)]);
    expect(emails(all)).toContain('press@acme.example');
    expect(sent(h, GENERIC)).toHaveLength(1);
  });

  test('a list that v1 has begun holds addresses; people get one of their own beside it', async () => {
    await using h = await startHarness(using('v1'));
    const addresses = await h.call(ADDRESSES, BY_POSITION);
    const people = await h.call(LIST, BY_POSITION);
    expect(ids(people).length).toBeGreaterThan(0);
    expect(sent(h, PEOPLE)).toHaveLength(1);
    expect(ids(await isFree(h, LIST, BY_POSITION))).toEqual(ids(people));
    expect(emails(await isFree(h, ADDRESSES, BY_POSITION))).toEqual(emails(addresses));
  });

  test('the list of their own stays theirs when nothing comes of that of v1', async () => {
    await using h = await startHarness(using('v1'));
    const path = '/v2/domain-emails-with-info';
    h.sandbox.faults.add({ path, kind: 'status', status: 422, delayMs: 300, times: Infinity });
    const failing = h.call(ADDRESSES, BY_POSITION);
    await until(() => sent(h, path).length > 0);
    const people = await h.call(LIST, BY_POSITION);
    await failing;
    expect(ids(await isFree(h, LIST, BY_POSITION))).toEqual(ids(people));
  });
});

describe('reveal_domain_people', () => {
  async function someone(h: Harness, ...positions: string[]): Promise<string[]> {
    return ids(await h.call(LIST, { domain: 'acme.example', limit: 20, positions }));
  }

  test('each person is asked once and paid once; nobody pays for no address', async () => {
    await using h = await startHarness();
    const [sales = '', ruben = ''] = await someone(h, 'Head of Sales', 'Sales Manager');
    const personIds = [sales, ruben, 'a b', sales, 'ffff'];
    const before = charged(h);
    const answer = await h.call(REVEAL, { personIds });
    expect(verdicts(answer)).toEqual(['found', 'not_found', 'error/format', 'found', 'error/unknown_id']);
    expect(answer.structured.note).toMatch(/\bunknown_id: .* search again/);
    expect(answer.structured.results[0]).toMatchObject({
      personId: sales,
      source: 'v2',
      emails: [{ email: 'mara.lindqvist@acme.example', status: 'valid' }],
    });
    expect(answer.structured.results[1].emails).toEqual([]);
    expect(charged(h) - before).toBe(1);
    expect(answer.structured.credits.spent).toBe(1);
    await isFree(h, REVEAL, { personIds: [ruben, sales] });
  });

  test('a valid address is verified already', async () => {
    await using h = await startHarness();
    await h.call(REVEAL, { personIds: (await someone(h, 'Head of Sales')).slice(0, 1) });
    const answer = await isFree(h, 'verify_emails', { emails: ['mara.lindqvist@acme.example'] });
    expect(answer.structured.results).toMatchObject([{ status: 'valid', source: 'ledger' }]);
  });

  test('an address with an undocumented status is shown as unknown, and verified by nobody', async () => {
    await using h = await startHarness();
    const personIds = (await someone(h, 'Head of Sales')).slice(0, 1);
    const data = { emails: [{ email: 'mara.lindqvist@acme.example', smtp_status: 'splendid' }] };
    const path = '/v2/domain-search/prospects/search-emails/result/{task_hash}';
    h.sandbox.faults.add({ path, kind: 'replace', body: { status: 'completed', data } });
    const { structured } = await h.call(REVEAL, { personIds });
    expect(structured.results[0].emails).toMatchObject([{ status: 'unknown' }]);
    const { structured: verified } = await h.call('verify_emails', {
      emails: ['mara.lindqvist@acme.example'],
    });
    expect(verified.results).toMatchObject([{ status: 'valid', source: 'v2' }]);
  });

  test('a start whose answer is lost is in doubt, and paid for anew only with fresh', async () => {
    await using h = await startHarness();
    const personIds = (await someone(h, 'Head of Sales')).slice(0, 1);
    h.sandbox.faults.add({ path: PERSON, kind: 'drop', when: 'after' });
    expect(verdicts(await h.call(REVEAL, { personIds }))).toEqual(['error/in_doubt']);
    expect(verdicts(await h.call(REVEAL, { personIds }))).toEqual(['error/in_doubt']);
    expect(sent(h, PERSON)).toHaveLength(1);
    expect(verdicts(await h.call(REVEAL, { personIds, fresh: true }))).toEqual(['found']);
    expect(sent(h, PERSON)).toHaveLength(2);
  });

  test('ceilings and empty accounts are told', async () => {
    await using h = await startHarness({ env: { SNOVIO_MAX_CREDITS_PER_CALL: '1' } });
    const personIds = (await someone(h, 'Head of Sales', 'Software Engineer')).slice(0, 2);
    const refused = await h.call(REVEAL, { personIds });
    expect(refused.code).toBe('credit_ceiling');
    expect(refused.text).toMatch(/Up to 2 credits for the addresses of 2 people/);
    const part = await h.call(REVEAL, { personIds, maxCredits: 1 });
    expect(verdicts(part)).toEqual(['found', 'not_run/credit_ceiling']);
    h.sandbox.setCredits(0);
    expect((await h.call(REVEAL, { personIds: personIds.slice(1) })).code).toBe('not_enough_credits');
  });
});
