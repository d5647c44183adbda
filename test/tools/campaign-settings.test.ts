import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { sent } from '../snovio/flows/kit.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const ONE = '/v2/campaigns/{campaign_id}';
const changes = () => sent(h, ONE).filter(({ method }) => method === 'PATCH');
const body = () => changes().at(-1)?.body;
const draft = { campaignId: 'Draft idea' };
const running = { campaignId: 'Q4' };

describe('update_campaign', () => {
  test('sends what is given, with names as ids', async () => {
    const { structured } = await h.call('update_campaign', {
      ...draft,
      title: 'Better idea',
      listId: 'Research',
      doNotEmailListId: 'competitors',
      scheduleId: 'mon and sat',
      completeAt: '2099-01-01 09:00:00',
      timezone: 'America/New York',
    });
    expect(structured).toEqual({ campaignId: '237953', title: 'Better idea', status: 'draft' });
    expect(body()).toEqual({
      title: 'Better idea',
      recipients: { list_id: 8512908, black_list_id: 9 },
      schedule_id: 1074,
      complete_campaign_at: '2099-01-01 09:00:00',
      timezone: 'America/New_York',
    });
    const { structured: read } = await h.call('get_campaign', { campaignId: 'Better idea' });
    expect(read).toMatchObject({ listId: '8512908', doNotEmailListId: '9' });
  });

  test('of a running campaign needs the user, but not for a name', async () => {
    expect((await h.call('update_campaign', { ...running, title: 'Q5' })).isError).toBe(false);
    const refused = await h.call('update_campaign', { campaignId: '237951', scheduleId: '4' });
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toContain('The campaign is running: up to 24 people on its list would be mailed.');
    const args = { campaignId: '237951', scheduleId: '4', allowSending: true };
    expect((await h.call('update_campaign', args)).isError).toBe(false);
    expect(changes()).toHaveLength(2);
  });

  test('with a date of start needs the user, also for a draft', async () => {
    const refused = await h.call('update_campaign', { ...draft, startAt: '2099-01-01 09:00:00' });
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toContain('The campaign may start by itself at startAt: up to 5 people');
    expect(changes()).toEqual([]);
  });

  test('tells of the list that would be mailed, where that changes as well', async () => {
    const date = { startAt: '2099-01-01 09:00:00' };
    const refused = await h.call('update_campaign', { ...draft, ...date, listId: 'Everyone' });
    expect(refused.text).toContain('up to 202 people on its list would be mailed.');
    expect(refused.text).toMatch(/\[campaign "Draft idea", list "Everyone"\]$/);
    expect(changes()).toEqual([]);
  });

  test('where sending is forbidden, changes drafts but nothing that runs', async () => {
    await using strict = await startHarness({ env: { SNOVIO_ALLOW_SENDING: 'never' }, reuse: h.sandbox });
    const refused = await strict.call('update_campaign', { ...running, scheduleId: '4', allowSending: true });
    expect(refused.code).toBe('sending_not_allowed');
    expect((await strict.call('update_campaign', { ...draft, scheduleId: '4' })).isError).toBe(false);
  });

  test.each<[object, string]>([
    [{}, 'give at least one thing to change'],
    [{ title: '' }, 'title: is empty'],
    [{ listId: ' ' }, 'listId: is empty'],
    [{ scheduleId: '' }, 'scheduleId: is empty'],
    [{ title: 'x'.repeat(256) }, 'title: at most 255 characters'],
    [{ completeAt: 'tomorrow' }, 'completeAt: write it as YYYY-MM-DD HH:MM:SS'],
    [{ startAt: '2099-01-02 00:00:00', completeAt: '2099-01-01 00:00:00' }, 'completeAt: has to be later'],
  ])('%j is refused before anything is sent', async (args, text) => {
    const refused = await h.call('update_campaign', { campaignId: '237953', ...args });
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toContain(text);
    expect(h.sandbox.requests).toEqual([]);
  });

  test('an unknown schedule is not found', async () => {
    const failed = await h.call('update_campaign', { ...draft, scheduleId: 'Never' });
    expect(failed.text).toContain('list_campaign_schedules lists what exists.');
    expect((await h.call('update_campaign', { ...draft, scheduleId: '5' })).code).toBe('refused');
  });

  test('the list of a campaign that has started is locked, and the error says so', async () => {
    const args = { campaignId: 'Spring relaunch', listId: 'Research' };
    const refused = await h.call('update_campaign', args);
    expect(refused.code).toBe('refused');
    expect(refused.text).toContain('Once a campaign has started, its lists are locked');
  });
});

