import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import type { Json } from '../sandbox/client.ts';
import { sent } from '../snovio/flows/kit.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const CREATE = '/v2/campaigns/create';
const ONE = '/v2/campaigns/{campaign_id}';
const mail = { type: 'email' };
const end = { type: 'goal', goalName: 'end' };
const delay = { type: 'delay', wait: '3 days' };
const campaign = { title: 'Autumn', listId: 'Research', emailAccounts: ['11980'], steps: [mail, end] };
const create = (args: object = {}) => h.call('create_campaign', { ...campaign, ...args });
const body = (path = CREATE) => sent(h, path).at(-1)?.body as Json;

/** The documented answer. */
const sample = {
  id: 37505,
  status: 'draft',
  title: 'My top campaign',
  email_accounts: [649079],
  linkedin_accounts: [],
  priority: 'high',
  tracking: { open: true, link_click: true },
  sending_settings: {
    sending_priority: 'first_email',
    daily_sending_all: 10,
    daily_sending_new_recipients: 5,
    skip_unverifiable: true,
    skip_unverified: false,
    skip_who_replied: true,
    one_click_unsubscribe: true,
  },
  recipients: { list_id: 32, black_list_id: 8 },
  schedule_id: 4,
  start_campaign_at: '2027-03-25 09:00:00',
  complete_campaign_at: '2027-03-28 06:00:00',
  timezone: 'America/New_York',
  complete_campaign_after_last_step: false,
  archive_in_months: 3,
  provider_matching: false,
  sequence: {
    entry: '1773996379996',
    steps: [
      {
        _ref: '1773996379996',
        type: 'email',
        content_slots: 2,
        content: [
          { id: 17739963799960, plain_text: false, usage: 'active' },
          { id: 17739963799961, plain_text: false, usage: 'active' },
        ],
        next: '1774364404811',
      },
      { _ref: '1774364404811', type: 'goal', goal_name: 'end' },
    ],
  },
};

