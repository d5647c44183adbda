import { describe, expect, test } from 'vitest';
import { startHarness } from '../harness.ts';
import { PATHS, using } from '../snovio/flows/kit.ts';

const EMAIL = 'ada.byron@acme.example';
const LINK = 'https://www.linkedin.com/in/ada-byron-acme/';

/** A job with every key that the samples show. */
const upstreamJob = {
  companyName: 'Engines',
  position: 'Analyst',
  socialLink: 'https://www.linkedin.com/company/engines',
  site: 'https://engines.example',
  locality: 'United Kingdom',
  state: 'England',
  city: 'London',
  street: '12 St James Square',
  street2: '2nd Floor',
  postal: 'SW1',
  founded: '1837',
  startDate: '1842-01-31',
  endDate: '1843-09-30',
  size: '1-10',
  industry: 'Computing',
  companyType: 'Privately Held',
  country: 'United Kingdom',
};
const { street2: _, ...rest } = upstreamJob;
const job = { ...rest, street: '12 St James Square, 2nd Floor' };
const former = { ...upstreamJob, companyName: 'Looms', position: 'Trainee', founded: 1801 };

const upstreamPerson = {
  id: 301,
  source: 'linkedIn',
  name: 'Ada Byron',
  firstName: 'Ada',
  lastName: 'Byron',
  industry: 'Mathematics',
  country: 'United Kingdom',
  locality: 'London',
  skills: 'algebra,calculus',
  social: [
    { link: 'https://www.linkedin.com/in/ada-byron-acme', type: 'linkedIn' },
    { link: 'https://www.facebook.com/ada.byron', type: 'facebook' },
    { link: 'https://x.com/adabyron', type: 'twitter' },
    { link: 'https://github.example/ada', type: 'github' },
    { link: 'https://www.linkedin.com/in/countess', type: 'linkedIn' },
    { link: 'https://ada.example' },
    { link: 'https://x.com/adabyron', type: 'X' },
    { link: null, type: 'angellist' },
  ],
};
const person = {
  id: '301',
  name: 'Ada Byron',
  firstName: 'Ada',
  lastName: 'Byron',
  industry: 'Mathematics',
  country: 'United Kingdom',
  locality: 'London',
  skills: ['algebra', 'calculus'],
  social: {
    linkedIn: 'https://www.linkedin.com/in/ada-byron-acme',
    facebook: 'https://www.facebook.com/ada.byron',
    x: 'https://x.com/adabyron',
    others: ['https://github.example/ada', 'https://www.linkedin.com/in/countess', 'https://ada.example'],
  },
  currentJobs: [job],
  previousJobs: [{ ...job, companyName: 'Looms', position: 'Trainee', founded: '1801' }],
};

/** What is known of this person, in either spelling of jobs and dates. */
const SPELLINGS: [string, object, string][] = [
  [
    'currentJob and a date object',
    {
      currentJob: [upstreamJob],
      previousJob: [former],
      lastUpdateDate: { date: '2019-09-11 12:37:58.000000', timezone_type: 3, timezone: 'UTC' },
    },
    '2019-09-11T12:37:58Z',
  ],
  [
    'currentJobs and a plain date',
    { currentJobs: [upstreamJob], previousJobs: [former], lastUpdateDate: '2019-09-11 12:37:58' },
    '2019-09-11T12:37:58Z',
  ],
];

describe.each(SPELLINGS)('a profile with %s', (_, facts, lastUpdated) => {
  const known = { ...upstreamPerson, ...facts };
  const expected = { ...person, lastUpdated };

  /** What a tool answers when Snov.io answers so to the path. */
  async function answered(tool: string, args: object, path: string, body: object) {
    await using h = await startHarness(using('v1'));
    h.sandbox.faults.add({ path, kind: 'replace', body, times: Infinity });
    return (await h.call(tool, args)).structured;
  }

  test('get_profile_by_email', async () => {
    const body = { success: true, ...known };
    const { prospect } = await answered(
      'get_profile_by_email',
      { email: EMAIL },
      '/v1/get-profile-by-email',
      body,
    );
    expect(prospect).toEqual(expected);
  });

  test('get_prospect_by_id', async () => {
    const body = { success: true, data: known };
    const { prospect } = await answered('get_prospect_by_id', { id: '301' }, '/v1/get-prospect-by-id', body);
    expect(prospect).toEqual(expected);
  });

  test('get_prospects_by_email', async () => {
    const body = { success: true, data: [known] };
    const path = '/v1/get-prospects-by-email';
    const { prospects } = await answered('get_prospects_by_email', { email: EMAIL }, path, body);
    expect(prospects).toEqual([{ ...expected, emails: [{ email: 'ada.byron@acme.example' }] }]);
  });

  test.each(['get_emails_from_url', 'find_prospects_by_url'])('%s', async tool => {
    const body = { success: true, data: [{ ...known, emails: [{ email: EMAIL, status: 'valid' }] }] };
    const args = tool === 'find_prospects_by_url' ? { urls: [LINK] } : { url: LINK };
    const answer = await answered(tool, args, PATHS.url.v1.read, body);
    const prospect = answer.prospect ?? answer.results[0].prospect;
    expect(prospect).toEqual({ ...expected, emails: [{ email: EMAIL, status: 'valid' }] });
  });
});

