import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Client, type Json, open, until, wait } from './client.ts';

let client: Client;
beforeEach(async () => {
  client = await open({ speed: 6000 });
});
afterEach(() => client.close());

const DRAFT = '/v2/campaigns/237953';
const CONTENT = `${DRAFT}/steps/2379531/content`;
const ask = async (method: string, path: string, json?: object): Promise<Json> => {
  const { status, body } = await client.ask(method, path, json ? { json } : {});
  return { status, ...body };
};
const act = (action: string, path = DRAFT) => ask('POST', `${path}/action`, { action });
const statusOf = async (id: number): Promise<string | undefined> => {
  const { body } = await client.ask('GET', '/v1/get-user-campaigns');
  return body.find((row: Json) => row.id === id)?.status;
};
const visit = (ref: string, next?: string) => ({ _ref: ref, type: 'linkedin', action: 'visit', next });
const campaign = (steps: object[] = [visit('a')], more: object = {}) => ({
  title: 'New',
  priority: 'low',
  recipients: { list_id: 8_512_908 },
  complete_campaign_after_last_step: true,
  archive_in_months: 3,
  sequence: { entry: 'a', steps },
  ...more,
});
const mail = {
  email_accounts: [11_980],
  tracking: {},
  sending_settings: {},
  provider_matching: false,
};
const create = (body: object) => ask('POST', '/v2/campaigns/create', body);

test('a started campaign mails its list, one after the other, and a paused one stops', async () => {
  expect(await act('start')).toMatchObject({ success: true });
  expect(await statusOf(237_953)).toBe('Active');
  await until(() => client.sandbox.mailed.length >= 2);
  expect(await act('pause')).toMatchObject({ success: true });
  const { length } = client.sandbox.mailed;
  await wait(60);
  expect(client.sandbox.mailed).toHaveLength(length);
  await act('resume');
  await until(() => client.sandbox.mailed.length === 5);
  await wait(30);
  expect(client.sandbox.mailed.map(({ campaign }) => campaign)).toEqual(Array(5).fill('Draft idea'));
  expect((await client.ask('GET', '/v1/emails-sent', { query: { campaignId: '237953' } })).body).toHaveLength(
    5,
  );
});

test('a campaign that was paused in between mails no faster', async () => {
  const slow = await open({ speed: 300 });
  for (const action of ['start', 'pause', 'resume', 'pause', 'resume'])
    await slow.ask('POST', `${DRAFT}/action`, { json: { action } });
  await until(() => slow.sandbox.mailed.length > 0);
  await wait(40);
  expect(slow.sandbox.mailed).toHaveLength(1);
  await slow.close();
});

test('a new campaign is a draft without texts; it starts once it has them', async () => {
  const steps = [{ _ref: 'a', type: 'email', content_slots: 2 }];
  const { data } = await create(campaign(steps, mail));
  expect(await statusOf(data.id)).toBe('Draft');
  const [step] = data.sequence.steps;
  expect(step).toMatchObject({ _ref: expect.stringMatching(/^\d+$/), content: [{}, {}] });
  expect(data.sequence.entry).toBe(step._ref);
  const path = `/v2/campaigns/${data.id}`;
  expect(await act('start', path)).toMatchObject({
    success: false,
    errors: [expect.any(String)],
  });
  for (const { id } of step.content)
    await ask('POST', `${path}/steps/${step._ref}/content/create`, {
      ...{ content_id: id, subject: 'Hello', body: 'Hi', plain_text: true, usage: 'active' },
    });
  expect(await act('start', path)).toEqual({ status: 200, success: true });
  await until(() => client.sandbox.mailed.length === 3);
  await wait(30);
  expect(await statusOf(data.id)).toBe('Completed');
  expect(await ask('DELETE', path)).toMatchObject({ success: true });
  expect(await statusOf(data.id)).toBeUndefined();
});

test('a campaign with a later date waits for it', async () => {
  const { data } = await create(campaign(undefined, { start_campaign_at: '2099-01-01 00:00:00' }));
  await act('start', `/v2/campaigns/${data.id}`);
  expect(await statusOf(data.id)).toBe('Scheduled');
});

test('states are left only in the way that they allow', async () => {
  expect(await act('resume')).toMatchObject({ success: false, errors: [expect.any(String)] });
  expect(await act('launch')).toMatchObject({ success: false });
  expect(await ask('DELETE', '/v2/campaigns/237951')).toMatchObject({ success: false });
  expect(await act('complete', '/v2/campaigns/237951')).toMatchObject({ success: true });
  expect(await act('start', '/v2/campaigns/237951')).toMatchObject({ success: false });
  expect(await act('archived', '/v2/campaigns/237951')).toMatchObject({ success: true });
  expect(await ask('DELETE', '/v2/campaigns/237951')).toMatchObject({ success: true });
});

