import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const PATH = '/v2/warm-up';
const STATISTICS = '/v2/warm-up/statistics/123';

const replace = (path: string, body: object, times = 1) =>
  h.sandbox.faults.add({ path, kind: 'replace', body, times });

/** The documented sample. */
const ROW = {
  id: 123,
  status: 'active',
  reply_rate: 30,
  send_to_paid_domain: false,
  start_date: '2026-03-26',
  campaign_deadline: '2026-12-21',
  strategy: 'progressive',
  per_day: 2,
  from: 2,
  increase: 2,
  subject: null,
  body: null,
  template_name: null,
  enable_ctd: false,
  schedule: null,
  email_account: { id: 732745, email_from: 'ada@example.com', type: 'google', provider: 'gmail' },
  enable_proxy: false,
  sent_today: 2,
  daily_limit: 2,
  total_saved_from_spam: 106,
  deliverability: 88,
  warm_up_error: null,
};
const FACTS = {
  id: '123',
  status: 'active',
  senderAccountId: '732745',
  emailFrom: 'ada@example.com',
  startDate: '2026-03-26',
  deadline: '2026-12-21',
  sentToday: 2,
  dailyLimit: 2,
  perDay: 2,
  savedFromSpam: 106,
  deliverabilityPercent: 88,
};

describe('list_warm_ups', () => {
  test('answers the documented sample', async () => {
    const meta = { total_items: 1, page: 1, per_page: 20, total_pages: 1 };
    replace(PATH, { data: [ROW], success: true, meta });
    const { structured } = await h.call('list_warm_ups');
    expect(structured).toEqual({ total: 1, returned: 1, warmUps: [FACTS] });
  });

  test('goes through the pages', async () => {
    const rows = Array.from({ length: 130 }, (_, i) => ({ ...ROW, id: i }));
    for (const page of [1, 2]) {
      const data = rows.slice((page - 1) * 100, page * 100);
      const meta = { total_items: 130, page, per_page: 100, total_pages: 2 };
      h.sandbox.faults.add({
        path: PATH,
        kind: 'replace',
        times: 2,
        body: { data, success: true, meta },
        where: ({ query }) => query.page === String(page),
      });
    }
    const { structured } = await h.call('list_warm_ups');
    expect(structured).toMatchObject({ total: 130, returned: 100, next: expect.any(String) });
    const last = await h.call('list_warm_ups', { next: structured.next });
    expect(last.structured).toMatchObject({ total: 130, returned: 30 });
    expect(last.structured.next).toBeUndefined();
  });

  test.each([{}, { data: null, success: true }, { data: {} }, { data: [{ ...ROW, id: undefined, ID: 1 }] }])(
    '%j is no empty list',
    async body => {
      replace(PATH, body, Infinity);
      expect((await h.call('list_warm_ups')).code).toBe('upstream_malformed');
    },
  );

  test('passes on why Snov.io refuses', async () => {
    replace(PATH, { success: false, errors: ['Not in your plan'] });
    const refused = await h.call('list_warm_ups');
    expect([refused.code, refused.text]).toEqual(['refused', expect.stringContaining('"Not in your plan"')]);
  });
});

describe('get_warm_up', () => {
  const get = (warmUpId: string) => h.call('get_warm_up', { warmUpId });

  test('answers the documented sample', async () => {
    replace(`${PATH}/123`, { data: ROW, success: true });
    const settings = { strategy: 'progressive', from: 2, increase: 2, replyRate: 30 };
    const flags = { sendToPaidDomain: false, enableCtd: false, enableProxy: false };
    expect((await get('123')).structured).toEqual({ warmUp: { ...FACTS, ...settings, ...flags } });
  });

  test('shows its own text as words of others', async () => {
    const body = '<p>Hello</p><p>there</p>';
    replace(`${PATH}/123`, { data: { ...ROW, subject: 'Lunch', body }, success: true });
    const { structured } = await get('123');
    expect(structured.warmUp).toMatchObject({ subject: 'Lunch', untrustedText: 'Hello\n\nthere' });
  });

  test.each([
    ['99', 'not_found'],
    ['12/3', 'invalid_input'],
    ['', 'invalid_input'],
  ])('%j is %s', async (warmUpId, code) => {
    expect((await get(warmUpId)).code).toBe(code);
  });

  test.each([{}, { data: [] }, { data: { ...ROW, status: null } }, { success: true }])(
    '%j is no warm-up',
    async body => {
      replace(`${PATH}/123`, body, Infinity);
      expect((await get('123')).code).toBe('upstream_malformed');
    },
  );
});

