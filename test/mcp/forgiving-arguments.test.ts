import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { LONGEST_BLOCK_MS } from '../hostile/patterns.ts';
import { charged } from '../snovio/flows/kit.ts';
import { startEndpoint } from './kit.ts';

// What test/tools/forgiving.test.ts says of every argument, through the protocol for one of each kind.

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const EMAIL = 'ada.byron@acme.example';
const LINK = 'www.linkedin.com/in/mara-lindqvist-example';
const ADA = { firstName: 'Ada', lastName: 'Byron', domain: 'acme.example' };
/** The `next` that leads to the third row. */
const THIRD = Buffer.from('{"offset":2}').toString('base64url');

test.each<[kind: string, tool: string, strict: object, forgiving: object]>([
  ['an id as number', 'get_prospects_in_list', { listId: '8512902' }, { listId: 8_512_902 }],
  ['a number as text', 'get_user_lists', { limit: 2 }, { limit: ' 2 ' }],
  ['a truth value as text', 'get_user_lists', { includeDeleted: true }, { includeDeleted: 'True' }],
  ['one value for a list', 'verify_emails', { emails: [EMAIL] }, { emails: EMAIL }],
  ['a list as text', 'verify_emails', { emails: [EMAIL] }, { emails: JSON.stringify([EMAIL]) }],
  ['an object as text', 'find_emails', { people: [ADA] }, { people: JSON.stringify(ADA) }],
  [
    'a name inside a list',
    'find_emails',
    { people: [ADA] },
    { people: [{ first_name: 'Ada', LastName: 'Byron', website: 'acme.example' }] },
  ],
  ['null', 'get_user_lists', {}, { limit: null, next: null, includeDeleted: null }],
  ['snake case', 'get_prospects_in_list', { listId: '8512902' }, { list_id: '8512902' }],
  [
    'a choice in capitals',
    'search_domain_emails',
    { domain: 'acme.example', type: 'generic' },
    { domain: 'acme.example', type: ' GENERIC ' },
  ],
  ['one for several', 'verify_emails', { emails: [EMAIL] }, { email: EMAIL }],
  ['several for one', 'count_domain_emails', { domain: 'acme.example' }, { domains: ['acme.example'] }],
  ['a bare id', 'get_prospects_in_list', { listId: '8512902' }, { id: 8_512_902 }],
  ['the name of a list', 'get_prospects_in_list', { listId: 'Ideas' }, { listName: 'Ideas' }],
  ['the name of a campaign', 'get_campaign_replies', { campaignId: 'Q4' }, { campaign: 'Q4' }],
  ['a link', 'find_prospects_by_url', { urls: [`https://${LINK}/`] }, { urls: LINK }],
  ['blanks around a place', 'get_user_lists', { next: THIRD }, { next: ` ${THIRD}\n` }],
])('%s is understood by %s', async (_, tool, strict, forgiving) => {
  const expected = await h.call(tool, strict);
  expect(expected.text).not.toBe('');
  expect(expected.isError).toBe(false);
  const paid = charged(h);
  const { structured } = await h.call(tool, forgiving);
  const told = JSON.parse(JSON.stringify(structured));
  // What is paid for already is told as such, and results repeat the spelling of the arguments.
  const others = (answer: object) => ({ ...answer, credits: undefined, note: undefined, results: undefined });
  expect(others(told)).toEqual(others(expected.structured));
  expect(told.results?.map(statusOf)).toEqual(expected.structured.results?.map(statusOf));
  expect(charged(h)).toBe(paid);
});

const statusOf = ({ status, reason }: { status: string; reason?: string }) => [status, reason];

describe('another word for an argument', () => {
  const texts = async (args: Record<string, unknown>) => {
    const { content } = await h.client.callTool({ name: 'get_prospects_in_list', arguments: args });
    return (content as { text: string }[]).slice(1).map(({ text }) => text);
  };

  test('is told beside the answer', async () => {
    expect(await texts({ listName: 'Ideas' })).toEqual([
      'Arguments were read as listId, which is their name here. [given "listName"]',
    ]);
  });

  test('another spelling is not', async () => {
    expect(await texts({ list_id: 'Ideas', LIMIT: '2' })).toEqual([]);
  });
});