describe('create_campaign', () => {
  test('makes a draft and answers the ids that the next tools need', async () => {
    const { structured } = await create({ steps: [{ ...mail, contentSlots: 2 }, delay, mail, end] });
    expect(structured).toEqual({
      campaignId: expect.stringMatching(/^\d+$/),
      status: 'draft',
      steps: [
        {
          ref: '1',
          type: 'email',
          stepId: expect.stringMatching(/^\d+$/),
          contentIds: [expect.any(String), expect.any(String)],
        },
        { ref: '2', type: 'delay', stepId: expect.any(String) },
        { ref: '3', type: 'email', stepId: expect.any(String), contentIds: [expect.any(String)] },
        { ref: '4', type: 'goal', stepId: expect.any(String) },
      ],
      note: expect.stringContaining('add_step_content'),
    });
    const listed = await h.call('get_user_campaigns');
    expect(listed.structured.campaigns).toContainEqual(
      expect.objectContaining({
        id: structured.campaignId,
        name: 'Autumn',
        status: 'draft',
        listId: '8512908',
      }),
    );
    expect(h.sandbox.mailed).toEqual([]);
  });

  test('sends what Snov.io requires, and mails fewer people where nobody said whom', async () => {
    await create();
    const { steps, entry } = body().sequence;
    expect(body()).toEqual({
      title: 'Autumn',
      priority: 'medium',
      email_accounts: [11980],
      tracking: { open: false, link_click: false },
      sending_settings: expect.objectContaining({
        sending_priority: 'first_email',
        skip_unverifiable: true,
        skip_unverified: false,
        skip_who_replied: true,
        one_click_unsubscribe: true,
      }),
      recipients: { list_id: 8512908 },
      complete_campaign_after_last_step: false,
      archive_in_months: 3,
      provider_matching: false,
      sequence: {
        entry: steps[0]?._ref,
        steps: [
          { _ref: entry, type: 'email', content_slots: 1, next: steps[1]?._ref },
          { _ref: expect.stringMatching(/^\d+$/), type: 'goal', goal_name: 'end' },
        ],
      },
    });
  });

  test('takes senders by their address', async () => {
    expect((await create({ emailAccounts: ['Ada@brightwell.example', '11981'] })).isError).toBe(false);
    expect(body().email_accounts).toEqual([11980, 11981]);
    const unknown = await create({ emailAccounts: ['nobody@brightwell.example'] });
    expect(unknown.code).toBe('not_found');
    expect(unknown.text).toContain('list_sender_accounts lists what exists.');
  });

  test('of branches, only the links that are given are sent', async () => {
    const trigger = { type: 'trigger', action: 'open', wait: '720 hours' };
    const made = await create({
      steps: [
        { ...mail, next: 'seen' },
        { ...trigger, ref: 'seen', yes: 'done', no: 'again' },
        { ...mail, ref: 'again', next: 'done' },
        { ...end, ref: 'done' },
      ],
    });
    const [first, seen, again, done] = made.structured.steps.map((step: { stepId: string }) => step.stepId);
    expect(body().sequence.steps).toMatchObject([
      { _ref: first, next: seen },
      { _ref: seen, yes: done, no: again, waiting_val: 720 },
      { _ref: again, next: done },
      { _ref: done },
    ]);
  });

  test('takes LinkedIn alone, without a mail sender', async () => {
    const invite = { type: 'linkedin', action: 'invite', body: 'Hello' };
    const skills = { type: 'linkedin', action: 'endorse_skills', value: [3] };
    const steps = [invite, delay, skills];
    const args = { emailAccounts: undefined, linkedInAccounts: ['7'], steps };
    expect((await create(args)).isError).toBe(false);
    expect(body()).not.toHaveProperty('tracking');
    expect(body().sequence.steps[2]).toMatchObject({ value: 3, next: null });
  });

  const linkedIn = (step: object) => ({ steps: [{ type: 'linkedin', ...step }] });
  test.each<[string, object, string]>([
    ['a long title', { title: 'x'.repeat(256) }, 'title: at most 255 characters'],
    ['no title', { title: ' ' }, 'title: is empty'],
    ['no mail sender', { emailAccounts: [] }, 'emailAccounts: a campaign with email steps'],
    ['a LinkedIn sender that is no id', { linkedInAccounts: ['Ada'] }, 'linkedInAccounts: this is no id'],
    ['an unknown zone', { timezone: 'Mars/Base' }, 'timezone: this is no time zone'],
    ['a day that does not exist', { startAt: '2027-02-30 09:00:00' }, 'startAt: write it as'],
    ['sixteen variants', { steps: [{ ...mail, contentSlots: 16 }] }, 'steps[0].contentSlots'],
    [
      'a long wait',
      { steps: [mail, { ...delay, wait: '31 days' }] },
      'steps[1]: wait: give a delay step minutes, hours or days, such as 3 days, and at most 30 days.',
    ],
    ['a wait without a unit', { steps: [mail, { type: 'delay' }] }, 'steps[1]: wait: give a delay'],
    ['no wait at all', { steps: [mail, { ...delay, wait: '0 days' }] }, 'steps[1]: wait: give a delay'],
    ['a goal first', { steps: [end] }, 'steps[0]: a goal cannot be the first'],
    [
      'a goal without a name',
      { steps: [mail, { type: 'goal' }] },
      'steps[1]: goalName: give a goal its name',
    ],
    [
      'a goal that goes on',
      {
        steps: [
          { ...mail, next: '2' },
          { ...end, next: '1' },
        ],
      },
      'leave its next out',
    ],
    ['a dead link', { steps: [{ ...mail, next: 'x' }] }, 'steps[0]: next, yes and no: give'],
    ['a branch without a trigger', { steps: [{ ...mail, yes: '2' }, end] }, 'leave yes and no out'],
    ['a ref twice', { steps: [mail, { ...mail, ref: '1' }] }, 'steps: each ref may stand for one'],
    ['a text in the step', { steps: [{ ...mail, body: 'Hi' }] }, 'add_step_content'],
    [
      'an unknown action',
      linkedIn({ action: 'poke' }),
      'steps[0]: action: a linkedin step takes visit, like',
    ],
    ['an invitation without words', linkedIn({ action: 'invite' }), 'body: give invite its text'],
    [
      'an InMail without a subject',
      linkedIn({ action: 'in_mail', body: 'x' }),
      'subject: give in_mail its subject',
    ],
    [
      'an InMail alone',
      linkedIn({ action: 'in_mail', body: 'x', subject: 'y' }),
      'trigger linkedin_in_mail_sent',
    ],
    ['no number of skills', linkedIn({ action: 'endorse_skills' }), 'value: give how many skills'],
    [
      'a level twice',
      linkedIn({ action: 'check_connection_level', value: [1, 1] }),
      'value: give one or two different',
    ],
  ])('refuses %s before anything is sent', async (_, args, text) => {
    const refused = await create(args);
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toContain(text);
    expect(h.sandbox.requests).toEqual([]);
  });

  test('a step that nothing leads to is refused: it would never run', async () => {
    const trigger = { type: 'trigger', action: 'calendly', wait: '1 day' };
    const steps = [mail, { ...trigger, yes: '3', no: '4' }, end, end];
    expect((await create({ steps })).text).toContain('calendly trigger has to follow an email step');
    const open = { ...trigger, action: 'open' };
    expect((await create({ steps: [mail, { ...open, yes: '3', no: '4' }, end, end] })).text).toContain(
      'steps[1]: no step leads to it.',
    );
  });

  test('with a date of start it asks first: Snov.io may start it by itself', async () => {
    const startAt = '2099-01-01T09:00:00';
    const refused = await create({ startAt });
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toBe(
      'The campaign may start by itself at startAt: up to 3 people on its list would be mailed. Ask the user, then repeat with allowSending: true. [campaign "Autumn", list "Research"]',
    );
    expect(sent(h, CREATE)).toEqual([]);
    expect((await create({ startAt, allowSending: true })).isError).toBe(false);
    expect(body().start_campaign_at).toBe('2099-01-01 09:00:00');
    await using strict = await startHarness({ env: { SNOVIO_ALLOW_SENDING: 'never' }, reuse: h.sandbox });
    const never = await strict.call('create_campaign', { ...campaign, startAt, allowSending: true });
    expect(never.code).toBe('sending_not_allowed');
  });

  test('more steps than an answer may hold are cut, and that is told', async () => {
    const step = { type: 'email', content: Array.from({ length: 15 }, (_, id) => ({ id: 10_000_000 + id })) };
    const steps = Array.from({ length: 3000 }, (_, i) => ({ ...step, _ref: String(i) }));
    const body = { success: true, data: { id: 1, status: 'new', sequence: { entry: '0', steps } } };
    h.sandbox.faults.add({ path: CREATE, kind: 'replace', body });
    const { structured, text } = await create();
    expect(text.length).toBeLessThan(40_000);
    expect(structured).toMatchObject({ campaignId: '1', note: expect.stringContaining('Too long') });
  });

  test('what Snov.io says against it reaches the caller', async () => {
    const errors = ['The list is empty', 'The sender is paused'];
    h.sandbox.faults.add({ path: CREATE, kind: 'replace', body: { success: false, errors } });
    const refused = await create();
    expect(refused.code).toBe('refused');
    expect(refused.text).toContain('Snov.io said: "The list is empty; The sender is paused"');
  });

  test.each<[string, object]>([
    ['a lost answer', { kind: 'drop', when: 'after' }],
    ['HTML', { kind: 'html', when: 'after', status: 200 }],
    ['an empty object', { kind: 'replace', when: 'after', body: {} }],
    ['no steps', { kind: 'replace', body: { success: true, data: { id: 1, status: 'new' } } }],
    ['no word of success', { kind: 'replace', body: { data: sample } }],
  ])('after %s it is not repeated, and the error says where to look', async (_, fault) => {
    h.sandbox.faults.add({ path: CREATE, times: Infinity, ...(fault as { kind: 'drop' }) });
    const lost = await create();
    expect(lost.isError).toBe(true);
    expect(lost.text).toContain('look with get_user_campaigns before you repeat the call.');
    expect(sent(h, CREATE)).toHaveLength(1);
  });
});