describe('update_campaign, of how it sends,', () => {
  test('sends the skips that change and no other: some are locked in a started campaign', async () => {
    const args = { campaignId: 'Spring relaunch', skip: ['company_domain_who_replied'] };
    expect((await h.call('update_campaign', args)).isError).toBe(true);
    h.sandbox.requests.length = 0;
    const settings = { skip_who_replied: true, skip_unverified: true };
    for (const name of ['unverifiable', 'other_recipients_email_addresses'])
      Object.assign(settings, { [`skip_${name}`]: false });
    for (const whose of ['my', 'team'])
      Object.assign(settings, { [`skip_recipients_added_to_${whose}_another_campaign`]: false });
    const data = { id: 237952, status: 'paused', sequence: { entry: '1', steps: [] } };
    h.sandbox.faults.add({
      ...{ method: 'GET', path: ONE, kind: 'replace' },
      body: { success: true, data: { ...data, sending_settings: settings } },
    });
    const skip = ['unverified', 'company_domain_who_replied'];
    const done = await h.call('update_campaign', { ...args, skip });
    expect(done.structured).toMatchObject({ campaignId: '237952', status: 'paused' });
    expect(body()).toEqual({
      sending_settings: {
        skip_who_replied: false,
        skip_company_domain_who_replied: true,
        skip_recipients_without_variables_data: false,
      },
    });
  });

  test('sends nothing where nothing changes', async () => {
    const skip = { ...draft, skip: ['who_replied'] };
    expect((await h.call('update_campaign', skip)).isError).toBe(false);
    expect((await h.call('update_campaign', skip)).text).toContain('skip: is so already');
    expect(changes()).toHaveLength(1);
  });

  test('sends limits, 0 as none', async () => {
    await h.call('update_campaign', {
      ...draft,
      ...{ dailyEmails: 0, dailyNewRecipients: 15, trackOpens: false },
      ...{ oneClickUnsubscribe: true, completeAfterLastStep: true },
    });
    expect(body()).toEqual({
      tracking: { open: false },
      sending_settings: {
        ...{ daily_sending_all: null, daily_sending_new_recipients: 15 },
        one_click_unsubscribe: true,
      },
      complete_campaign_after_last_step: true,
    });
    expect((await h.call('get_campaign', draft)).structured).toMatchObject({
      trackOpens: false,
      trackClicks: true,
    });
  });

  test('of a running campaign needs the user, but not for tracking', async () => {
    const harmless = { ...running, trackOpens: true };
    expect((await h.call('update_campaign', harmless)).isError).toBe(false);
    const refused = await h.call('update_campaign', { ...running, dailyEmails: 500 });
    expect(refused.code).toBe('sending_not_allowed');
  });

  test.each<[object, string]>([
    [{ skip: ['everybody'] }, 'skip: takes unverifiable, unverified, who_replied,'],
    [{ dailyEmails: -1 }, 'dailyEmails: '],
  ])('%j is refused before anything is sent', async (args, text) => {
    const refused = await h.call('update_campaign', { campaignId: '237953', ...args });
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toContain(text);
    expect(h.sandbox.requests).toEqual([]);
  });

  test.each<[string, object]>([
    ['a lost answer', { kind: 'drop', when: 'after' }],
    ['no word of success', { kind: 'replace', body: { data: {} } }],
  ])('is not told as done after %s, nor repeated', async (_, fault) => {
    h.sandbox.faults.add({ path: ONE, times: Infinity, ...(fault as { kind: 'drop' }) });
    const failed = await h.call('update_campaign', { ...draft, trackOpens: true });
    expect(failed.text).toContain('look with get_campaign before you repeat the call.');
    expect(changes()).toHaveLength(1);
  });
});
