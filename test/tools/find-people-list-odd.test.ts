import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

// Who is named from a list of v1's, where its rows are not as documented or could be about several people. Whoever is not
// named has no reveal in these tests: Snov.io does not know their ids.

const V1 = '/v2/domain-emails-with-info';
const RESULT = '/v2/database-search/prospects/result/{task_hash}';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const LINK = 'https://api.snov.io/v2/database-search/prospects/search-emails/start';
const DOMAIN = 'tarnhelm.example';
const TARNHELM = { name: 'Tarnhelm Security', domain: DOMAIN };
const NAMES = [
  ['Ada', 'Byron'],
  ['Nils', 'Janssen'],
  ['Petra', 'Winslow'],
] as const;

/** A row of the database. */
const shown = (first: string, last: string, number: number, more: object = {}) => ({
  first_name: first,
  last_name: `${last.slice(0, 2)}***`,
  job_title: 'Engineer',
  email_and_hidden_info_reveal: `${LINK}/${number.toString(16).padStart(32, '0')}`,
  company: TARNHELM,
  ...more,
});
/** A row of v1. */
const listed = (first: string, last: string, more: object = {}) => ({
  email: `${first}.${last}@${DOMAIN}`.toLowerCase(),
  firstName: first,
  lastName: last,
  position: 'Engineer',
  companyName: TARNHELM.name,
  type: 'prospect',
  status: 'verified',
  ...more,
});

interface Lead {
  firstName: string;
  lastName: string;
  status: string;
  reason?: string;
  linkedIn?: string;
  emails?: { email: string }[];
}

const PEOPLE = NAMES.map(([first, last], i) => shown(first, last, i));
const ROWS = NAMES.map(([first, last]) => listed(first, last));
const [ADA, NILS, PETRA] = ROWS as [object, object, object];

async function answer(people: object[], rows: unknown[], more: object = {}) {
  const total = { total: people.length, page: 1, total_pages: 1 };
  const body = { status: 'completed', data: { ...total, prospects: people }, links: [] };
  h.sandbox.faults.add({ path: RESULT, kind: 'replace', body });
  const list = { success: true, lastId: 7, companyName: TARNHELM.name, emails: rows };
  h.sandbox.faults.add({ path: V1, kind: 'replace', body: list });
  const args = { domains: [DOMAIN], positions: ['engineer'], reveal: true, ...more };
  return (await h.call('find_people', args)).structured;
}
const find = async (...said: Parameters<typeof answer>): Promise<Lead[]> => (await answer(...said)).leads;
const named = (leads: Lead[]) =>
  leads.map(({ status, reason, emails = [] }) => emails[0]?.email ?? reason ?? status);
const BOTH = ['nils.janssen@tarnhelm.example', 'petra.winslow@tarnhelm.example'];

test('whoever is listed is named as the list says', async () => {
  const profile = 'https://www.linkedin.com/in/ada-byron-7/';
  const leads = await find(PEOPLE, [listed('Ada', 'Byron', { sourcePage: profile }), NILS, PETRA]);
  expect(named(leads)).toEqual(['ada.byron@tarnhelm.example', ...BOTH]);
  expect(leads[0]).toMatchObject({ lastName: 'Byron', linkedIn: profile, position: 'Engineer' });
});

