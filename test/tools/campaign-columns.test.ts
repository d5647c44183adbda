import { afterEach, beforeEach, expect, test } from 'vitest';
import { RATES_NOTE } from '../../tools/analytics/statistics.ts';
import { type Harness, startHarness } from '../harness.ts';

const ANALYTICS = '/v2/statistics/campaign-analytics';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const askedFor = (path: string) => h.sandbox.requests.filter(request => request.path === path).length;

test('campaigns are told with the names of their lists, which are read once a minute', async () => {
  const { structured } = await h.call('get_user_campaigns', { status: 'active' });
  expect(structured.campaigns).toMatchObject([
    { name: 'Q4', listId: '8512901', listName: 'Berlin SaaS' },
    { name: 'Nordics', listId: '8512905', listName: 'Nordic shops' },
  ]);
  await h.call('get_user_campaigns', { fields: ['listName'] });
  await h.call('get_user_campaigns', { fields: ['name'] });
  expect(askedFor('/v1/get-user-lists')).toBe(1);
  expect(askedFor(ANALYTICS)).toBe(0);
});

test('campaigns are told without names of lists where those cannot be read', async () => {
  h.sandbox.faults.add({ path: '/v1/get-user-lists', kind: 'replace', body: { error: 'no' }, times: 9 });
  const { structured } = await h.call('get_user_campaigns', { fields: ['listId', 'listName'], limit: 1 });
  expect(structured.campaigns).toEqual([{ listId: '8512901' }]);
});

test('numbers and rates of several campaigns are told where a column asks for them, a few at a time', async () => {
  const fields = ['name', 'people', 'ratesPercent'];
  const { structured } = await h.call('get_user_campaigns', { fields, limit: 1000 });
  const [q4] = structured.campaigns;
  expect(q4).toMatchObject({ name: 'Q4', people: { contactedByEmail: 23, opened: 12, replied: 5 } });
  expect(q4.ratesPercent).toMatchObject({ opened: 52.2, replied: 21.7 });
  expect(structured).toMatchObject({ returned: 7, note: RATES_NOTE });
  const january = structured.campaigns.find((row: { name: string }) => row.name === 'January push');
  expect(january).toMatchObject({ people: { contacted: 0 } });
  expect(january).not.toHaveProperty('ratesPercent');
  // A draft has no numbers.
  expect(structured.campaigns.find((row: { name: string }) => row.name === 'Draft idea')).toEqual({
    name: 'Draft idea',
  });
  // Each once, though an answer that was late may have been asked for again.
  const asked = h.sandbox.requests.filter(({ path }) => path === ANALYTICS);
  expect(new Set(asked.map(({ query }) => query.campaign_id)).size).toBe(6);
});

test('a campaign whose numbers cannot be read stands without them, and is counted', async () => {
  h.sandbox.faults.add({ path: ANALYTICS, kind: 'replace', body: {} });
  const { structured } = await h.call('get_user_campaigns', { status: 'paused', fields: ['name', 'people'] });
  expect(structured).toMatchObject({
    campaigns: [{ name: 'Spring relaunch' }],
    note: expect.stringContaining('The numbers of 1 campaign could not be read'),
  });
});

test.each([
  [{ emails_sent: 0, contacted_by_email: 0 }, {}],
  [
    { emails_sent: 10, delivered: 12, bounced: -1, contacted_by_email: 5, email_opens: 7, link_clicks: '2' },
    { clicked: 40, replied: 0, unsubscribed: 0 },
  ],
])('%j makes no nonsense rates', async (numbers, rates) => {
  const none = {
    ...{ total_contacted: 0, emails_sent: 0, delivered: 0, bounced: 0, contacted_by_email: 0 },
    ...{ email_opens: 0, link_clicks: 0, email_replies: 0, unsubscribed: 0 },
  };
  h.sandbox.faults.add({ path: ANALYTICS, kind: 'replace', body: { ...none, ...numbers } });
  const { structured } = await h.call('get_campaign_analytics', { campaignIds: ['237951'] });
  expect(structured.ratesPercent).toEqual(rates);
});