describe('what could mean two things is refused, and both are named', () => {
  test.each<[tool: string, args: object, text: RegExp]>([
    [
      'get_prospects_in_list',
      { listId: '1', listName: 'Ideas' },
      /^Two arguments mean listId: .*\[given "listId", given "listName"\]$/,
    ],
    ['get_user_lists', { limit: 1, LIMIT: 1 }, /limit.*\[given "limit", given "LIMIT"\]$/],
    ['verify_emails', { emails: [EMAIL], max_credits: 1, maxCredits: 2 }, /^Two arguments mean maxCredits/],
    ['update_campaign', { campaignName: 'Q5' }, /could mean campaignId or title.*\[given "campaignName"\]$/],
    ['verify_emails', { emails: `${EMAIL}, b@acme.example` }, /^emails: takes a list, such as \["/],
    ['get_prospects_in_list', { listId: 2 ** 53 }, /^listId: takes a text in quotes/],
    ['get_prospects_in_list', { listId: ['1', '2'] }, /^listId: takes a text/],
    ['get_user_lists', { limit: '1e3' }, /^limit: takes a whole number/],
  ])('%s %j', async (tool, args, text) => {
    const before = h.sandbox.requests.length;
    const answer = await h.call(tool, args);
    expect(answer.code).toBe('invalid_input');
    expect(answer.text).toMatch(text);
    expect(h.sandbox.requests).toHaveLength(before);
  });
});

test.each<[tool: string, args: object, text: string]>([
  ['get_user_lists', { limt: 1 }, 'unknown argument; did you mean limit? known: includeDeleted, limit, next'],
  ['find_emails', { people: [ADA], credits: 3 }, 'did you mean maxCredits?'],
  [
    'get_prospects_by_email',
    { email: EMAIL, detail: 'full' },
    'unknown argument; known: email, emails, limit',
  ],
  ['add_prospect_to_list', { id: '1', email: EMAIL }, 'unknown argument'],
  ['create_campaign', { id: '1' }, 'unknown argument'],
  ['get_balance', { verbose: true }, 'unknown argument; known: none. Nothing was sent. [unknown "verbose"]'],
  [
    'save_prospects',
    { listId: '8512903', prospects: [{ email: EMAIL, firstNam: 'Ada' }] },
    'prospects[0]: unknown argument; did you mean firstName?',
  ],
  ['prepare_leads', { people: [{ emial: EMAIL }] }, 'people[0]: unknown argument; did you mean email?'],
  [
    'prepare_leads',
    { people: [{ email: EMAIL }, { fullname: 'Ada Byron' }] },
    'people[1]: unknown argument; did you mean firstName, lastName? known: email, firstName, lastName, domain. ',
  ],
  [
    'find_emails',
    { people: [{ ...ADA, name: 'Ada Byron', shoe: 5 }] },
    'people[0]: unknown argument; did you mean firstName, lastName? known: firstName, lastName, domain. ',
  ],
])('%s %j: the nearest name is told', async (tool, args, text) => {
  const answer = await h.call(tool, args);
  expect(answer.code).toBe('invalid_input');
  expect(answer.text).toContain(text);
});

const PERSON = '{"firstName": …, "lastName": …, "domain": …}';

test.each<[tool: string, args: object, text: string]>([
  ['find_emails', {}, `people: is missing; it takes a list of objects, such as [${PERSON}]. Nothing`],
  ['find_emails', { people: ['Ada Byron'] }, `people[0]: takes an object, such as ${PERSON}`],
  ['prepare_leads', { people: ['Ada'] }, 'people[0]: takes an object, such as {"email": …, "firstName": …'],
  ['verify_emails', {}, 'emails: is missing; it takes a list, such as ["one", "another"]'],
])('%s %j: what is in a list is told', async (tool, args, text) => {
  expect((await h.call(tool, args)).text).toContain(text);
});

test('what is wrong with many entries alike is told once', async () => {
  const people = ['Ada Byron', 'Mara Lindqvist'].map(name => ({ name, domain: 'acme.example' }));
  const { text } = await h.call('prepare_leads', { people });
  expect(text.match(/unknown argument/g)).toHaveLength(1);
  const { text: missing } = await h.call('find_emails', {
    people: [{ firstName: 'Ada' }, { lastName: 'Byron' }],
  });
  expect(missing).toContain('people[0].lastName: is missing');
  expect(missing).toContain('people[1].firstName: is missing');
});

test('a call in another form is the same call: it is paid once, and its consent holds', async () => {
  await using endpoint = await startEndpoint({ SNOVIO_MAX_CREDITS_PER_CALL: '0' });
  const call = (args: object, back?: object) =>
    endpoint.call(
      { tool: 'verify_emails', args, client: 'host', capabilities: { elicitation: { form: {} } } },
      back,
    );
  const price = { action: 'accept', content: { agree: true } };
  const { requestState } = await call({ emails: EMAIL.toUpperCase() });
  expect(requestState).toEqual(expect.any(String));
  const answer = await call({ address: [EMAIL.toUpperCase()] }, { requestState, inputResponses: { price } });
  expect(answer.structuredContent.results).toMatchObject([{ status: expect.any(String) }]);
  expect(endpoint.sandbox.charges).toHaveLength(1);
  expect((await call({ emails: [EMAIL], maxCredits: '0', fresh: 'false' })).isError).toBeFalsy();
  expect(endpoint.sandbox.charges).toHaveLength(1);
});

test('use_tool is as forgiving, and so are the arguments inside', async () => {
  await using few = await startHarness({ env: { SNOVIO_TOOLSETS: 'find', SNOVIO_DYNAMIC_TOOLS: '1' } });
  const strict = await few.call('use_tool', {
    name: 'get_prospects_in_list',
    arguments: { listId: 'Ideas' },
  });
  expect(strict.structured.returned).toBeGreaterThan(0);
  const asText = JSON.stringify({ list_name: 'Ideas' });
  const { structured } = await few.call('use_tool', { NAME: 'get_prospects_in_list', arguments: asText });
  expect(structured).toEqual(strict.structured);
});

describe('hostile arguments are refused at once', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => index);
  const own = (json: string) => JSON.parse(json) as object;
  test.each<[string, tool: string, args: object]>([
    ['20,000 names', 'get_user_lists', Object.fromEntries(many(20_000).map(i => [`k${i}`, 1]))],
    [
      '1,000 spellings',
      'get_user_lists',
      Object.fromEntries(many(1000).map(i => [`limi${'_'.repeat(i % 50)}t${' '.repeat(i / 50)}`, 1])),
    ],
    ['100,000 values', 'verify_emails', { emails: many(100_000) }],
    ['a list as text without end', 'verify_emails', { emails: '['.repeat(100_000) }],
    ['lists in lists as text', 'verify_emails', { emails: '['.repeat(50_000) + ']'.repeat(50_000) }],
    ['a length of others', 'verify_emails', { emails: { length: 2 ** 31 } }],
    ['a constructor', 'get_user_lists', { constructor: { prototype: { limit: 1 } } }],
    ['a prototype inside', 'find_emails', { people: [own('{"__proto__": {"firstName": "Ada"}}')] }],
    ['a prototype as text', 'find_emails', { people: '[{"__proto__": {"firstName": "Ada"}}]' }],
    ['a number without end', 'get_user_lists', { limit: '9'.repeat(100_000) }],
    ['a number that is none', 'get_user_lists', { limit: 'Infinity' }],
  ])('%s', async (_, tool, args) => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    await h.call('get_user_lists');
    delay.enable();
    await new Promise(resolve => setTimeout(resolve, 6));
    const answer = await h.call(tool, args);
    await new Promise(resolve => setTimeout(resolve, 6));
    delay.disable();
    expect(answer.code).toBe('invalid_input');
    expect(answer.text.length).toBeLessThan(1000);
    expect(delay.max / 1e6).toBeLessThan(LONGEST_BLOCK_MS);
    expect(({} as { limit?: number }).limit).toBeUndefined();
  });
});

test('more than any tool takes is refused before it is read', async () => {
  const values = Array.from({ length: 10_001 }, (_, index) => `person.${index}@acme.example`);
  const names = Object.fromEntries(values.map(value => [value, 1]));
  expect((await h.call('verify_emails', { emails: values })).text).toMatch(
    /^emails: at most 10000 entries\./,
  );
  expect((await h.call('get_balance', names)).text).toMatch(/^arguments: at most 10000 entries\./);
});
