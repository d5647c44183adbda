import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Client, type Json, open, wait } from './client.ts';

/** A day passes in 200 ms. */
const SPEED = 432_000;

let client: Client;
beforeEach(async () => {
  client = await open({ speed: SPEED });
});
afterEach(() => client.close());

const get = async (path: string, query?: Record<string, string>): Promise<Json> =>
  (await client.ask('GET', path, query && { query })).body;
const create = (json: object) => client.ask('POST', '/v2/warm-up', { json: { per_day: 5, ...json } });
const update = (id: number, json: object) => client.ask('PATCH', `/v2/warm-up/${id}`, { json });
const statistics = (id: number) => get(`/v2/warm-up/statistics/${id}`, { period: 'month' });

const STEADY = { strategy: 'steady' };
const PROGRESSIVE = { from: 1, increase: 2 };

const sum = (rows: Json[], key: string) => rows.reduce((total: number, row: Json) => total + row[key], 0);

test('a progressive warm-up sends more each day, up to its most', async () => {
  const { body } = await create({ email_account_id: 11_981, ...PROGRESSIVE });
  await wait(1000);
  const { data } = await statistics(body.data.id);
  const days: Json[] = Object.values(data.daily_statistics);
  const planned = days.map(day => day.emails_sent + day.scheduled);
  expect(planned.length).toBeGreaterThanOrEqual(4);
  expect(planned.slice(0, 4)).toEqual([1, 3, 5, 5]);
  // Only today is not over.
  expect(days.slice(0, -1).map(day => day.scheduled)).toEqual(Array(days.length - 1).fill(0));
});

test('the statistics add up', async () => {
  const { data } = await statistics(123);
  const days: Json[] = Object.values(data.daily_statistics);
  const { inbox, spam, categories } = data.deliverability;
  expect(inbox.count).toBeGreaterThan(100);
  expect([sum(days, 'inbox_emails'), sum(days, 'spam_emails'), sum(days, 'categories_emails')]).toEqual([
    inbox.count,
    spam.count,
    categories.count,
  ]);
  const providers: Json[] = Object.values(data.provider_statistics);
  expect([sum(providers, 'count'), sum(providers, 'spam')]).toEqual([inbox.count, spam.count]);
  expect(sum(days, 'emails_sent')).toBe(sum(days, 'bounces') + inbox.count + spam.count + categories.count);
  const all = inbox.count + spam.count + categories.count;
  for (const part of [inbox, spam, categories])
    expect(Math.abs(part.percent - (100 * part.count) / all)).toBeLessThan(1);
  expect(inbox.percent + spam.percent + categories.percent).toBe(100);
  const { data: warmUp } = await get('/v2/warm-up/123');
  expect(warmUp.deliverability).toBeGreaterThan(80);
});

test('the figures are computed for a while', async () => {
  const slow = await open({ speed: 60, taskSeconds: [3, 3] });
  const ask = () =>
    slow.ask('GET', '/v2/warm-up/statistics/123', {
      query: { date_from: '2020-01-01', date_to: '2100-01-01' },
    });
  expect((await ask()).body.data.is_calculated).toBe(false);
  await wait(60);
  expect((await ask()).body.data.is_calculated).toBe(true);
  await slow.close();
});

test('a paused warm-up sends nothing until it is started again', async () => {
  const sent = async () => sum(Object.values((await statistics(124)).data.daily_statistics), 'emails_sent');
  expect(await sent()).toBe(0);
  await update(124, { status: 'active' });
  await wait(500);
  await update(124, { status: 'paused' });
  const before = await sent();
  expect(before).toBeGreaterThan(0);
  await wait(300);
  expect(await sent()).toBe(before);
});

test('a warm-up is completed after its last day', async () => {
  const deadline = new Date().toISOString().slice(0, 10);
  const { body } = await create({ email_account_id: 11_981, ...STEADY, campaign_deadline: deadline });
  const status = async () => (await get(`/v2/warm-up/${body.data.id}`)).data.status;
  for (let tries = 0; (await status()) !== 'completed' && tries < 100; tries++) await wait(20);
  expect(await status()).toBe('completed');
  expect((await update(body.data.id, { status: 'active' })).body.success).toBe(false);
});

test('a warm-up whose sender cannot log in any more is in error', async () => {
  const smtp = { host: 'refused.brightwell.example', port: 465, encryption: 'ssl' };
  const { status } = await client.ask('PATCH', '/v2/sender-accounts/emails/11980', { json: { smtp } });
  expect(status).toBe(200);
  await wait(20);
  const { data } = await get('/v2/warm-up/123');
  expect(data).toMatchObject({ status: 'error', warm_up_error: expect.any(String) });
  expect((await get('/v2/warm-up', { status: 'error' })).meta.total_items).toBe(1);
});

test('there are three slots, and one warm-up for each sender', async () => {
  const refusals = [];
  for (const email_account_id of [11_980, 11_983, 11_981]) {
    const { body } = await create({ email_account_id, ...STEADY });
    refusals.push(body.success === true ? 'created' : body.message);
  }
  const smtp = { host: 'smtp.novum.example', port: 465, encryption: 'ssl' };
  const sender = { sender_name: 'Ada', email_from: 'ada@novum.example', password: 'app-password', smtp };
  const added = await client.ask('POST', '/v2/sender-accounts/emails', { json: sender });
  await wait(20);
  const { body } = await create({ email_account_id: added.body.data.id, ...STEADY });
  expect([...refusals, body.message]).toEqual([
    'This email account already has a warm-up',
    'The email account is not connected',
    'created',
    'Warm-up slots limit is reached',
  ]);
  expect((await create({ email_account_id: 99, ...STEADY })).status).toBe(404);
});

test.each([
  { per_day: 0 },
  { per_day: 1001 },
  { strategy: 'slow' },
  { from: 6, increase: 1 },
  { from: 1 },
  { ...PROGRESSIVE, from: 3, per_day: 2 },
  { ...STEADY, reply_rate: 9 },
  { ...STEADY, providers: ['yahoo'] },
  { ...STEADY, campaign_deadline: 'tomorrow' },
  { ...STEADY, email_content: 'specific' },
  { ...STEADY, email_content: 'specific', subject: 'x'.repeat(201), body: 'x' },
])('%j is refused', async json => {
  expect((await create({ email_account_id: 11_981, ...json })).status).toBe(422);
});

test('a change takes 10 on the first day, and a status of its own list', async () => {
  expect((await update(123, { from: 10 })).body).toEqual({ data: { id: 123 }, success: true });
  expect((await update(123, { from: 11 })).status).toBe(422);
  expect((await update(123, { status: 'error' })).status).toBe(422);
  expect((await update(124, { status: 'deleted' })).status).toBe(200);
  for (const path of ['/v2/warm-up/124', '/v2/warm-up/statistics/124'])
    expect((await client.ask('GET', path)).status).toBe(404);
});

test('listings take documented pages only, statistics a range that is one', async () => {
  for (const query of [{ per_page: '10' }, { page: '0' }, { status: 'pending' }] as Record<string, string>[])
    expect((await client.ask('GET', '/v2/warm-up', { query })).status).toBe(422);
  const ranges = [
    {},
    { period: 'year' },
    { date_from: 'x' },
    { date_from: '2026-01-02', date_to: '2026-01-01' },
    { date_from: '2020-01-01', date_to: '2020-01-02' },
  ];
  for (const query of ranges as Record<string, string>[])
    expect((await client.ask('GET', '/v2/warm-up/statistics/123', { query })).status).toBe(422);
});
