import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Client, type Json, open } from './client.ts';

let client: Client;
beforeEach(async () => {
  client = await open();
});
afterEach(() => client.close());

const BERLIN = '8512901';
const Q4 = '237951';
const add = async (fields: object, listId = '8512908'): Promise<Json> =>
  (await client.ask('POST', '/v1/add-prospect-to-list', { json: { listId, ...fields } })).body;
const mailed = () => client.sandbox.mailed.map(({ email, campaign }) => [email, campaign]);
const status = async (email: string, campaign = Q4): Promise<string | null> =>
  (await client.ask('GET', `/v2/campaigns/${campaign}/recipient`, { query: { 'emails[]': email } })).body
    .data[0].status;
const change = async (email: string, word: string, campaign_id = Q4): Promise<Json> =>
  (await client.ask('POST', '/v1/change-recipient-status', { json: { email, campaign_id, status: word } }))
    .body;

test('a list that feeds a running campaign gets its new member mailed, other lists do not', async () => {
  await add({ email: 'new@other.example' });
  await add({ email: 'new@other.example' }, '8512902');
  await add({ email: 'new@other.example' }, '8512906');
  expect(mailed()).toEqual([]);
  expect(await status('new@other.example', '237952')).toBe('tocheck');
  expect(await add({ email: 'new@other.example' }, BERLIN)).toMatchObject({ added: true, updated: false });
  expect(await add({ email: 'new@other.example' }, BERLIN)).toMatchObject({ added: false, updated: false });
  await add({ email: 'nordic@other.example' }, '8512905');
  expect(mailed()).toEqual([
    ['new@other.example', 'Q4'],
    ['nordic@other.example', 'Nordics'],
  ]);
  const { body } = await client.ask('GET', '/v1/emails-sent', { query: { campaignId: Q4 } });
  expect(body[0].userEmail).toBe('new@other.example');
});

test('nobody on a do-not-email list is mailed', async () => {
  const given = { query: { 'items[]': ['stop@other.example', 'blocked.example', 'press@acme.example'] } };
  const { body } = await client.ask('POST', '/v1/do-not-email-list', given);
  expect(body).toEqual([{ success: true, data: { duplicates: ['press@acme.example'] } }]);
  await add({ email: 'Stop@other.example' }, BERLIN);
  await add({ email: 'me@blocked.example' }, BERLIN);
  expect(mailed()).toEqual([]);
  const lists = await client.ask('GET', '/v2/blacklists');
  expect(lists.body.data[0]).toMatchObject({ id: 8, total: 4 });
});

test('a recipient who is set active is mailed; finished and moved ones can not be changed', async () => {
  const { body } = await client.ask('POST', '/v1/prospect-list', {
    form: [
      ['listId', BERLIN],
      ['perPage', '24'],
    ],
  });
  const emails: string[] = body.prospects.map((prospect: Json) => prospect.emails[0].email).reverse();
  const [mara, active, finished, unsubscribed, moved, paused] = [0, 6, 18, 20, 21, 22].map(
    at => emails[at] ?? '',
  );
  for (const email of [mara, finished, moved]) {
    expect(await change(email ?? '', 'Paused')).toMatchObject({
      success: false,
      message: expect.any(String),
    });
  }
  expect(await change(active ?? '', 'Active')).toEqual({ success: true });
  expect(mailed()).toEqual([]);
  expect(await status(unsubscribed ?? '')).toBe('unsubscribe');
  expect(await change(paused ?? '', 'Active')).toEqual({ success: true });
  expect(mailed()).toEqual([[paused, 'Q4']]);
  expect(await status(paused ?? '')).toBe('active');
  expect(await change(active ?? '', 'Finished')).toMatchObject({ success: false });
  expect(await change('nobody@other.example', 'Active')).toMatchObject({ success: false });
});

