import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

function answerWith(path: string, body: object) {
  h.sandbox.faults.add({ path, kind: 'replace', body });
}

const row = {
  visitedAt: { date: '2020-07-14 13:10:46.000000', timezone_type: 3, timezone: 'UTC' },
  campaignId: 1234567,
  campaign: 'My top campaign',
  prospectId: '05df70cf',
  prospectFirstName: 'Ada',
  prospectName: 'Ada Byron',
  locality: null,
  industry: 'Airlines/Aviation',
  prospectEmail: 'ada.byron@example.com',
  hash: 'secret',
  emailSubject: '"Special \\"content\\" for you"',
  emailBody: '"<p>Hello Ada,<br>lorem &amp; ipsum.<\\p><script>x()</script>"',
  skills: '',
  links: null,
  customFields: null,
  id: '6362194960210075863e2e6729bcc500',
  customField_Phone: '',
  customField_Город: 'Київ',
  planted: 'secret',
};
const brief = {
  name: 'Ada Byron',
  email: 'ada.byron@example.com',
  yourMail: { subject: 'Special "content" for you' },
};
const event = {
  prospectHash: '05df70cf',
  name: 'Ada Byron',
  email: 'ada.byron@example.com',
  industry: 'Airlines/Aviation',
  yourMail: { subject: 'Special "content" for you', untrustedText: 'Hello Ada,\nlorem & ipsum.' },
  customFields: [{ label: 'Город', value: 'Київ' }],
};

describe('who replied, opened and clicked', () => {
  test.each([
    ['get_campaign_replies', '/v1/get-emails-replies', 'replies', 'repliedAt'],
    ['get_campaign_opens', '/v1/get-emails-opened', 'opens', 'openedAt'],
    ['get_campaign_clicks', '/v1/get-emails-clicked', 'clicks', 'clickedAt'],
  ])('%s answers a chosen part of the documented sample', async (name, path, rows, time) => {
    const about = { campaignId: '237951', total: 1, returned: 1 };
    const at = { [time]: '2020-07-14T13:10:46Z' };
    answerWith(path, [row]);
    const inBrief = await h.call(name, { campaignId: '237951' });
    expect(inBrief.structured).toEqual({ ...about, [rows]: [{ ...brief, ...at }] });
    answerWith(path, [row]);
    const chosen = await h.call(name, { campaignId: '237951', fields: ['beginning', time] });
    expect(chosen.structured[rows]).toEqual([
      { yourMail: { beginning: 'Hello Ada, lorem & ipsum.' }, ...at },
    ]);
    answerWith(path, [row]);
    const { structured, text } = await h.call(name, { campaignId: '237951', detail: 'full' });
    expect(structured).toEqual({ ...about, [rows]: [{ ...event, ...at }] });
    expect(text).not.toContain('secret');
    expect((await h.call(name, { campaignId: 'No such campaign' })).code).toBe('not_found');
  });

  test.each([
    ['get_campaign_replies', '/v1/get-emails-replies', 'replies'],
    ['get_campaign_clicks', '/v1/get-emails-clicked', 'clicks'],
  ])('%s answers whole mails on request, a few at a time', async (name, path, rows) => {
    const emailBody = JSON.stringify(`<p>Hello Ada,</p><p>${'word '.repeat(3000)}end</p>`);
    answerWith(path, Array(12).fill({ ...row, emailBody }));
    const { structured } = await h.call(name, { campaignId: '237951', fullText: true });
    expect(structured[rows][0].yourMail.untrustedText).toMatch(/^Hello Ada,\n\nword (word )+end$/);
    expect(structured[rows][0].yourMail.beginning).toBeUndefined();
    expect(structured).toMatchObject({ returned: 1, next: expect.any(String) });
    answerWith(path, Array(12).fill(row));
    const short = await h.call(name, { campaignId: '237951', fullText: true, limit: 100 });
    expect(short.structured).toMatchObject({ returned: 10, next: expect.any(String) });
  });

  test('a mail of enormous size is cut', async () => {
    answerWith('/v1/get-emails-opened', [{ ...row, emailBody: 'x'.repeat(90_000) }]);
    const { structured } = await h.call('get_campaign_opens', { campaignId: '237951', fullText: true });
    expect(structured.opens[0].yourMail.untrustedText).toMatch(/^x{20000}… \[cut\]$/);
  });

  const clicked = 'https://acme.example/pricing?a=1';
  test.each([
    [clicked, [clicked]],
    [[clicked, 'Pricing', 'javascript:x()'], [clicked]],
    [[{ url: clicked, clicks: 2, name: 'acme.example' }], [clicked]],
    [{ 1: clicked, 2: `${clicked}&b` }, [clicked, `${clicked}&b`]],
    ['', undefined],
    [[], undefined],
  ])('tells the link that was clicked where Snov.io does: %j', async (links, told) => {
    answerWith('/v1/get-emails-clicked', [{ ...row, links }]);
    const { structured } = await h.call('get_campaign_clicks', { campaignId: '237951' });
    expect(structured.clicks[0].links).toEqual(told);
  });

  test('an empty campaign answers no rows', async () => {
    const { structured } = await h.call('get_campaign_replies', { campaignId: 'draft idea' });
    expect(structured).toEqual({ campaignId: '237953', total: 0, returned: 0, replies: [] });
  });
});

