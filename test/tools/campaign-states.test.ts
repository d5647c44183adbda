import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { personWho } from '../person.ts';
import { until } from '../sandbox/client.ts';
import { sent } from '../snovio/flows/kit.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness({ sandbox: { speed: 6000 } });
});
afterEach(() => h.close());

const CAMPAIGNS = '/v1/get-user-campaigns';
const ACTION = '/v2/campaigns/{campaign_id}/action';
const CHANGE = 'change_campaign_status';
const ONE = '/v2/campaigns/{campaign_id}';
const actions = () => sent(h, ACTION).map(({ body }) => body.action);
const statusOf = async (name: string): Promise<string> => {
  const { structured } = await h.call('get_user_campaigns');
  return structured.campaigns.find((row: { name: string }) => row.name === name)?.status;
};

/** A client whose person answers so, and what they were asked. */
async function asking(agree: boolean, env: Record<string, string> = {}) {
  const { questions, options } = personWho(() => agree);
  return Object.assign(await startHarness({ reuse: h.sandbox, env, ...options }), { questions });
}

describe('starting and resuming', () => {
  test.each([
    ['start', 'Draft idea', 'started', 'up to 5 people on its list'],
    ['resume', 'Spring relaunch', 'resumed', 'up to 15 people on its list'],
  ])('%s needs the user, who sees whom it would mail', async (action, campaignId, word, people) => {
    const refused = await h.call(CHANGE, { campaignId, action, confirm: true });
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toBe(
      `The campaign would be ${word}: ${people} would be mailed. Ask the user, then repeat with allowSending: true. [campaign "${campaignId}"]`,
    );
    expect(actions()).toEqual([]);
    const done = await h.call(CHANGE, { campaignId, action, allowSending: true });
    expect(done.structured).toEqual({
      campaignId: expect.any(String),
      action,
    });
    expect(await statusOf(campaignId)).toBe('active');
  });

  test('a started campaign mails its list', async () => {
    await h.call(CHANGE, { action: 'start', campaignId: 'Draft idea', allowSending: true });
    await until(() => h.sandbox.mailed.length === 5);
    expect(h.sandbox.mailed[0]).toMatchObject({ campaign: 'Draft idea' });
  });

  test('who can be asked is asked, whatever the call says', async () => {
    await using no = await asking(false);
    const args = { campaignId: 'Draft idea', action: 'start', allowSending: true };
    expect((await no.call(CHANGE, args)).code).toBe('sending_not_allowed');
    expect(no.questions).toEqual([
      'snovio-mcp: The campaign would be started: up to 5 people on its list would be mailed. Let the mail go out? [campaign "Draft idea"]',
    ]);
    expect(actions()).toEqual([]);
    await using yes = await asking(true);
    expect((await yes.call(CHANGE, args)).isError).toBe(false);
    expect(actions()).toEqual(['start']);
  });

  test('a list that is swapped while the person decides is asked about anew', async () => {
    const row = { id: 1, campaign: 'Swapped', status: 'Draft' };
    const answers = [8_512_908, 8_512_911, 8_512_911];
    for (const list_id of answers)
      h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'replace', body: [{ ...row, list_id }] });
    const { questions, options } = personWho(async () => {
      await new Promise(resolve => setTimeout(resolve, 2100));
      return true;
    });
    await using slow = await startHarness({ reuse: h.sandbox, ...options });
    await slow.call(CHANGE, { action: 'start', campaignId: '1' });
    expect(questions).toEqual([
      expect.stringContaining('up to 3 people'),
      expect.stringContaining('up to 202 people'),
    ]);
  });

  test('people who were saved just before are counted', async () => {
    const feeding = [{ id: 1, campaign: 'One', status: 'Draft', list_id: 8_512_908 }];
    h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'replace', body: feeding, times: Infinity });
    await h.call('save_prospects', { listId: 'Research', prospects: [{ email: 'ada@novum.example' }] });
    expect((await h.call(CHANGE, { action: 'start', campaignId: '1' })).text).toContain('up to 4 people');
  });

  test('a campaign of which nothing is known asks without a number', async () => {
    const refused = await h.call(CHANGE, { action: 'start', campaignId: '999' });
    expect(refused.text).toContain('the people on its list would be mailed. ');
    expect(refused.text).toMatch(/ \[campaign "999"\]$/);
  });

  test.each(['start', 'resume'])('%s is refused where sending is forbidden', async action => {
    await using strict = await asking(true, { SNOVIO_ALLOW_SENDING: 'never' });
    const refused = await strict.call(CHANGE, { campaignId: 'Draft idea', action, allowSending: true });
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toContain('SNOVIO_ALLOW_SENDING=never');
    expect(actions()).toEqual([]);
  });

  test('when the campaigns cannot be read, nothing is started', async () => {
    h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'replace', body: {}, times: Infinity });
    const refused = await h.call(CHANGE, { action: 'start', campaignId: '237953', allowSending: true });
    expect(refused.code).toBe('sending_not_allowed');
    expect(actions()).toEqual([]);
  });

  test('what Snov.io says against it reaches the caller', async () => {
    const refused = await h.call(CHANGE, { action: 'start', campaignId: 'Q4', allowSending: true });
    expect(refused.code).toBe('refused');
    expect(refused.text).toContain('Snov.io said: "A campaign that is Active does not take');
  });
});