describe('nobody is named by', () => {
  test.each([
    ['an address that is not verified', listed('Ada', 'Byron', { status: 'notVerified' })],
    ['a flag that is misspelt', listed('Ada', 'Byron', { status: 'verifed' })],
    ['a flag that is missing', listed('Ada', 'Byron', { status: undefined })],
    ['a flag that is no text', listed('Ada', 'Byron', { status: true })],
    ['a row without names', listed('Ada', 'Byron', { firstName: '', lastName: null })],
    ['a row without a last name', listed('Ada', 'Byron', { lastName: undefined })],
    ['a last name that is shortened as well', listed('Ada', 'By***')],
    ['another last name', listed('Ada', 'Lovelace')],
    ['another first name', listed('Ida', 'Byron')],
    ['another title', listed('Ada', 'Byron', { position: 'Lead Engineer' })],
    ['a row without a title', listed('Ada', 'Byron', { position: null })],
    ['an address of another domain', listed('Ada', 'Byron', { email: 'ada.byron@globex.example' })],
    ['an address of a domain below', listed('Ada', 'Byron', { email: 'ada.byron@mail.tarnhelm.example' })],
    ['a row of another company', listed('Ada', 'Byron', { companyName: 'Globex' })],
    ['the address of a task', listed('Ada', 'Byron', { email: `sales@${DOMAIN}` })],
    ['a row that is none', 'Ada Byron'],
  ])('%s', async (_, row) => {
    expect(named(await find(PEOPLE, [row, NILS, PETRA]))).toEqual(['unknown_id', ...BOTH]);
  });

  test.each([
    ['two rows for one person', [ADA, listed('Ada', 'Byron', { email: `ada@${DOMAIN}` })]],
    [
      'two rows for one person, one unverified',
      [ADA, listed('Ada', 'Byron', { email: `ada@${DOMAIN}`, status: 'notVerified' })],
    ],
    ['rows of two whose names are shortened alike', [ADA, listed('Ada', 'Byrd')]],
    ['an address that two people share', [ADA, listed('Zoe', 'Zander', { email: `ada.byron@${DOMAIN}` })]],
  ])('%s', async (_, rows) => {
    expect(named(await find(PEOPLE, [...rows, NILS, PETRA]))).toEqual(['unknown_id', ...BOTH]);
  });

  test.each([
    ['a row that fits two people', shown('Ada', 'Byrd', 9)],
    ['a row that fits somebody with another title', shown('Ada', 'Byrd', 9, { job_title: 'Designer' })],
    ['a row that fits somebody on a list', shown('Ada', 'Byron', 9, { list_id: 8_512_909 })],
  ])('%s', async (_, twin) => {
    const leads = await find([...PEOPLE, twin], ROWS);
    expect(named(leads).filter(name => name.startsWith('ada'))).toEqual([]);
    expect(named(leads)).toEqual(expect.arrayContaining(BOTH));
  });

  test.each([
    ['hides every letter', { last_name: '***' }],
    ['is missing', { last_name: undefined }],
    ['is whole and another', { last_name: 'By' }],
  ])('a row where the name that was shown %s', async (_, more) => {
    const people = [shown('Ada', 'Byron', 0, more), ...PEOPLE.slice(1)];
    expect(named(await find(people, ROWS))).toEqual(['unknown_id', ...BOTH]);
  });
});

test.each([
  ['in another spelling', listed('ADA', 'byron', { position: ' ENGINEER ', status: 'Verified' })],
  ['with a flag in capitals', listed('Ada', 'Byron', { status: 'VERIFIED' })],
])('a row %s is the same', async (_, row) => {
  expect(named(await find(PEOPLE, [row, row, NILS, PETRA]))).toEqual(['ada.byron@tarnhelm.example', ...BOTH]);
});

test("somebody else's profile is not told as theirs", async () => {
  const sourcePage = 'https://www.linkedin.com/in/zoe-zander/';
  const [ada] = await find(PEOPLE, [listed('Ada', 'Byron', { sourcePage }), NILS, PETRA]);
  expect(ada).toMatchObject({ lastName: 'Byron', status: 'found' });
  expect(ada).not.toHaveProperty('linkedIn');
});

test('people of a company that is wanted by its name are revealed, since a name says nothing of a domain', async () => {
  const globex = { company: { name: 'Globex', domain: 'globex.example' } };
  const others = NAMES.map(([first, last], i) => shown(first, last, 4 + i, globex));
  const leads = await find([...PEOPLE, ...others], ROWS, { companies: ['Globex'] });
  expect(named(leads)).toEqual(['ada.byron@tarnhelm.example', ...BOTH, ...NAMES.map(() => 'unknown_id')]);
  const asked = h.sandbox.requests.filter(({ path }) => path === V1);
  expect(asked.map(({ query }) => query.domain)).toEqual([DOMAIN]);
});

test('more rows than were asked for are told with what Snov.io charges for them, and leave that much less', async () => {
  const many = Array.from({ length: 18 }, (_, i) => listed('Zoe', `Zander${'abcdefghijklmnopqr'[i]}`));
  const { leads, credits } = await answer(PEOPLE, [NILS, PETRA, ...many], { maxCredits: 2 });
  expect(named(leads)).toEqual(['credit_ceiling', ...BOTH]);
  expect(credits).toMatchObject({ spent: 2, estimated: true });
});
