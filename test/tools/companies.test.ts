import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

const V2 = '/v2/domain-search';
const RESULTS = {
  company: `${V2}/result/{task_hash}`,
  names: '/v2/company-domain-by-name/result',
  people: `${V2}/prospects/result/{task_hash}`,
  person: `${V2}/prospects/search-emails/result/{task_hash}`,
  generic: `${V2}/generic-contacts/result/{task_hash}`,
};
const HASH = 'c09738010c0af8f0'.repeat(6);

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => h.sandbox.faults.clear());
afterAll(() => h.close());

/** Snov.io's result is this one, whatever was asked for. */
function answerWith(path: string, body: object | string): void {
  h.sandbox.faults.add({ path, kind: 'replace', body, times: Infinity });
}

const person = {
  first_name: 'Ada',
  last_name: 'Byron',
  position: 'Web developer',
  source_page: 'https://www.linkedin.com/in/ada-byron-example/',
  search_emails_start: `https://api.snov.io${V2}/prospects/search-emails/start/${HASH}`,
};

const company = {
  company_name: 'Example Inc',
  city: 'New York',
  founded: '2017',
  website: 'globex.example',
  hq_phone: '15550100000',
  industry: 'Computer Software',
  size: '51-200',
  related_domains: ['other.example', 'third.example'],
};

describe('the documented samples', () => {
  test('get_company_by_domain', async () => {
    answerWith(RESULTS.company, {
      data: company,
      meta: {
        domain: 'globex.example',
        prospects_count: 196,
        emails_count: 108,
        generic_contacts_count: 9,
      },
      links: { prospects: `https://api.snov.io${V2}/prospects/start?domain=globex.example` },
      status: 'completed',
    });
    const { structured } = await h.call('get_company_by_domain', { domains: ['Globex.example'] });
    expect(structured.results[0]).toEqual({
      domain: 'Globex.example',
      status: 'found',
      source: 'v2',
      checkedAt: expect.any(String),
      company: {
        name: 'Example Inc',
        city: 'New York',
        founded: '2017',
        site: 'globex.example',
        phone: '15550100000',
        industry: 'Computer Software',
        size: '51-200',
        relatedDomains: ['other.example', 'third.example'],
        people: 196,
        emails: 108,
        genericContacts: 9,
      },
    });
  });

  test('find_domains_by_name', async () => {
    const data = [
      { name: 'Sample Ltd', result: { domain: 'https://www.Sample.example/' } },
      { name: 'Example Inc', result: { domain: 'other.example' } },
    ];
    answerWith(RESULTS.names, { status: 'completed', data, meta: { names: ['Example Inc', 'Sample Ltd'] } });
    const { structured } = await h.call('find_domains_by_name', { names: ['Example Inc', 'Sample Ltd'] });
    expect(structured.results).toMatchObject([
      { name: 'Example Inc', status: 'found', domain: 'other.example' },
      { name: 'Sample Ltd', status: 'found', domain: 'sample.example' },
    ]);
  });

  test('search_domain_people', async () => {
    const meta = { domain: 'globex.example', tab: 'prospects', page: 1, total_count: 18 };
    answerWith(RESULTS.people, { data: [person], meta, links: { next: '' }, status: 'completed' });
    const args = { domain: 'globex.example' };
    const { structured } = await h.call('search_domain_people', { ...args, detail: 'full' });
    expect(structured).toEqual({
      total: 18,
      returned: 1,
      people: [
        {
          personId: HASH,
          firstName: 'Ada',
          lastName: 'Byron',
          position: 'Web developer',
          sourcePage: 'https://www.linkedin.com/in/ada-byron-example/',
        },
      ],
      note: expect.stringContaining('estimated: '),
      credits: { spent: 1, ceiling: 1000, estimated: true },
    });
    const brief = await h.call('search_domain_people', args);
    expect(brief.structured.people).toEqual([
      { personId: HASH, firstName: 'Ada', lastName: 'Byron', position: 'Web developer' },
    ]);
  });

  test('reveal_domain_people', async () => {
    const listed = await h.call('search_domain_people', { domain: 'acme.example', limit: 1 });
    const [{ personId }] = listed.structured.people;
    const emails = [{ email: 'ada.byron@acme.example', smtp_status: 'valid' }];
    const data = { searching_date: '2025-01-01 11:11:11', emails };
    answerWith(RESULTS.person, { data, meta: {}, links: [], status: 'completed' });
    const { structured } = await h.call('reveal_domain_people', { personIds: [` ${personId}`] });
    expect(structured).toEqual({
      results: [
        {
          personId: ` ${personId}`,
          status: 'found',
          source: 'v2',
          checkedAt: expect.any(String),
          emails: [{ email: 'ada.byron@acme.example', status: 'valid' }],
        },
      ],
      pending: 0,
      credits: { spent: 1, ceiling: 1000 },
    });
  });

  test('search_generic_contacts', async () => {
    const data = [{ email: 'orders@umbra.example' }, { email: 'sales@umbra.example' }];
    const meta = { domain: 'umbra.example', tab: 'service', next: '', total_count: 9 };
    answerWith(RESULTS.generic, { data, meta, links: { next: '' }, status: 'completed' });
    const { structured } = await h.call('search_generic_contacts', { domain: 'umbra.example' });
    expect(structured).toMatchObject({
      total: 9,
      returned: 2,
      emails: ['orders@umbra.example', 'sales@umbra.example'],
    });
    expect(structured.next).toBeUndefined();
  });
});

