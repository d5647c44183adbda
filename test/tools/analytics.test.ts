import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { sent } from '../snovio/flows/kit.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

function answerWith(path: string | RegExp, body: object | string, times = 1) {
  h.sandbox.faults.add({ path, kind: 'replace', body, times });
}

/** Nothing that can be understood: no answer may tell these as numbers or as "nothing there". */
const ODD = [{}, [], { data: {} }, { data: null }, '<html>busy</html>', { success: true }];

describe('get_campaign_progress', () => {
  const path = '/v2/campaigns/237951/progress';

  test('answers the documented sample', async () => {
    answerWith(path, { status: 'Active', unfinished: 1, progress: '90%' });
    const { structured } = await h.call('get_campaign_progress', { campaignId: 'Q4' });
    expect(structured).toEqual({
      campaignId: '237951',
      status: 'active',
      progressPercent: 90,
      unfinished: 1,
    });
  });

  test('counts who has unsubscribed as ended', async () => {
    const before = (await h.call('get_campaign_progress', { campaignId: 'Nordics' })).structured;
    const { structured } = await h.call('get_campaign_sent_emails', { campaignId: 'Nordics', limit: 1 });
    const change = { email: structured.sent[0].email, campaignId: 'Nordics', status: 'Unsubscribed' };
    await h.call('change_recipient_status', change);
    const after = (await h.call('get_campaign_progress', { campaignId: 'Nordics' })).structured;
    expect(after.unfinished).toBe(before.unfinished - 1);
  });

  test.each([
    ...ODD,
    { status: 'Active', progress: '90%' },
    { status: 'Active', unfinished: 1, progress: 'much' },
    { status: 'Active', unfinished: 1, progress: '900%' },
  ])('%j is no answer', async body => {
    answerWith(path, body, 9);
    expect((await h.call('get_campaign_progress', { campaignId: '237951' })).code).toBe('upstream_malformed');
    h.sandbox.faults.clear();
  });

  test('a refusal says what Snov.io said', async () => {
    answerWith(path, { success: false, message: 'Campaign is archived' });
    const refused = await h.call('get_campaign_progress', { campaignId: '237951' });
    expect(refused.code).toBe('refused');
    expect(refused.text).toContain('Campaign is archived');
  });

  test.each([
    ['5', 'not_found'],
    ['No such campaign', 'not_found'],
    [' ', 'invalid_input'],
  ])('campaign %j is %s', async (campaignId, code) => {
    expect((await h.call('get_campaign_progress', { campaignId })).code).toBe(code);
  });
});

describe('check_campaign_recipients', () => {
  const path = '/v2/campaigns/237951/recipient';
  const check = (...emails: string[]) => h.call('check_campaign_recipients', { campaignId: 'Q4', emails });

  test('answers the documented sample', async () => {
    const data = [
      { email: 'ada.byron@example.com', exist: true, status: 'tocheck' },
      { email: 'alan@example.com', exist: false, status: null },
      { email: 'grace@example.com', exist: true, status: 'unsubscribe' },
    ];
    answerWith(path, { data: data.toReversed() });
    const { structured } = await check('ada.byron@example.com', 'alan@example.com', 'grace@example.com');
    expect(structured).toEqual({
      campaignId: '237951',
      results: [
        { email: 'ada.byron@example.com', isRecipient: true, recipientStatus: 'to_check' },
        { email: 'alan@example.com', isRecipient: false },
        { email: 'grace@example.com', isRecipient: true, recipientStatus: 'unsubscribed' },
      ],
    });
  });

  test('asks once about an address in several spellings, and not about what is none', async () => {
    const long = `${'a'.repeat(60)}@${'b'.repeat(50)}.example`;
    const before = h.sandbox.requests.length;
    const { structured } = await check(
      'nobody',
      'Mara <MARA.lindqvist@acme.example>',
      long,
      'x@y.example',
      'mara.lindqvist@acme.example',
    );
    expect(structured.results).toEqual([
      { email: 'nobody', reason: 'format' },
      { email: 'Mara <MARA.lindqvist@acme.example>', isRecipient: true, recipientStatus: 'finished' },
      { email: long, reason: 'too_long' },
      { email: 'x@y.example', isRecipient: false },
    ]);
    const [request] = h.sandbox.requests.slice(before).filter(request => request.path === path);
    expect(request?.query).toEqual({ emails: ['mara.lindqvist@acme.example', 'x@y.example'] });
  });

  test('an address that the answer leaves out, or says two things of, is not told as none', async () => {
    answerWith(path, {
      data: [
        { email: 'A@x.example', exist: true, status: 'active' },
        { email: 'b@x.example' },
        { email: 'd@x.example', exist: true, status: 'unsubscribe' },
        { email: 'd@x.example', exist: false },
      ],
    });
    const { structured } = await check('a@x.example', 'b@x.example', 'c@x.example', 'd@x.example');
    expect(structured.results).toEqual([
      { email: 'a@x.example', isRecipient: true, recipientStatus: 'active' },
      { email: 'b@x.example', reason: 'no_answer' },
      { email: 'c@x.example', reason: 'no_answer' },
      { email: 'd@x.example', reason: 'no_answer' },
    ]);
  });

  test('takes a hundred in one request, and no more', async () => {
    const many = Array.from({ length: 101 }, (_, index) => `a${index}@x.example`);
    const before = h.sandbox.requests.length;
    expect((await check(...many.slice(1))).structured.results).toHaveLength(100);
    expect(h.sandbox.requests.slice(before).filter(request => request.path === path)).toHaveLength(1);
    const refused = await check(...many);
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toContain('100');
    expect((await check('nobody')).code).toBe('invalid_input');
  });

  test.each(ODD)('%j is no answer', async body => {
    answerWith(path, body, 9);
    expect((await check('a@x.example')).code).toBe('upstream_malformed');
    h.sandbox.faults.clear();
  });
});

