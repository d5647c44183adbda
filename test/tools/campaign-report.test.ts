import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PROGRESS_NOTE, REPLIES_NOTE } from '../../tools/analytics/get-campaign-report.ts';
import { RATES_NOTE } from '../../tools/analytics/statistics.ts';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const ANALYTICS = '/v2/statistics/campaign-analytics';

function answerWith(path: string | RegExp, body: object | string) {
  h.sandbox.faults.add({ path, kind: 'replace', body, times: Number.POSITIVE_INFINITY });
}

const sample = {
  total_contacted: 32,
  emails_sent: 31,
  first_emails: 24,
  first_emails_rate: '77%',
  follow_ups: 7,
  delivered: 30,
  delivered_rate: '97%',
  bounced: 1,
  contacted_by_email: 23,
  email_opens: 16,
  email_opens_rate: '70%',
  link_clicks: 0,
  email_replies: 16,
  unsubscribed: 0,
  auto_replied: 0,
  contacted_by_linkedin: 10,
  linkedin_total_replies: 9,
  connection_request_replies: 2,
  message_replies: 7,
  in_mail_replies: 0,
  connection_requests: 2,
  accepted_requests: 2,
  failed_connection_requests: 0,
  messages_sent: 9,
  linkedin_views: 9,
  linkedin_likes: 0,
  linkedin_follows: 0,
  in_mail_sent: 0,
  interested: 8,
  maybe: 8,
  not_interested: 4,
};

describe('get_campaign_analytics', () => {
  test('answers the documented sample', async () => {
    answerWith(ANALYTICS, sample);
    const { structured } = await h.call('get_campaign_analytics', {
      campaignIds: ['1', '2'],
      dateFrom: '2024-06-15',
    });
    expect(structured).toEqual({
      campaignIds: ['1', '2'],
      dateFrom: '2024-06-15',
      mails: { sent: 31, first: 24, followUps: 7, delivered: 30, bounced: 1 },
      people: {
        contacted: 32,
        contactedByEmail: 23,
        opened: 16,
        clicked: 0,
        replied: 16,
        unsubscribed: 0,
        autoReplied: 0,
        interested: 8,
        maybe: 8,
        notInterested: 4,
      },
      linkedIn: {
        contacted: 10,
        replied: 9,
        repliedToRequest: 2,
        repliedToMessage: 7,
        repliedToInMail: 0,
        requestsSent: 2,
        requestsAccepted: 2,
        requestsFailed: 0,
        messagesSent: 9,
        inMailsSent: 0,
        profilesViewed: 9,
        postsLiked: 0,
        profilesFollowed: 0,
      },
      ratesPercent: {
        delivered: 96.8,
        bounced: 3.2,
        opened: 69.6,
        clicked: 0,
        replied: 69.6,
        unsubscribed: 0,
        linkedInReplied: 90,
      },
      note: RATES_NOTE,
    });
  });

  test('sums up all active campaigns, and agrees with their listings', async () => {
    const { structured } = await h.call('get_campaign_analytics');
    const total = async (tool: string) => {
      const answers = ['Q4', 'Nordics'].map(campaignId => h.call(tool, { campaignId }));
      const totals = (await Promise.all(answers)).map(answer => answer.structured.total as number);
      return totals.reduce((sum, one) => sum + one, 0);
    };
    expect(structured.mails.sent).toBe(await total('get_campaign_sent_emails'));
    expect(structured.people.opened).toBe(await total('get_campaign_opens'));
    expect(structured.people.replied).toBe(await total('get_campaign_replies'));
    expect(structured.campaignIds).toBeUndefined();
  });

  test('tells what came back', async () => {
    const { structured } = await h.call('get_campaign_analytics', { campaignIds: ['Summer 2025'] });
    expect(structured.mails).toMatchObject({ sent: 20, delivered: 18, bounced: 2 });
    expect(structured.ratesPercent).toMatchObject({ delivered: 90, bounced: 10 });
  });

  test('counts only the days that are asked about', async () => {
    const days = { campaignIds: ['Q4'], dateFrom: '2026-09-01', dateTo: '2026-09-03' };
    const { structured } = await h.call('get_campaign_analytics', days);
    expect(structured).toMatchObject({ mails: { sent: 0 }, people: { replied: 1 } });
    expect(structured.ratesPercent).toEqual({ linkedInReplied: undefined });
  });

  test.each([
    {},
    [],
    null,
    'busy',
    { data: sample },
    { ...sample, bounced: undefined },
    { ...sample, email_opens: 'many' },
  ])('%j is no answer', async body => {
    answerWith(ANALYTICS, JSON.stringify(body));
    expect((await h.call('get_campaign_analytics')).code).toBe('upstream_malformed');
  });

  test.each([
    [{ senderEmailIds: ['1,2'] }, 'senderEmailIds'],
    [{ senderLinkedInIds: ['abc'] }, 'senderLinkedInIds'],
    [{ ownerEmails: ['nobody'] }, 'ownerEmails'],
    [{ dateFrom: '2026-13-01' }, 'dateFrom'],
    [{ dateFrom: '2026-09-02', dateTo: '2026-09-01' }, 'dateTo'],
  ])('%j is refused, and nothing is sent', async (wrong, argument) => {
    const refused = await h.call('get_campaign_analytics', wrong);
    expect([refused.code, refused.text]).toEqual(['invalid_input', expect.stringContaining(argument)]);
    expect(h.sandbox.requests).toEqual([]);
  });
});