const completed = (data: unknown) => ({ status: 'completed', data, meta: {}, links: {} });

/** Only `completed` is documented as the end, and only these shapes. */
const ODD = [
  ['an unknown word', { ...completed([]), status: 'done' }],
  ['no word', { data: [], meta: {} }],
  ['null', completed(null)],
  ['a text', completed('none')],
  ['rows re-spelled', completed([{ Name: 'Globex', mail: 'a@acme.example' }])],
  ['a refusal inside a 200', { success: false, message: 'no' }],
  ['a list', []],
  ['HTML', '<html>busy</html>'],
] as const;

test.each(ODD)('a result that is %s concludes nothing: what is paid for stays pending', async (_, body) => {
  await using own = await startHarness({ env: { SNOVIO_WAIT_SECONDS: '1' } });
  const listed = await own.call('search_domain_people', { domain: 'acme.example', limit: 1 });
  const [{ personId }] = listed.structured.people;
  for (const path of Object.values(RESULTS))
    own.sandbox.faults.add({ path, kind: 'replace', body: body as object, times: Infinity });
  const items = [
    ['get_company_by_domain', { domains: ['globex.example'] }],
    ['find_domains_by_name', { names: ['Globex'] }],
    ['reveal_domain_people', { personIds: [personId] }],
  ] as const;
  const lists = ['search_domain_people', 'search_generic_contacts'];
  await Promise.all([
    ...items.map(async ([tool, args]) => {
      const { structured } = await own.call(tool, args);
      expect([tool, structured.results[0].status]).toEqual([tool, 'pending']);
      expect(structured.credits).toMatchObject({ spent: 0, reserved: 1 });
    }),
    ...lists.map(async tool => {
      const { structured } = await own.call(tool, { domain: 'globex.example' });
      expect(structured).toMatchObject({ returned: 0, next: expect.any(String) });
      expect(structured.total).toBeUndefined();
      expect(structured.note).toMatch(/still running/);
    }),
  ]);
});

