import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Client, type Json, open } from './client.ts';

let client: Client;
beforeEach(async () => {
  client = await open();
});
afterEach(() => client.close());

const days = { date_from: '2026-08-20', date_to: '2026-09-30' };
const get = (path: string, query: Record<string, string>) => client.ask('GET', path, { query });
const analytics = async (query: object): Promise<Json> =>
  (await get('/v2/statistics/campaign-analytics', { ...days, ...query })).body;
const activity = (query: object) =>
  get('/v2/campaigns/237954/recipients-activity', {
    dateFrom: '2026-08-20',
    dateTo: '2026-09-20',
    ...query,
  });

test('the analytics heed their filters', async () => {
  const both = await analytics({ campaign_id: '237951,237955' });
  expect(both).toMatchObject({ emails_sent: 31, email_opens: 16, email_opens_rate: '52%', email_replies: 5 });
  expect(await analytics({})).toEqual(both);
  expect(await analytics({ sender_email: '649079', campaign_owner: 'owner@sandbox.example' })).toEqual(both);
  for (const filter of [{ sender_email: '1' }, { sender_linkedin: '1' }, { campaign_owner: 'x@y.example' }])
    expect(await analytics(filter)).toMatchObject({ emails_sent: 0, email_opens_rate: '0%' });
  expect(await analytics({ date_from: '2026-09-01' })).toMatchObject({ emails_sent: 0, email_replies: 5 });
});

test('mails to mailboxes that do not exist bounce', async () => {
  expect(await analytics({ campaign_id: '237954' })).toMatchObject({
    emails_sent: 20,
    bounced: 2,
    bounced_rate: '10%',
    contacted_by_email: 18,
  });
  const { body } = await activity({ limit: '1000' });
  expect(body.data.filter(({ event_type }: Json) => event_type === 'bounce')).toHaveLength(2);
});

test('what happens later is counted too', async () => {
  const today = new Date().toISOString().slice(0, 10);
  const now = { campaign_id: '237951', date_from: today, date_to: '2099-01-01' };
  expect(await analytics(now)).toMatchObject({ emails_sent: 0, unsubscribed: 0 });
  const email = 'new@other.example';
  await client.ask('POST', '/v1/add-prospect-to-list', { json: { listId: '8512901', email } });
  const json = { email, campaign_id: '237951', status: 'Unsubscribed' };
  await client.ask('POST', '/v1/change-recipient-status', { json });
  expect(await analytics(now)).toMatchObject({ emails_sent: 1, first_emails: 1, unsubscribed: 1 });
});

test('the report comes in pages, oldest first', async () => {
  const { body } = await activity({ limit: '10', offset: '5' });
  expect(body.pagination).toEqual({ total: 36, offset: 5, limit: 10, has_more: true });
  const times = body.data.map(({ event_time }: Json) => event_time);
  expect(times).toHaveLength(10);
  expect(times).toEqual(times.toSorted());
  expect((await activity({ offset: '30' })).body.pagination.has_more).toBe(false);
});

test('what is out of range is refused', async () => {
  for (const query of [
    { dateTo: '2026-09-21' },
    { dateTo: '2026-08-19' },
    { limit: '1001' },
    { dateTo: 'x' },
  ])
    expect([query, (await activity(query)).status]).toEqual([query, 422]);
  expect((await get('/v2/statistics/campaign-analytics', { ...days, campaign_id: '5' })).status).toBe(404);
});