describe('get_campaign', () => {
  test('answers the documented sample', async () => {
    h.sandbox.faults.add({ path: ONE, kind: 'replace', body: { success: true, data: sample } });
    const { structured } = await h.call('get_campaign', { campaignId: '37505' });
    expect(structured).toEqual({
      campaignId: '37505',
      status: 'draft',
      title: 'My top campaign',
      priority: 'high',
      listId: '32',
      doNotEmailListId: '8',
      emailAccounts: ['649079'],
      scheduleId: '4',
      startAt: '2027-03-25T09:00:00',
      completeAt: '2027-03-28T06:00:00',
      timezone: 'America/New_York',
      trackOpens: true,
      trackClicks: true,
      sendingPriority: 'first_email',
      dailyEmails: 10,
      dailyNewRecipients: 5,
      skip: ['unverifiable', 'who_replied'],
      oneClickUnsubscribe: true,
      providerMatching: false,
      completeAfterLastStep: false,
      archiveInMonths: 3,
      entry: '1773996379996',
      steps: [
        {
          stepId: '1773996379996',
          type: 'email',
          next: '1774364404811',
          contents: [
            { contentId: '17739963799960', usage: 'active', plainText: false },
            { contentId: '17739963799961', usage: 'active', plainText: false },
          ],
        },
        { stepId: '1774364404811', type: 'goal', goalName: 'end' },
      ],
    });
  });

  test('shows a message as its reader sees it', async () => {
    const step = { type: 'linkedin', action: 'message', body: `<p>${'word '.repeat(400)}</p>`, value: 2 };
    const { structured } = await create({ emailAccounts: undefined, steps: [{ ...step, value: undefined }] });
    const args = { campaignId: structured.campaignId };
    const [whole] = (await h.call('get_campaign', args)).structured.steps;
    expect(whole.untrustedText).toBe('word '.repeat(400).trim());
  });

  test('is found by name', async () => {
    const { structured } = await h.call('get_campaign', { campaignId: 'draft IDEA' });
    expect(structured).toMatchObject({ campaignId: '237953', status: 'draft', listId: '8512903' });
  });

  test.each<[string, object, string]>([
    ['a refusal', { success: false, errors: ['No access'] }, 'refused'],
    ['nothing', {}, 'upstream_malformed'],
    ['no steps', { success: true, data: { ...sample, sequence: {} } }, 'upstream_malformed'],
    ['no status', { success: true, data: { ...sample, status: null } }, 'upstream_malformed'],
  ])('%s is told as what it is', async (_, answer, code) => {
    h.sandbox.faults.add({ path: ONE, kind: 'replace', body: answer });
    const failed = await h.call('get_campaign', { campaignId: '1' });
    expect(failed.code).toBe(code);
    if (code === 'refused') expect(failed.text).toContain('Snov.io said: "No access"');
  });

  test('an unknown one is not found', async () => {
    expect((await h.call('get_campaign', { campaignId: '1' })).code).toBe('not_found');
    expect((await h.call('get_campaign', { campaignId: 'Nobody' })).code).toBe('not_found');
  });
});

describe('list_campaign_schedules', () => {
  test('answers the days on which it sends', async () => {
    const { structured } = await h.call('list_campaign_schedules');
    expect(structured.schedules[1]).toEqual({
      id: '1074',
      name: 'Mon and Sat',
      timezone: 'Europe/Kyiv',
      days: [
        { day: 'monday', from: '09:00', to: '18:00' },
        { day: 'saturday', from: '09:00', to: '18:00' },
      ],
    });
  });

  test.each([{}, { data: {} }, { data: [{ name: 'x' }] }])('%j is not told as none', async answer => {
    h.sandbox.faults.add({ path: '/v2/campaigns/schedules', kind: 'replace', body: answer });
    expect((await h.call('list_campaign_schedules')).code).toBe('upstream_malformed');
  });
});
