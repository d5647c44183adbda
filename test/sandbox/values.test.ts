import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Client, type Json, open } from './client.ts';

/** Documented values: words, formats and paging. The shapes are compared in fidelity.test.ts. */
let client: Client;
beforeEach(async () => {
  client = await open();
});
afterEach(() => client.close());

const Q4 = '237951';
const MARA = 'mara.lindqvist@acme.example';
const get = async (path: string, query = {}): Promise<Json> =>
  (await client.ask('GET', path, { query })).body;
const post = async (path: string, json: object): Promise<Json> =>
  (await client.ask('POST', path, { json })).body;
const finish = async (path: string, start: Json): Promise<Json> =>
  (await client.result(path, { task_hash: start.data.task_hash })).body;

const DATE_TEXT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const PHP_DATE = {
  date: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/),
  timezone_type: 3,
  timezone: 'UTC',
};
const isUnixSeconds = (value: unknown) => Number.isInteger(value) && Number(value) < 10 ** 10;

test('dates have the form of their method: object, text, Unix seconds', async () => {
  const [list] = await get('/v1/get-user-lists');
  expect(list.creationDate).toEqual(PHP_DATE);
  const [sent] = await get('/v1/emails-sent', { campaignId: Q4 });
  expect(sent.sentDate).toEqual(PHP_DATE);
  const byEmail = await post('/v1/get-prospects-by-email', { email: MARA });
  expect(byEmail.data[0].lastUpdateDate).toEqual(PHP_DATE);
  const profile = await post('/v1/get-profile-by-email', { email: MARA });
  expect(profile.lastUpdateDate).toMatch(DATE_TEXT);
  expect(profile.currentJobs[0].startDate).toMatch(/^\d{4}-\d\d-\d\d$/);
  const replies = await get(`/v2/campaigns/${Q4}/all-replies`);
  expect(replies.data[0].receivedAt).toMatch(DATE_TEXT);
  const campaigns: Json[] = await get('/v1/get-user-campaigns');
  expect(campaigns.every(({ created_at }) => isUnixSeconds(created_at))).toBe(true);
  expect(campaigns.some(({ started_at }) => started_at === null)).toBe(true);
  const webhooks = await get('/v2/webhooks');
  expect(isUnixSeconds(webhooks.data[0].data.created_at)).toBe(true);
});

test('the jobs of a person are called currentJob in two methods and currentJobs in another', async () => {
  const [byEmail] = (await post('/v1/get-prospects-by-email', { email: MARA })).data;
  const byId = (await post('/v1/get-prospect-by-id', { id: byEmail.id })).data;
  for (const prospect of [byEmail, byId])
    expect([prospect.currentJob, prospect.currentJobs]).toEqual([expect.any(Array), undefined]);
  const profile = await post('/v1/get-profile-by-email', { email: MARA });
  expect([profile.currentJobs, profile.currentJob]).toEqual([expect.any(Array), undefined]);
});

test('statuses of campaigns are words of the app, with spaces', async () => {
  const campaigns: Json[] = await get('/v1/get-user-campaigns');
  expect(new Set(campaigns.map(({ status }) => status))).toEqual(
    new Set(['Active', 'Paused', 'Draft', 'Completed', 'Active (On hold)', 'Scheduled']),
  );
  expect(await get('/v2/campaigns/237955/progress')).toMatchObject({ status: 'Active (On hold)' });
});

test('the balance is a text with two decimals', async () => {
  client.sandbox.setCredits(7);
  expect((await get('/v1/get-balance')).data.balance).toBe('7.00');
});

test('ids are numbers, base64-like or long hex, by method', async () => {
  const added = await post('/v1/add-prospect-to-list', { email: 'a@other.example', listId: 8_512_908 });
  const listed = await post('/v1/prospect-list', { listId: 8_512_908 });
  const profile = await post('/v1/get-profile-by-email', { email: MARA });
  expect([added.id, listed.prospects[0].id, profile.id]).toEqual([
    expect.stringMatching(/^[\w-]{22}==$/),
    expect.stringMatching(/^[0-9a-f]{60,}$/),
    expect.any(Number),
  ]);
});

