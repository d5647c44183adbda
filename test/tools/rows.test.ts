import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { tokensOf } from '../tokens.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const SYLLABLES = ['ba', 'len', 'cor', 'mi', 'dau', 'rev', 'to', 'sk', 'jan', 'wie', 'ham', 'or'];

/** Somebody of a list as the reference's sample shows one, with a name of usual length. */
function member(index: number, domain = 'brightwell.example') {
  const part = (n: number) => SYLLABLES[n % SYLLABLES.length] ?? '';
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  const firstName = capital(part(index) + part(index * 7 + 3));
  const lastName = capital(part(index * 5) + part(index * 11 + 1) + part(index + 4));
  const email = {
    email: `${firstName}.${lastName}@${domain}`.toLowerCase(),
    probability: 99,
    isVerified: null,
    jobStatus: 'any',
    domainType: 'linkedin_email',
    isValidFormat: true,
    isDisposable: false,
    isWebmail: false,
    isGibberish: false,
    smtpStatus: 3,
  };
  const id = `706f8b59281d141ceab68148c99534b382e9d05dc9ff92a7b38de12c083c5a9dc6b0d${index + 10_000_000}`;
  return { id, name: `${firstName} ${lastName}`, firstName, lastName, emails: [email] };
}

/** Makes the sandbox answer with a list of these people, page by page. */
function listOf(members: object[], pages = Math.ceil(members.length / 100)) {
  for (let page = 0; page < pages; page += 1) {
    const prospects = members.slice(page * 100, page * 100 + 100);
    const body = { success: true, list: { name: 'Leads', contacts: members.length }, prospects };
    h.sandbox.faults.add({ path: '/v1/prospect-list', kind: 'replace', body });
  }
}

const inList = (args: object = {}) => h.call('get_prospects_in_list', { listId: '1', ...args });

describe('the rows of a list', () => {
  test.each([267, 1000])('267 people cost at most 8,000 tokens in one answer (limit %i)', async limit => {
    listOf(Array.from({ length: 267 }, (_, index) => member(index)));
    const { structured, text } = await inList({ limit });
    expect(structured).toMatchObject({ total: 267, returned: 267 });
    expect(structured.next).toBeUndefined();
    expect(tokensOf(text)).toBeLessThanOrEqual(8000);
  });

  test('fill an answer and never more, also where each text costs many tokens', async () => {
    const hex = (index: number) => ((index + 1) * 2654435761).toString(16).repeat(5);
    const odd = Array.from({ length: 1000 }, (_, index) => {
      const { emails, ...rest } = member(index);
      return {
        ...rest,
        name: hex(index),
        emails: [{ ...emails[0], email: `${hex(index * 7)}@acme.example` }],
      };
    });
    listOf(odd);
    const { structured, text } = await inList({ limit: 1000 });
    expect(tokensOf(text)).toBeLessThanOrEqual(20_000);
    expect(tokensOf(text)).toBeGreaterThan(12_000);
    expect(structured.next).toEqual(expect.any(String));
    listOf(Array.from({ length: 1000 }, (_, index) => member(index)));
    expect((await inList({ limit: 1000 })).structured.returned).toBeGreaterThan(350);
  });

  test('say who and where to mail; the long hash only of somebody without an address', async () => {
    const { name, emails, ...rest } = member(1);
    listOf([
      { ...rest, name, emails },
      { ...rest, name: null, emails: [] },
    ]);
    const { structured } = await inList();
    expect(structured.prospects).toEqual([
      { name, emails: [{ email: emails[0]?.email }] },
      { prospectHash: rest.id, name: `${rest.firstName} ${rest.lastName}` },
    ]);
  });

  test('say what an address was verified as here, without a request', async () => {
    const email = 'mara.lindqvist@acme.example';
    await h.call('verify_emails', { emails: [email] });
    const before = h.sandbox.requests.length;
    const { structured } = await h.call('get_prospects_in_list', { listId: '8512901', status: 'valid' });
    expect(structured.prospects).toEqual([{ name: 'Mara Lindqvist', emails: [{ email, status: 'valid' }] }]);
    expect(h.sandbox.requests).toHaveLength(before + 1);
    const others = await h.call('get_prospects_in_list', { listId: '8512901', status: 'not_verified' });
    expect(others.structured).toMatchObject({ total: 23, returned: 23 });
  });

  test('have the columns that are asked for', async () => {
    const { id: prospectHash, emails, lastName } = member(1);
    for (let call = 0; call < 3; call += 1) listOf([member(1)]);
    const chosen = await inList({ fields: ['prospectHash', ' lastName ', 'emails.smtpCode'] });
    const [{ email } = { email: '' }] = emails;
    expect(chosen.structured.prospects).toEqual([
      { prospectHash, lastName, emails: [{ email, smtpCode: 3 }] },
    ]);
    expect((await inList({ fields: ['email'] })).structured.prospects).toEqual([{ emails: [{ email }] }]);
    expect((await inList({ fields: [], detail: 'full' })).structured.prospects[0]).toMatchObject({
      prospectHash,
      emails: [{ probability: 99 }],
    });
  });

  test('whoever asks for jobs, phones or links there hears which tool has them', async () => {
    const { code, text } = await inList({ fields: ['name', 'phones', 'position'] });
    expect(code).toBe('invalid_input');
    expect(text).toContain('Position, LinkedIn and phones: get_prospects_by_email with emails');
  });

  test('have custom fields where Snov.io tells them', async () => {
    listOf([{ ...member(1), customField_Город: 'Київ' }]);
    const { structured } = await inList({ detail: 'full' });
    expect(structured.prospects[0].customFields).toEqual([{ label: 'Город', value: 'Київ' }]);
  });

  test('an unknown column is refused with those there are, and nothing is sent', async () => {
    const { code, text } = await inList({ fields: ['name', 'phone'] });
    expect(code).toBe('invalid_input');
    expect(text).toMatch(/^fields: .*prospectHash, name, .*emails\.status.*"phone"/);
    expect(text).not.toContain('given "name"');
    expect(h.sandbox.requests).toEqual([]);
  });
});