test('long links of a profile stay whole, and one that is too long is left out', async () => {
  const long = `${LINK}?trk=${'x'.repeat(400)}`;
  const social = [
    { link: long, type: 'linkedIn' },
    { link: `https://x.com/ada?${'x'.repeat(2048)}`, type: 'twitter' },
  ];
  const currentJob = [{ ...upstreamJob, site: long, socialLink: long }];
  await using h = await startHarness(using('v1'));
  const body = { success: true, ...upstreamPerson, social, currentJob };
  h.sandbox.faults.add({ path: '/v1/get-profile-by-email', kind: 'replace', body });
  const { structured } = await h.call('get_profile_by_email', { email: EMAIL });
  expect(structured.prospect.social).toEqual({ linkedIn: long });
  expect(structured.prospect.currentJobs).toMatchObject([{ site: long, socialLink: long }]);
});

test('a profile of v2 says the same in other words', async () => {
  await using h = await startHarness(using('v2'));
  const result = {
    name: 'Ada Byron',
    first_name: 'Ada',
    last_name: 'Byron',
    industry: 'Mathematics',
    location: 'London',
    country: 'United Kingdom',
    skills: ['algebra', 'calculus'],
    positions: [
      {
        name: 'Engines',
        title: 'Analyst',
        linkedin_url: 'https://www.linkedin.com/company/engines',
        url: 'https://engines.example',
        industry: 'Computing',
        country: 'United Kingdom',
        location: 'London',
      },
    ],
  };
  h.sandbox.faults.add({
    path: PATHS.url.v2.read,
    kind: 'replace',
    body: { status: 'completed', data: [{ url: LINK, result }] },
  });
  const { structured } = await h.call('find_prospects_by_url', { urls: [LINK], emails: false });
  expect(structured.results[0].prospect).toEqual({
    name: 'Ada Byron',
    firstName: 'Ada',
    lastName: 'Byron',
    industry: 'Mathematics',
    country: 'United Kingdom',
    locality: 'London',
    skills: ['algebra', 'calculus'],
    currentJobs: [
      {
        companyName: 'Engines',
        position: 'Analyst',
        socialLink: 'https://www.linkedin.com/company/engines',
        site: 'https://engines.example',
        industry: 'Computing',
        country: 'United Kingdom',
        locality: 'London',
      },
    ],
    previousJobs: [],
  });
});

describe('an address of a domain', () => {
  const row = {
    email: EMAIL,
    firstName: 'Ada',
    lastName: 'Byron',
    position: 'Analyst',
    sourcePage: LINK,
    companyName: 'Engines',
    type: 'prospect',
  };
  const told = {
    email: EMAIL,
    firstName: 'Ada',
    lastName: 'Byron',
    position: 'Analyst',
    type: 'personal',
    sourcePage: LINK,
  };

  test.each<[object, object]>([
    [
      { ...row, status: 'verified' },
      { ...told, status: 'valid' },
    ],
    [
      { ...row, status: 'Verified' },
      { ...told, status: 'valid' },
    ],
    [{ ...row, status: 'notVerified' }, told],
    [row, told],
    [
      { ...row, type: 'moon' },
      { ...told, type: undefined },
    ],
    [
      { ...row, companyName: 'Looms' },
      { ...told, company: 'Looms' },
    ],
    [
      { email: EMAIL, type: 'email', status: 'verified' },
      { email: EMAIL, status: 'valid' },
    ],
  ])('v1: %j', async (upstreamRow, expected) => {
    await using h = await startHarness(using('v1'));
    const body = {
      success: true,
      webmail: false,
      result: 1,
      lastId: 7,
      companyName: 'Engines',
      emails: [upstreamRow],
    };
    h.sandbox.faults.add({ path: '/v2/domain-emails-with-info', kind: 'replace', body });
    const { structured } = await h.call('search_domain_emails', { domain: 'acme.example', limit: 10 });
    expect(structured.emails).toEqual([expected]);
    expect(structured.company).toBe('Engines');
  });

  test('a long link stays whole, and an address with blanks and hidden characters is one', async () => {
    await using h = await startHarness(using('v1'));
    const sourcePage = `https://acme.example/people?q=${'x'.repeat(400)}&page=2`;
    const body = {
      success: true,
      companyName: 'Engines',
      emails: [{ ...row, email: ` ${EMAIL}\u200b\t`, sourcePage }],
    };
    h.sandbox.faults.add({ path: '/v2/domain-emails-with-info', kind: 'replace', body });
    const { structured } = await h.call('search_domain_emails', { domain: 'acme.example', limit: 10 });
    expect(structured.emails).toEqual([{ ...told, sourcePage }]);
  });

  test('v1: the sandbox knows both', async () => {
    await using h = await startHarness(using('v1'));
    const { structured } = await h.call('search_domain_emails', { domain: 'acme.example', limit: 30 });
    const people: { status?: string; sourcePage?: string }[] = structured.emails;
    expect(new Set(people.map(({ status }) => status))).toEqual(new Set(['valid', undefined]));
    expect(structured.note).toMatch(/without status: not verified\. verify_emails .* up to 1 credit/);
    expect(people.some(({ sourcePage }) => sourcePage?.startsWith('https://www.linkedin.com/in/'))).toBe(
      true,
    );
  });
});