test('sent is false for what the v1 queues refuse: free, and never ready', async () => {
  const email = 'unsent1@load.example';
  const emails = [email, 'valid1@load.example'];
  expect(await post('/v1/add-emails-to-verification', { emails })).toEqual({
    success: true,
    [email]: { sent: false },
    'valid1@load.example': { sent: true },
  });
  const status = await post('/v1/get-emails-verification-status', { emails: [email] });
  expect(status[email]).toMatchObject({ status: { identifier: 'not_verified' }, data: [] });
  const names = { firstName: 'Unsent', lastName: 'Body', domain: 'load.example' };
  expect(await post('/v1/add-names-to-find-emails', names)).toMatchObject({ success: true, sent: false });
  expect((await post('/v1/get-emails-from-names', names)).status.identifier).toBe('not_found');
  expect(client.sandbox.charges.map(({ item }) => item)).toEqual(['valid1@load.example']);
});

test('result counts all addresses of a domain, so that a filtered last page ends before it', async () => {
  const page = (lastId: number, limit: number) =>
    get('/v2/domain-emails-with-info', { domain: 'acme.example', type: 'generic', lastId, limit });
  const first = await page(0, 5);
  expect([first.emails.length, first.result]).toEqual([5, 139]);
  const last = await page(first.lastId, 5);
  expect([last.emails.length, last.result]).toEqual([4, 139]);
  const beyond = await page(last.lastId, 5);
  expect([beyond.emails, beyond.result, beyond.lastId]).toEqual([[], 139, last.lastId]);
  expect(client.sandbox.charges.map(({ credits }) => credits)).toEqual([1, 1]);
});

test('no answer of the v1 domain search has more than 100 addresses, and prospects only when asked', async () => {
  const query = { domain: 'acme.example', lastId: '0', limit: '1000', type: 'personal' };
  const { emails, limit } = await get('/v2/domain-emails-with-info', query);
  expect([emails.length, limit]).toEqual([100, 100]);
  expect(new Set(emails.map(({ type }: Json) => type))).toEqual(new Set(['prospect']));
  const statuses = new Set(emails.map(({ status }: Json) => status));
  expect(statuses).toEqual(new Set(['verified', 'notVerified']));
});

test('prospect-finished knows no offset', async () => {
  const rows = await get('/v1/prospect-finished', { campaignId: '237957', offset: '10000' });
  expect(rows).toHaveLength(12_345);
});

test('hidden_by_owner is a reason of the verifier, not of the finder', async () => {
  const rows = ['umbra', 'tarnhelm', 'solvane', 'greyfield', 'quillon'].map((company, index) => ({
    first_name: ['Ines', 'Sigrid', 'Taras', 'Gordon', 'Hanna'][index],
    last_name: ['Okafor', 'Haugen', 'Bondar', 'Pryce', 'Zielinska'][index],
    domain: `${company}.example`,
  }));
  const found = await finish(
    '/v2/emails-by-domain-by-name/result',
    await post('/v2/emails-by-domain-by-name/start', { rows }),
  );
  const reasons = found.data.flatMap(({ result }: Json) =>
    result.map(({ unknown_status_reason }: Json) => unknown_status_reason),
  );
  expect(reasons.sort()).toEqual(['banned', 'catchall', 'connection_error', 'greylist']);
  const emails = ['hanna.zielinska@quillon.example'];
  const verified = await finish(
    '/v2/email-verification/result',
    await post('/v2/email-verification/start', { emails }),
  );
  expect(verified.data[0].result.unknown_status_reason).toBe('hidden_by_owner');
});

test('a refused action says success false at status 200, an unknown id is not found', async () => {
  const change = (campaign_id: string, status: string) =>
    client.ask('POST', '/v1/change-recipient-status', { json: { email: MARA, campaign_id, status } });
  const refused = await change(Q4, 'Replied');
  expect([refused.status, refused.body.success]).toEqual([200, false]);
  expect((await change('1', 'Active')).status).toBe(404);
});