describe('get_recipients_activity', () => {
  const path = '/v2/campaigns/237951/recipients-activity';
  const days = { campaignId: 'Q4', dateFrom: '2026-08-20', dateTo: '2026-09-20' };
  const event = {
    event_time: '2025-12-15 10:58:52',
    event_type: 'sent',
    sender_email: 'sender@example.com',
    email_subject: 'About our plans',
    recipient_email: 'ada.byron@example.com',
    recipient_name: 'Ada Byron',
    phone: '15550100001',
    industry: 'Information Technology & Services',
    country: 'Ukraine',
    location: 'Kyiv',
    company: 'Example Inc',
    job_position: 'Engineer',
    hq_phone: '15550100000',
    website: 'example.com',
  };
  const pagination = { total: 1, offset: 0, limit: 100, has_more: false };
  const brief = {
    at: '2025-12-15T10:58:52Z',
    event: 'sent',
    email: 'ada.byron@example.com',
    name: 'Ada Byron',
    subject: 'About our plans',
    sender: 'sender@example.com',
  };

  test('answers the documented sample, with contacts on request', async () => {
    answerWith(path, { data: [event], pagination }, 2);
    const { structured } = await h.call('get_recipients_activity', days);
    expect(structured).toEqual({ campaignId: '237951', total: 1, returned: 1, activity: [brief] });
    const full = await h.call('get_recipients_activity', { ...days, includeContacts: true });
    const contact = {
      phone: '15550100001',
      country: 'Ukraine',
      locality: 'Kyiv',
      companyName: 'Example Inc',
      position: 'Engineer',
      industry: 'Information Technology & Services',
      site: 'example.com',
      companyPhone: '15550100000',
    };
    expect(full.structured.activity).toEqual([{ ...brief, ...contact }]);
  });

  test('pages to the end, and agrees with the listings', async () => {
    const events: string[] = [];
    for (let next: string | undefined = '', calls = 0; next !== undefined && calls < 9; calls += 1) {
      const { structured } = await h.call('get_recipients_activity', {
        ...days,
        limit: 20,
        ...(next && { next }),
      });
      events.push(...structured.activity.map(({ event }: { event: string }) => event));
      next = structured.next;
    }
    const total = async (tool: string) => (await h.call(tool, { campaignId: 'Q4' })).structured.total;
    const count = (word: string) => events.filter(event => event === word).length;
    expect(count('sent')).toBe(await total('get_campaign_sent_emails'));
    expect(count('opened')).toBe(await total('get_campaign_opens'));
    expect(count('clicked')).toBe(await total('get_campaign_clicks'));
    expect(count('replied')).toBe(await total('get_campaign_replies'));
    expect(count('unsubscribed')).toBe(1);
  });

  test('an answer that does not say whether there is more is followed until nothing comes', async () => {
    answerWith(path, { data: [event, event] });
    answerWith(path, { data: [] });
    const { structured } = await h.call('get_recipients_activity', days);
    expect(structured).toMatchObject({ returned: 2, total: 2 });
    expect(structured.next).toBeUndefined();
  });

  test.each([
    [{ dateTo: '2026-09-21' }, 'at most 31 days'],
    [{ dateTo: '2026-08-19' }, 'before dateFrom'],
    [{ dateTo: '2026-02-31' }, 'YYYY-MM-DD'],
    [{ dateFrom: '20.08.2026' }, 'YYYY-MM-DD'],
  ])('%j is refused, and nothing is sent', async (wrong, words) => {
    const before = h.sandbox.requests.length;
    const refused = await h.call('get_recipients_activity', { ...days, ...wrong });
    expect([refused.code, refused.text]).toEqual(['invalid_input', expect.stringContaining(words)]);
    expect(h.sandbox.requests.length).toBe(before);
  });

  test.each([
    ...ODD,
    { data: [{ ...event, event_time: null }], pagination },
    { data: [{ eventType: 'sent' }] },
  ])('%j is no answer', async body => {
    answerWith(path, body, 9);
    expect((await h.call('get_recipients_activity', days)).code).toBe('upstream_malformed');
    h.sandbox.faults.clear();
  });
});

test('parameters travel in the query', async () => {
  await using own = await startHarness();
  const filter = {
    campaignIds: ['Q4', '237952', 'q4'],
    senderEmailIds: ['21', ' 22'],
    senderLinkedInIds: ['31'],
    ownerEmails: ['Owner <owner1@acme.example>', 'owner2@acme.example'],
  };
  await own.call('get_campaign_analytics', { ...filter, dateFrom: '2026-08-20', dateTo: '2026-09-30' });
  expect(sent(own, '/v2/statistics/campaign-analytics')[0]?.query).toEqual({
    campaign_id: '237951,237952',
    sender_email: '21,22',
    sender_linkedin: '31',
    campaign_owner: 'owner1@acme.example,owner2@acme.example',
    date_from: '2026-08-20',
    date_to: '2026-09-30',
  });
  const days = { dateFrom: '2026-08-20', dateTo: '2026-09-20' };
  await own.call('get_recipients_activity', { campaignId: 'Q4', ...days, limit: 50 });
  const [activity] = own.sandbox.requests.filter(({ path }) => path.endsWith('recipients-activity'));
  expect(activity?.query).toEqual({ ...days, offset: '0', limit: '51' });
});