describe('get_campaign_report', () => {
  const days = { campaignId: 'Q4', dateFrom: '2026-08-20', dateTo: '2026-09-20' };
  const whole = {
    campaignId: '237951',
    name: 'Q4',
    status: 'active',
    listId: '8512901',
    listName: 'Berlin SaaS',
    startedAt: '2026-08-20T07:13:41Z',
    dateFrom: '2026-08-20',
    dateTo: '2026-09-20',
    progressPercent: 38,
    unfinished: 15,
    mails: { sent: 23, first: 23, followUps: 0, delivered: 23, bounced: 0 },
    counts: {
      sent: { events: 23, people: 23 },
      contactedByEmail: { people: 23 },
      opened: { events: 12, people: 12 },
      clicked: { events: 5, people: 5 },
      replied: { events: 5, people: 5 },
      repliedOnLinkedIn: { people: 1 },
      unsubscribed: { people: 1 },
      autoReplied: { people: 0 },
      interested: { people: 0 },
      maybe: { people: 0 },
      notInterested: { people: 0 },
    },
    ratesPercent: {
      delivered: 100,
      bounced: 0,
      opened: 52.2,
      clicked: 21.7,
      replied: 21.7,
      unsubscribed: 4.3,
    },
    bySubject: [
      {
        subject: 'A quieter engine for your rockets',
        sent: 23,
        opened: 12,
        clicked: 5,
        replied: 5,
        bounced: 0,
        unsubscribed: 1,
      },
    ],
    note: `${RATES_NOTE} ${PROGRESS_NOTE} ${REPLIES_NOTE}`,
  };

  test('answers everything at once', async () => {
    expect((await h.call('get_campaign_report', days)).structured).toEqual(whole);
  });

  test('says where other tools count something else', async () => {
    const { counts, note } = (await h.call('get_campaign_report', days)).structured;
    const { structured: replies } = await h.call('get_all_campaign_replies', { campaignId: 'Q4' });
    expect(counts.replied.people + counts.repliedOnLinkedIn.people).toBe(replies.conversations.length);
    const { structured: finished } = await h.call('get_finished_prospects', { campaignId: 'Q4' });
    // Of 24 recipients 15 are under way; of the others one has unsubscribed, and one was moved.
    expect(finished.total).toBe(24 - whole.unfinished - 2);
    expect(note).toMatch(/get_finished_prospects may list fewer\. replied is by mail/);
    const draft = await h.call('get_campaign_report', { campaignId: 'Draft idea' });
    expect(draft.structured.note ?? '').not.toMatch(/get_finished_prospects|replied is by mail/);
  });

  test('shares are those that get_user_campaigns tells, of the people whom mail reached', async () => {
    const name = 'Spring relaunch';
    const { structured: report } = await h.call('get_campaign_report', { campaignId: name });
    const fields = ['name', 'people', 'ratesPercent'];
    const { structured } = await h.call('get_user_campaigns', { fields, status: 'paused' });
    expect(report.counts).toMatchObject({ sent: { people: 15 }, contactedByEmail: { people: 14 } });
    expect(structured.campaigns).toEqual([
      { name, people: expect.anything(), ratesPercent: report.ratesPercent },
    ]);
  });

  test('counts people once, however often they opened', async () => {
    const { structured } = await h.call('get_campaign_opens', { campaignId: 'Q4', limit: 1 });
    const at = { date: '2026-08-21 10:00:00.000000', timezone_type: 3, timezone: 'UTC' };
    const row = { visitedAt: at, prospectEmail: structured.opens[0].email };
    const other = { visitedAt: at, prospectId: '05df70cf' };
    const earlier = {
      visitedAt: { ...at, date: '2026-08-19 23:59:59.000000' },
      prospectEmail: 'x@y.example',
    };
    answerWith('/v1/get-emails-opened', [
      row,
      { ...row, prospectEmail: row.prospectEmail.toUpperCase() },
      other,
      earlier,
    ]);
    const { counts } = (await h.call('get_campaign_report', days)).structured;
    expect(counts.opened).toEqual({ events: 3, people: 2 });
  });

  test('leaves out people where a row names nobody', async () => {
    answerWith('/v1/get-emails-clicked', [{ visitedAt: '2026-08-21 10:00:00' }]);
    const { structured } = await h.call('get_campaign_report', days);
    // The statistics know them by people.
    expect(structured.counts.clicked).toEqual({ events: 1, people: 5 });
  });

  test('reads its parts side by side', async () => {
    let running = 0;
    let most = 0;
    const on = (stage: string) => {
      if (stage === 'received') running += 1;
      if (stage === 'answered') running -= 1;
      most = Math.max(most, running);
    };
    const times = Number.POSITIVE_INFINITY;
    h.sandbox.faults.add({ path: /v[12]\/(?!oauth)/, kind: 'slow', delayMs: 200, times, on });
    await h.call('get_campaign_report', { ...days, campaignId: '237951' });
    expect(most).toBe(9);
  });

  test('counts by subject for 31 days at most, and says so', async () => {
    const { structured } = await h.call('get_campaign_report', { campaignId: 'Newsletter 2024' });
    expect(structured.counts.sent).toEqual({ events: 12_345, people: 12_345 });
    expect(structured.bySubject).toBeUndefined();
    expect(structured.missing).toBeUndefined();
    expect(structured.note).toContain('31 days');
    const pages = h.sandbox.requests.filter(({ path }) => path === '/v1/emails-sent');
    expect(new Set(pages.map(({ query }) => query.offset))).toEqual(new Set([undefined, '10000']));
  });

  const { sent: _, opened: __, clicked: ___, replied: ____, ...statistical } = whole.counts;
  test.each([
    ['progress', /progress$/, 'progressPercent'],
    ['statistics', /campaign-analytics$/, 'mails'],
    ['bySubject', /recipients-activity$/, 'bySubject'],
    ['campaign', /get-user-campaigns$/, 'name'],
  ])('%s that cannot be understood is missing, not 0', async (part, path, field) => {
    answerWith(path, { success: true });
    const { structured } = await h.call('get_campaign_report', { ...days, campaignId: '237951' });
    expect(structured.missing).toEqual([{ part, reason: 'upstream_malformed' }]);
    expect(structured[field]).toBeUndefined();
    if (part === 'statistics')
      for (const name of Object.keys(statistical)) expect(structured.counts).not.toHaveProperty(name);
  });

  test.each([
    ['opened', '/v1/get-emails-opened'],
    ['clicked', '/v1/get-emails-clicked'],
    ['replied', '/v1/get-emails-replies'],
    ['sent', '/v1/emails-sent'],
  ])('%s that cannot be listed is told by the statistics only', async (part, path) => {
    for (const body of [{}, [{}], null, '<html></html>']) {
      answerWith(path, JSON.stringify(body));
      const { structured } = await h.call('get_campaign_report', days);
      expect(structured.missing).toEqual([{ part, reason: 'upstream_malformed' }]);
      expect(structured.counts[part]).toEqual(
        part === 'sent' ? { events: 23 } : { people: whole.counts[part as 'opened'].people },
      );
      expect(structured.ratesPercent.opened).toBe(52.2);
      h.sandbox.faults.clear();
    }
    answerWith(path, { success: false, message: 'Archived' });
    answerWith(ANALYTICS, { success: false });
    const { structured } = await h.call('get_campaign_report', days);
    expect(structured.missing).toContainEqual({ part, reason: 'Snov.io said: "Archived"' });
    expect(structured.counts).not.toHaveProperty(part);
  });

  test('a part that hangs is missing when the time is over', async () => {
    await using short = await startHarness({ reuse: h.sandbox, env: { SNOVIO_WAIT_SECONDS: '2' } });
    h.sandbox.faults.add({ path: '/v1/get-emails-opened', kind: 'hang', times: 99 });
    const { structured } = await short.call('get_campaign_report', days);
    expect(structured.missing).toEqual([{ part: 'opened', reason: 'upstream_unavailable' }]);
    expect(structured.counts).toMatchObject({ sent: { events: 23 }, opened: { people: 12 } });
  });

  test('an unknown event makes no counts by subject', async () => {
    const row = { event_time: '2026-08-21 10:00:00', event_type: 'opened', email_subject: 'Hi' };
    answerWith(/recipients-activity$/, { data: [row], pagination: { total: 1, has_more: false } });
    const { structured } = await h.call('get_campaign_report', days);
    expect(structured.missing).toEqual([{ part: 'bySubject', reason: 'upstream_malformed' }]);
  });

  test('of many subjects it tells ten', async () => {
    const data = Array.from({ length: 13 }, (_, index) => ({
      event_time: '2026-08-21 10:00:00',
      event_type: 'sent',
      email_subject: `For person ${index}`,
    }));
    answerWith(/recipients-activity$/, { data, pagination: { total: 13, has_more: false } });
    const { structured } = await h.call('get_campaign_report', days);
    expect(structured.bySubject).toHaveLength(10);
    expect(structured.note).toContain('3 more');
  });

  test('a listing that never ends is missing', async () => {
    const row = { sentDate: '2026-08-21 10:00:00', userEmail: 'a@acme.example' };
    answerWith('/v1/emails-sent', Array(10_000).fill(row));
    const { structured } = await h.call('get_campaign_report', days);
    expect(structured.missing).toEqual([{ part: 'sent', reason: 'upstream_malformed' }]);
  });

  test.each(['5', 'Nobody'])('an unknown campaign (%s) is not_found', async campaignId => {
    expect((await h.call('get_campaign_report', { campaignId })).code).toBe('not_found');
  });

  test('where nothing can be read, the call fails', async () => {
    h.sandbox.faults.add({ path: /v[12]\/(?!oauth)/, kind: 'status', status: 403, times: 99 });
    const byId = await h.call('get_campaign_report', { ...days, campaignId: '237951' });
    expect(byId.code).toBe('plan_forbidden');
    h.sandbox.faults.clear();
    await h.call('get_campaign_progress', { campaignId: 'Q4' });
    h.sandbox.faults.add({ path: /v[12]\/(?!oauth)/, kind: 'status', status: 403, times: 99 });
    // The name is remembered, and no report.
    expect((await h.call('get_campaign_report', days)).code).toBe('plan_forbidden');
  });
});