describe('get_warm_up_statistics', () => {
  const statistics = (args = {}) => h.call('get_warm_up_statistics', { warmUpId: '123', ...args });
  const day = {
    emails_sent: 2,
    replies: 0,
    bounces: 0,
    spam_emails: 0,
    inbox_emails: 2,
    categories_emails: 0,
    scheduled: 0,
  };
  const sample = {
    daily_statistics: { '2026-05-30': day },
    provider_statistics: {
      google: { id: 1, count: 6, spam: 2, percent: 75, categories: 0 },
      outlook: { id: 2, count: 2, spam: 0, percent: 100 },
    },
    deliverability: {
      inbox: { count: 14, percent: 88 },
      spam: { count: 2, percent: 13 },
      categories: { count: 0, percent: 0 },
    },
    is_calculated: false,
  };

  test('answers the documented sample, which is not the last word', async () => {
    replace(STATISTICS, { data: sample, success: true });
    expect((await statistics()).structured).toEqual({
      warmUpId: '123',
      calculated: false,
      deliverability: sample.deliverability,
      providers: [
        { provider: 'google', inbox: 6, inboxPercent: 75, spam: 2, categories: 0 },
        { provider: 'outlook', inbox: 2, inboxPercent: 100, spam: 0 },
      ],
      total: 1,
      returned: 1,
      note: 'Snov.io still computes these figures: call again in a minute.',
      days: [
        {
          date: '2026-05-30',
          sent: 2,
          replies: 0,
          bounces: 0,
          spam: 0,
          inbox: 2,
          categories: 0,
          scheduled: 0,
        },
      ],
    });
    expect(h.sandbox.requests.at(-1)?.query).toEqual({ period: 'two_weeks' });
  });

  test('only true says that the figures are final', async () => {
    for (const [is_calculated, calculated] of [
      [true, true],
      [undefined, false],
      ['done', false],
    ]) {
      replace(STATISTICS, { data: { ...sample, is_calculated }, success: true });
      expect((await statistics()).structured.calculated).toBe(calculated);
    }
  });

  test('without mail there are no days', async () => {
    const nothing = { daily_statistics: [], provider_statistics: [] };
    replace(STATISTICS, { data: { ...sample, ...nothing }, success: true });
    expect((await statistics()).structured).toMatchObject({ providers: [], total: 0, days: [] });
  });

  test('lists the days in their order', async () => {
    const { structured } = await statistics({ dateFrom: '2020-01-01' });
    const dates = structured.days.map(({ date }: { date: string }) => date);
    expect(dates.length).toBeGreaterThanOrEqual(21);
    expect(dates).toEqual([...dates].sort());
  });

  test.each([
    [{ dateTo: '2026-05-01' }, 'dateFrom: is missing'],
    [{ dateFrom: '2026-05-02', dateTo: '2026-05-01' }, 'dateTo: lies before dateFrom'],
    [{ dateFrom: '2026-02-30' }, 'dateFrom: is no day; write it as YYYY-MM-DD'],
    [{ dateFrom: 'May 1' }, 'dateFrom: is no day; write it as YYYY-MM-DD'],
  ])('%j is refused, and nothing is sent', async (args, told) => {
    const refused = await statistics(args);
    expect([refused.code, refused.text]).toEqual(['invalid_input', expect.stringContaining(told)]);
    expect(h.sandbox.requests).toEqual([]);
  });

  test.each([
    {},
    { data: {} },
    { data: { ...sample, daily_statistics: null } },
    { data: { ...sample, daily_statistics: { total: day } } },
    { data: { ...sample, daily_statistics: { '2026-05-30': { sent: 2 } } } },
    { data: { ...sample, deliverability: undefined } },
  ])('%j says nothing', async body => {
    replace(STATISTICS, body, Infinity);
    expect((await statistics()).code).toBe('upstream_malformed');
  });
});