test('get_campaign_sent_emails answers the documented sample', async () => {
  const sentDate = { date: '2020-07-06 06:58:10.000000', timezone_type: 3, timezone: 'UTC' };
  const sent = {
    sentDate,
    userName: 'Ada Byron',
    userEmail: 'ada.byron@example.com',
    campaign: 'Test',
    hash: 'x',
  };
  answerWith('/v1/emails-sent', [sent]);
  expect((await h.call('get_campaign_sent_emails', { campaignId: '1' })).structured).toEqual({
    campaignId: '1',
    total: 1,
    returned: 1,
    sent: [{ sentAt: '2020-07-06T06:58:10Z', name: 'Ada Byron', email: 'ada.byron@example.com' }],
  });
  expect((await h.call('get_campaign_sent_emails', { campaignId: '1' })).code).toBe('not_found');
});

test('get_finished_prospects answers the documented sample', async () => {
  const finished = {
    id: '2d2b',
    prospectId: '65d8',
    userName: 'Ada Byron',
    userEmail: 'ada.byron@example.com',
  };
  answerWith('/v1/prospect-finished', [finished]);
  expect((await h.call('get_finished_prospects', { campaignId: '1' })).structured).toEqual({
    total: 1,
    returned: 1,
    prospects: [{ name: 'Ada Byron', email: 'ada.byron@example.com' }],
  });
  answerWith('/v1/prospect-finished', [{ ...finished, userEmail: null }]);
  const { structured } = await h.call('get_finished_prospects', { campaignId: '1' });
  expect(structured.prospects).toEqual([{ prospectHash: '65d8', name: 'Ada Byron' }]);
  expect((await h.call('get_finished_prospects', { campaignId: '' })).code).toBe('invalid_input');
});

describe('get_user_campaigns', () => {
  test('answers the documented sample', async () => {
    const campaign = {
      id: 237945,
      campaign: 'New Campaign',
      list_id: 8512947,
      status: 'Draft',
      created_at: 1639469976,
      updated_at: 1639470026,
      started_at: null,
      hash: 'secret',
    };
    const path = '/v1/get-user-campaigns';
    h.sandbox.faults.add({ path, kind: 'replace', body: [campaign], times: 2 });
    const brief = { id: '237945', name: 'New Campaign', status: 'draft', listId: '8512947' };
    expect((await h.call('get_user_campaigns')).structured.campaigns).toEqual([brief]);
    expect((await h.call('get_user_campaigns', { detail: 'full' })).structured).toEqual({
      total: 1,
      returned: 1,
      campaigns: [
        {
          ...brief,
          createdAt: '2021-12-14T08:19:36Z',
          updatedAt: '2021-12-14T08:20:26Z',
        },
      ],
    });
  });

  test('filters by status, which says how it is with mails behind it', async () => {
    const { structured } = await h.call('get_user_campaigns', { status: 'active', fields: ['status'] });
    expect(structured).toEqual({
      total: 2,
      returned: 2,
      campaigns: [{ status: 'active' }, { status: 'active_on_hold' }],
    });
  });

  test('a status that no campaign has is answered with those there are', async () => {
    const { structured } = await h.call('get_user_campaigns', { status: 'running', fields: ['people'] });
    expect(structured).toEqual({
      total: 0,
      returned: 0,
      campaigns: [],
      note: 'No campaign has this status. There are: active, active_on_hold, completed, draft, paused, scheduled.',
    });
  });

  test('refuses a limit out of range', async () => {
    expect((await h.call('get_user_campaigns', { limit: 1001 })).code).toBe('invalid_input');
  });
});

describe('change_recipient_status', () => {
  test.each([{}, [], { success: 'perhaps' }, { data: {} }])(
    '%j does not say that it was changed',
    async body => {
      h.sandbox.faults.add({ path: '/v1/change-recipient-status', kind: 'replace', body });
      const args = { email: 'ada@novum.example', campaignId: 'Q4', status: 'Paused' };
      expect((await h.call('change_recipient_status', args)).code).toBe('upstream_malformed');
    },
  );

  async function recipients() {
    const { structured } = await h.call('get_campaign_sent_emails', { campaignId: 'Q4', limit: 1000 });
    return (structured as unknown as { sent: { email: string }[] }).sent.map(({ email }) => email);
  }

  test('changes a recipient', async () => {
    const outcomes = [];
    for (const email of await recipients()) {
      outcomes.push(await h.call('change_recipient_status', { email, campaignId: 'Q4', status: 'Paused' }));
    }
    const done = outcomes.find(answer => !answer.isError);
    expect(done?.structured).toMatchObject({ campaignId: '237951', recipientStatus: 'paused' });
    const refused = outcomes.find(answer => answer.isError);
    expect(refused?.code).toBe('refused');
    expect(refused?.text).toContain('finished, as those who replied mostly are');
    expect(refused?.text).toContain('add_to_do_not_email_list');
  });

  test('knows seven statuses and no other', async () => {
    const args = { email: 'a@acme.example', campaignId: 'Q4' };
    const known = await h.call('change_recipient_status', { ...args, status: 'Auto-replied' });
    expect(known.code).toBe('refused');
    const unknown = await h.call('change_recipient_status', { ...args, status: 'moved' });
    expect(unknown.code).toBe('invalid_input');
  });
});