describe('filters', () => {
  const at = (index: number, name: string, email: string) => {
    const { emails, ...rest } = member(index);
    return { ...rest, name, lastName: name.split(' ').at(-1), emails: [{ ...emails[0], email }] };
  };

  test('find by last name, in any case and without accents', async () => {
    listOf([at(1, 'Zoë Müller', 'z@acme.example'), at(2, 'Jan Muller-Lund', 'j@acme.example')]);
    const { structured } = await inList({ lastName: ' MULLER ' });
    expect(structured).toMatchObject({ total: 1, returned: 1, prospects: [{ name: 'Zoë Müller' }] });
  });

  test('find by the domain of an address', async () => {
    const people = [
      at(1, 'Ada A', 'ada@acme.example'),
      at(2, 'Ben B', 'ben@mail.acme.example'),
      at(3, 'Cem C', 'cem@notacme.example'),
    ];
    listOf(people);
    const { structured } = await inList({ domain: 'https://www.acme.example/', fields: ['name'] });
    expect(structured).toMatchObject({ total: 2, prospects: [{ name: 'Ada A' }, { name: 'Ben B' }] });
  });

  test('look through all pages, and go on exactly behind the last row that was told', async () => {
    const people = Array.from({ length: 250 }, (_, index) =>
      member(index, index % 50 === 49 ? 'acme.example' : undefined),
    );
    const domain = 'acme.example';
    listOf(people);
    expect((await inList({ domain })).structured).toMatchObject({ total: 5, returned: 5 });
    listOf(people, 1);
    const first = await inList({ domain, limit: 1 });
    expect(first.structured).toMatchObject({
      returned: 1,
      note: expect.stringMatching(
        /^Looked through rows 1 to 99 of 250; `next` goes on there\. Addresses without status/,
      ),
    });
    expect(first.structured.total).toBeUndefined();
    listOf(people);
    const rest = await inList({ domain, next: first.structured.next });
    expect(rest.structured).toMatchObject({ returned: 4 });
    expect(rest.structured.next).toBeUndefined();
    expect([...first.structured.prospects, ...rest.structured.prospects]).toHaveLength(5);
  });

  test('tell how far they came when Snov.io stops them, even if nobody was found', async () => {
    listOf(
      Array.from({ length: 250 }, (_, index) => member(index)),
      1,
    );
    const refusal = { path: '/v1/prospect-list', kind: 'status', status: 429, times: 99 } as const;
    h.sandbox.faults.add(refusal);
    const { structured } = await inList({ lastName: 'Nobody' });
    expect(structured).toMatchObject({
      returned: 0,
      prospects: [],
      note: 'Looked through rows 1 to 100 of 250; `next` goes on there.',
    });
  });

  test.each([{ lastName: ' ' }, { domain: 'no domain' }, { status: 'deliverable' }])(
    '%j is refused, and nothing is sent',
    async args => {
      expect((await inList(args)).code).toBe('invalid_input');
      expect(h.sandbox.requests).toEqual([]);
    },
  );
});