describe('nothing found', () => {
  test.each([[[]], [{}]])('a company without facts (%j) is not_found and free', async data => {
    await using own = await startHarness();
    own.sandbox.faults.add({ path: RESULTS.company, kind: 'replace', body: completed(data) });
    const { structured } = await own.call('get_company_by_domain', { domains: ['globex.example'] });
    expect(structured).toMatchObject({ results: [{ status: 'not_found' }], credits: { spent: 0 } });
    expect(structured.results[0].company).toBeUndefined();
  });

  test.each([null, { domain: null }, { domain: 'no domain' }, 'acme'])(
    'a name whose result is %j stays pending',
    async result => {
      await using own = await startHarness({ env: { SNOVIO_WAIT_SECONDS: '1' } });
      const body = completed([{ name: 'Globex', result }]);
      own.sandbox.faults.add({ path: RESULTS.names, kind: 'replace', body, times: Infinity });
      const { structured } = await own.call('find_domains_by_name', { names: ['Globex'] });
      expect(structured.results[0].status).toBe('pending');
    },
  );

  test.each([{ ...company, company_name: '' }, { companyName: 'Globex' }])(
    'a company without a name (%j) stays pending',
    async facts => {
      await using own = await startHarness({ env: { SNOVIO_WAIT_SECONDS: '1' } });
      const body = completed(facts);
      own.sandbox.faults.add({ path: RESULTS.company, kind: 'replace', body, times: Infinity });
      const args = { domains: ['globex.example'] };
      const { structured } = await own.call('get_company_by_domain', args);
      expect(structured.results[0].status).toBe('pending');
    },
  );
});

test('ten companies with hundreds of related domains fit into one answer', async () => {
  await using own = await startHarness();
  const related = Array.from({ length: 900 }, (_, i) => `related-domain-number-${i}.example`);
  const body = completed({ ...company, related_domains: related });
  own.sandbox.faults.add({ path: RESULTS.company, kind: 'replace', body, times: Infinity });
  const known = ['acme', 'globex', 'umbra', 'initech', 'greyfield', 'tarnhelm', 'solvane', 'quillon'];
  const domains = [...known, 'brightwell', 'norrland'].map(name => `${name}.example`);
  const { structured, text } = await own.call('get_company_by_domain', { domains });
  expect(structured.results).toHaveLength(10);
  expect(structured.note).toMatch(/shortened/);
  expect(structured.results[9].company.relatedDomains.length).toBeLessThan(900);
  expect(text.length).toBeLessThan(80_000);
});

describe('wrong arguments are refused, and nothing is sent', () => {
  test.each([
    ['get_company_by_domain', { domains: ['not a domain', ''] }],
    ['get_company_by_domain', { domains: [] }],
    ['get_company_by_domain', { domains: Array.from({ length: 11 }, (_, i) => `d${i}.example`) }],
    ['find_domains_by_name', { names: [' ', '\u200b', 'x'.repeat(101)] }],
    ['find_domains_by_name', { names: ['Globex', 'x'.repeat(201)] }],
    ['get_company_by_domain', { domains: ['acme.example', `${'x'.repeat(250)}.example`] }],
    ['find_domains_by_name', { names: Array.from({ length: 101 }, (_, i) => `Company ${i}`) }],
    ['search_domain_people', { domain: 'not a domain' }],
    ['search_domain_people', { domain: 'acme.example', positions: [' '] }],
    ['search_domain_people', { domain: 'acme.example', positions: Array(11).fill('CEO') }],
    ['search_domain_people', { domain: 'acme.example', next: 'zzz' }],
    ['search_domain_people', { domain: 'acme.example', next: btoa('{"offset":2000000}').replace(/=+$/, '') }],
    ['reveal_domain_people', { personIds: ['../../v1/get-balance', 'x'.repeat(257)] }],
    ['reveal_domain_people', { personIds: Array.from({ length: 51 }, (_, i) => `ab${i}`) }],
    ['search_generic_contacts', { domain: 'acme' }],
  ])('%s %j', async (tool, args) => {
    const before = h.sandbox.requests.length;
    expect((await h.call(tool, args)).code).toBe('invalid_input');
    expect(h.sandbox.requests).toHaveLength(before);
  });
});