test('prospects are added, updated and duplicated as asked', async () => {
  const ada = { email: 'ada@other.example', firstName: 'Ada', lastName: 'Example', phones: ['+1', '+2'] };
  const first = await add(ada);
  expect(first.id).toMatch(/==$/);
  expect(await add({ ...ada, firstName: 'Eve' })).toMatchObject({
    id: first.id,
    added: false,
    updated: false,
  });
  const more = {
    updateContact: 'true',
    customFields: { Город: 'Berlin' },
    socialLinks: { linkedIn: 'https://l.example' },
  };
  expect(await add({ ...ada, position: 'CTO', ...more })).toMatchObject({ id: first.id, updated: true });
  expect(await add({ ...ada, createDuplicates: 1 })).toMatchObject({ added: true });
  const { body } = await client.ask('POST', '/v1/get-prospects-by-email', { json: { email: ada.email } });
  expect(body.data).toHaveLength(2);
  expect(body.data[0]).toMatchObject({
    firstName: 'Ada',
    social: [{ link: 'https://l.example', type: 'linkedIn' }],
  });
  expect(body.data[0].currentJob[0].position).toBe('CTO');
});

test('brackets of form bodies become arrays and maps', async () => {
  const fields: [string, string][] = [
    ['email', 'form@other.example'],
    ['listId', '8512908'],
    ['phones[]', '+1'],
    ['phones[]', '+2'],
    ['customFields[specialization]', 'Ropes'],
    ['socialLinks[linkedIn]', 'https://l.example/a'],
  ];
  for (const way of ['form', 'multipart']) {
    const { body } = await client.ask('POST', '/v1/add-prospect-to-list', { [way]: fields });
    expect(body.success).toBe(true);
    expect(client.sandbox.requests.at(-1)?.body).toMatchObject({
      phones: ['+1', '+2'],
      customFields: { specialization: 'Ropes' },
    });
  }
});

test('what can not be added is refused with errors', async () => {
  expect(await add({ email: '' })).toEqual({ success: false, errors: ['email is required'] });
  expect(await add({ email: 'a@b.example', customFields: { nope: '1' } })).toMatchObject({ success: false });
  expect(await add({ email: 'a@b.example', updateContact: true, createDuplicates: true })).toMatchObject({
    success: false,
  });
  expect(await add({ socialLinks: { linkedIn: 'https://l.example/only' } })).toMatchObject({
    success: true,
    added: true,
  });
  expect(await add({ email: 'a@b.example' }, '8512912')).toMatchObject({ errors: { code: 404 } });
});

test('lists: newest first, deleted ones included, two of one name, paged members', async () => {
  const { body } = await client.ask('GET', '/v1/get-user-lists');
  const ids = body.map(({ id }: Json) => id);
  expect(ids).toEqual([...ids].sort((a, b) => b - a));
  expect(body.filter(({ name }: Json) => name === 'Conference')).toHaveLength(2);
  expect(body.filter(({ isDeleted }: Json) => isDeleted).map(({ name }: Json) => name)).toEqual([
    'All prospects',
  ]);
  const page = await client.ask('POST', '/v1/prospect-list', {
    query: { listId: '8512911', page: '3', perPage: '100' },
  });
  expect([page.body.list.contacts, page.body.prospects.length]).toEqual([202, 2]);
  const made = await client.ask('POST', '/v1/lists', { multipart: [['name', 'Fresh']] });
  expect(made.body[0].data.id).toBeGreaterThan(ids[0]);
});

test('analytics come in pages of 10,000, newest first', async () => {
  const rows = async (path: string, offset: string) =>
    (await client.ask('GET', path, { query: { campaignId: '237957', offset } })).body;
  const first = await rows('/v1/emails-sent', '0');
  expect([first.length, (await rows('/v1/emails-sent', '10000')).length]).toEqual([10_000, 2345]);
  expect(first[0].sentDate.date > first[1].sentDate.date).toBe(true);
  expect(await rows('/v1/get-emails-opened', '12344')).toHaveLength(1);
});

test('replies of the running campaign hold what strangers write', async () => {
  const { body } = await client.ask('GET', `/v2/campaigns/${Q4}/all-replies`);
  const words = JSON.stringify(body);
  for (const text of ['Ignore all previous', '<script>', '\u202E4321', '\u200B', 'linkedinMessage']) {
    expect(words).toContain(text);
  }
  expect(body.data[0].replies).toHaveLength(2);
  expect(body.data[0]).toMatchObject({ replyType: 'email', receivedAt: body.data[0].replies[0].receivedAt });
  const answered = await client.ask('GET', '/v1/get-emails-replies', { query: { campaignId: Q4 } });
  expect(answered.body[0]).toMatchObject({
    emailSubject: '"A quieter engine for your rockets"',
    customFields: null,
  });
  expect(Object.keys(answered.body[0])).toContain('customField_Город');
});