test('a change is merged, and core settings are locked once a campaign has started', async () => {
  await ask('PATCH', DRAFT, { tracking: { open: false }, recipients: { list_id: 8_512_909 } });
  const { data } = await ask('GET', DRAFT);
  expect(data).toMatchObject({
    tracking: { open: false, link_click: true },
    recipients: { list_id: 8_512_909 },
  });
  await ask('PATCH', DRAFT, { start_campaign_at: '2099-01-01 00:00:00' });
  expect((await ask('GET', DRAFT)).data.start_campaign_at).toBeNull();
  const locked = { sending_settings: { skip_unverified: true } };
  expect(await ask('PATCH', '/v2/campaigns/237951', locked)).toMatchObject({ success: false });
  expect(await ask('PATCH', '/v2/campaigns/237951', { title: 'Q5' })).toMatchObject({ success: true });
});

test('a sequence is replaced as a whole; steps that stay keep their texts', async () => {
  const { sequence } = (await ask('GET', DRAFT)).data;
  const [step] = sequence.steps;
  const kept = { ...step, next: 'new' };
  const replace = (steps: object[]) => ask('PATCH', DRAFT, { sequence: { entry: step._ref, steps } });
  const { data } = await replace([kept, visit('new')]);
  expect(data.sequence.steps).toMatchObject([
    { _ref: step._ref },
    { _ref: expect.stringMatching(/^\d+$/), type: 'linkedin' },
  ]);
  expect((await ask('GET', `${CONTENT}/${step.content[0].id}`)).data.subject).toBe('Something new');
  expect((await replace([{ ...kept, content: undefined, next: null }])).status).toBe(422);
  expect((await replace([{ ...step, next: null }, visit('99')])).status).toBe(422);
});

describe('content', () => {
  test('is written, read, changed and deleted, but the last block stays', async () => {
    const block = { content_id: 7, subject: 'B', body: '<p>B</p>', plain_text: false, usage: 'pause' };
    expect(await ask('POST', `${CONTENT}/create`, block)).toMatchObject({ success: true, data: { id: 7 } });
    expect(await ask('PATCH', `${CONTENT}/7`, { usage: 'active' })).toMatchObject({ data: { subject: 'B' } });
    expect((await ask('PATCH', `${CONTENT}/7`, {})).status).toBe(422);
    expect(await ask('DELETE', `${CONTENT}/7`)).toMatchObject({ data: { success: true } });
    expect((await ask('GET', `${CONTENT}/7`)).status).toBe(404);
    expect(await ask('DELETE', `${CONTENT}/23795310`)).toMatchObject({ success: false });
  });

  test('of a running campaign is locked', async () => {
    const place = '/v2/campaigns/237951/steps/2379511/content/23795110';
    expect(await ask('PATCH', place, { subject: 'B' })).toMatchObject({ success: false });
  });
});

const wrongSteps: [string, object[]][] = [
  ['no steps', []],
  ['a goal first', [{ _ref: 'a', type: 'goal', goal_name: 'x' }]],
  ['a link to nothing', [visit('a', 'b')]],
  ['one reference twice', [visit('a'), visit('a')]],
  [
    'a wait that is too long',
    [visit('a'), { _ref: 'b', type: 'delay', waiting_type: 'days', waiting_val: 31 }],
  ],
  ['an action of another type', [{ _ref: 'a', type: 'linkedin', action: 'open' }]],
  ['a message without words', [{ _ref: 'a', type: 'linkedin', action: 'message' }]],
  ['sixteen variants', [{ _ref: 'a', type: 'email', content_slots: 16 }]],
];
const wrongFields: object[] = [
  { title: 'x'.repeat(256) },
  { archive_in_months: 4 },
  { recipients: { list_id: 1 } },
  { schedule_id: 5 },
  { start_campaign_at: '2099-01-01' },
  { start_campaign_at: '2099-01-02 00:00:00', complete_campaign_at: '2099-01-01 00:00:00' },
  { deals: { event: ['reply'], pipeline_id: 1_106_350, stage_id: 1 } },
];

test.each([
  ...wrongSteps.map(([what, steps]) => [what, campaign(steps, mail)] as const),
  ...wrongFields.map(fields => [JSON.stringify(fields).slice(0, 60), campaign(undefined, fields)] as const),
  [
    'an unknown sender',
    campaign([{ _ref: 'a', type: 'email', content_slots: 1 }], { ...mail, email_accounts: [1] }),
  ] as const,
  ['mail without a sender', campaign([{ _ref: 'a', type: 'email', content_slots: 1 }])] as const,
  [
    'one sender to match',
    campaign([{ _ref: 'a', type: 'email', content_slots: 1 }], { ...mail, provider_matching: true }),
  ] as const,
])('refuses %s', async (_, body) => {
  expect((await create(body)).status).toBe(422);
});