test('pausing needs nobody, and stops the mail', async () => {
  await using strict = await asking(false, { SNOVIO_ALLOW_SENDING: 'never' });
  const { structured } = await strict.call('pause_campaign', { campaignId: 'q4' });
  expect(structured).toEqual({ campaignId: '237951', action: 'pause' });
  expect(await statusOf('Q4')).toBe('paused');
});

describe('what cannot be undone', () => {
  test.each([
    ['complete', 'Q4', 'complete this campaign, which cannot be started again?', 'completed'],
    ['archive', 'Summer 2025', 'archive this campaign, which cannot be started again?', 'archived'],
    [undefined, 'Draft idea', 'delete this campaign for good?', undefined],
  ])('%s asks first, with the name', async (action, campaignId, question, status) => {
    const [tool, args] = action ? [CHANGE, { campaignId, action }] : ['delete_campaign', { campaignId }];
    const refused = await h.call(tool, args);
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toMatch(
      /^confirm: the campaign .* Ask the user, then repeat with confirm: true\. \[/,
    );
    await using no = await asking(false);
    expect((await no.call(tool, { ...args, confirm: true })).isError).toBe(true);
    expect(no.questions).toEqual([`snovio-mcp: ${question} [campaign "${campaignId}"]`]);
    expect([...actions(), ...sent(h, ONE)]).toEqual([]);
    expect((await h.call(tool, { ...args, confirm: true })).isError).toBe(false);
    expect(await statusOf(campaignId)).toBe(status);
  });

  test('a campaign without a readable name is called by its id', async () => {
    h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'status', status: 403 });
    expect((await h.call('delete_campaign', { campaignId: '237953' })).text).toMatch(
      /\[campaign "237953"\]$/,
    );
  });

  test('one that still runs is not deleted, and the error says what to do', async () => {
    const refused = await h.call('delete_campaign', { campaignId: 'Q4', confirm: true });
    expect(refused.code).toBe('refused');
    expect(refused.text).toContain(
      'Only drafts, completed and archived campaigns can be deleted: end it first',
    );
    expect(refused.text).toContain('Snov.io said: ');
  });
});

describe.each([
  [CHANGE, ACTION, { campaignId: '237953', action: 'start', allowSending: true }, 'get_campaign'],
  ['pause_campaign', ACTION, { campaignId: '237951' }, 'get_campaign'],
  [CHANGE, ACTION, { campaignId: '237954', action: 'archive', confirm: true }, 'get_campaign'],
  ['delete_campaign', ONE, { campaignId: '237953', confirm: true }, 'get_user_campaigns'],
])('%s', (tool, path, args, look) => {
  test.each<[string, object]>([
    ['a lost answer', { kind: 'drop', when: 'after' }],
    ['{}', { kind: 'replace', body: {} }],
    ['null', { kind: 'replace', body: 'null' }],
    ['HTML', { kind: 'html', status: 200 }],
    ['another word', { kind: 'replace', body: { success: 'maybe' } }],
    ['a result without success', { kind: 'replace', body: { data: { success: true } } }],
  ])('is not told as done after %s, nor repeated', async (_, fault) => {
    h.sandbox.faults.add({ path, times: Infinity, ...(fault as { kind: 'drop' }) });
    const failed = await h.call(tool, args);
    expect(failed.isError).toBe(true);
    expect(failed.text).toContain(`look with ${look} before you repeat the call.`);
    expect(sent(h, path)).toHaveLength(1);
  });

  test('tells a refusal with all of its words', async () => {
    h.sandbox.faults.add({ path, kind: 'replace', body: { success: false, errors: ['One', 'Two'] } });
    const refused = await h.call(tool, args);
    expect(refused.code).toBe('refused');
    expect(refused.text).toContain('Snov.io said: "One; Two"');
  });
});

test('a change right after a start or a pause knows of it', async () => {
  const draft = { campaignId: '237953', scheduleId: '4' };
  expect((await h.call('update_campaign', draft)).isError).toBe(false);
  await h.call(CHANGE, { action: 'start', campaignId: '237953', allowSending: true });
  expect((await h.call('update_campaign', draft)).code).toBe('sending_not_allowed');
  await h.call('pause_campaign', { campaignId: '237953' });
  expect((await h.call('update_campaign', draft)).isError).toBe(false);
});
