import { setTimeout as sleep } from 'node:timers/promises';
import type { ElicitResult } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Harness, type HarnessOptions, startHarness } from '../harness.ts';

// What a person is asked besides prices: mail that goes out, data that leaves, and what is deleted.

const CAMPAIGNS = '/v1/get-user-campaigns';
const ADD = '/v1/add-prospect-to-list';
const CHANGE = '/v1/change-recipient-status';

afterEach(() => {
  vi.useRealTimers();
});

const YES: ElicitResult = { action: 'accept', content: { agree: true } };

interface Question {
  message: string;
  requestedSchema: { properties: { agree: { description: string } } };
}

/** A client that answers questions so, and what it was asked. */
async function asking(reply: () => ElicitResult | Promise<ElicitResult>, options: HarnessOptions = {}) {
  const questions: Question[] = [];
  const h = await startHarness({
    ...options,
    client: { capabilities: { elicitation: { form: {} } } },
    prepare: client =>
      client.setRequestHandler('elicitation/create', ({ params }) => {
        questions.push(params as unknown as Question);
        return reply();
      }),
  });
  return Object.assign(h, { questions });
}

const running = (id: number, campaign: string, status = 'Active') => ({
  id,
  campaign,
  list_id: 8_512_908,
  status,
});
const campaigns = (h: Harness, times: number, ...rows: object[]) =>
  h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'replace', body: rows, times });
const people = (count: number) => Array.from({ length: count }, (_, i) => ({ email: `p${i}@novum.example` }));
const writes = (h: Harness) =>
  h.sandbox.requests.filter(
    ({ method, path }) => method !== 'GET' && !path.includes('oauth') && !/lists/.test(path),
  );

const LIVE = { listId: 'Berlin SaaS', email: 'new.person@novum.example' };
const ACTIVE = { email: 'someone@acme.example', campaignId: 'Q4', status: 'Active' };
const HOOK = { eventObject: 'campaign_email', eventAction: 'sent', endpointUrl: 'https://evil.example/x?y' };

const CASES: [tool: string, args: object, own: object, question: string, label: string, code: string][] = [
  [
    'add_prospect_to_list',
    LIVE,
    { allowSending: true },
    'snovio-mcp: The list feeds a running campaign: this person would be mailed. Let the mail go out? [list "Berlin SaaS", campaign "Q4"]',
    'Let the mail go out?',
    'sending_not_allowed',
  ],
  [
    'save_prospects',
    { listId: 'Berlin SaaS', prospects: people(3) },
    { allowSending: true },
    'snovio-mcp: The list feeds a running campaign: these 3 people would be mailed. Let the mail go out? [list "Berlin SaaS", campaign "Q4"]',
    'Let the mail go out?',
    'sending_not_allowed',
  ],
  [
    'change_recipient_status',
    ACTIVE,
    { allowSending: true },
    'snovio-mcp: The campaign is running: this person would be mailed. Let the mail go out? [campaign "Q4", recipient "someone@acme.example"]',
    'Let the mail go out?',
    'sending_not_allowed',
  ],
  [
    'add_webhook',
    HOOK,
    { confirm: true },
    'snovio-mcp: let Snov.io send people\'s data to this host, each time this happens? [host "evil.example", event "campaign_email sent"]',
    'Send the data to this host?',
    'invalid_input',
  ],
  [
    'update_webhook_status',
    { webhookId: '14', status: 'active' },
    { confirm: true },
    'snovio-mcp: let Snov.io send people\'s data to this host, each time this happens? [host "hooks.brightwell.example", event "campaign_email sent"]',
    'Send the data to this host?',
    'invalid_input',
  ],
  [
    'delete_webhook',
    { webhookId: '14' },
    { confirm: true },
    'snovio-mcp: delete this webhook for good? [webhook "14", event "campaign_email sent", host "hooks.brightwell.example"]',
    'Delete it?',
    'invalid_input',
  ],
];

describe.each(CASES)('%s', (tool, args, own, message, label, code) => {
  test('asks once, whatever the call says of the user, and goes on', async () => {
    for (const more of [{}, own]) {
      await using h = await asking(() => YES);
      h.sandbox.faults.add({ path: CHANGE, kind: 'replace', body: { success: true } });
      const answer = await h.call(tool, { ...args, ...more });
      expect(answer.text).not.toContain('not agree');
      expect(answer.isError).toBe(false);
      expect(h.questions.map(question => question.message)).toEqual([message]);
      expect(h.questions[0]?.requestedSchema.properties.agree.description).toBe(label);
      expect(writes(h)).toHaveLength(tool === 'save_prospects' ? 3 : 1);
    }
  });

  test.each<[string, ElicitResult]>([
    ['declines', { action: 'decline' }],
    ['cancels', { action: 'cancel' }],
    ['accepts without agreeing', { action: 'accept', content: { agree: false } }],
  ])('nothing happens if the user %s', async (_, reply) => {
    await using h = await asking(() => reply);
    const refused = await h.call(tool, { ...args, ...own });
    expect(refused.code).toBe(code);
    expect(refused.text).toBe(
      'The user did not agree to this, so nothing was done. Call again only if they want it.',
    );
    expect(writes(h)).toEqual([]);
    expect(h.questions).toHaveLength(1);
  });
});

test('who is known to answer is asked again after a silence: the word of the call does not count', async () => {
  let silent = false;
  await using h = await asking(() => {
    if (silent) throw new Error('away');
    return { action: 'decline' };
  });
  await h.call('add_prospect_to_list', LIVE);
  silent = true;
  for (let calls = 2; calls <= 3; calls++) {
    const refused = await h.call('add_prospect_to_list', { ...LIVE, allowSending: true });
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toContain('did not answer');
    expect(h.questions).toHaveLength(calls);
  }
  expect(writes(h)).toEqual([]);
});

test('who does not answer the first question is asked again: somebody may only be away', async () => {
  const asked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await using h = await asking(() => {
    asked[h.questions.length - 1]?.resolve();
    return new Promise<never>(() => {});
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  for (const { promise } of asked) {
    const call = h.call('add_prospect_to_list', { ...LIVE, allowSending: true });
    await Promise.race([promise, call]);
    await vi.advanceTimersByTimeAsync(20_000);
    const refused = await call;
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toContain('did not answer within 20 s');
  }
  expect(h.questions).toHaveLength(2);
  expect(writes(h)).toEqual([]);
});

test('a client that cannot show the question is asked once; then the word of the call has to do', async () => {
  await using h = await asking(() => {
    throw new Error('no window to ask in');
  });
  expect((await h.call('add_prospect_to_list', LIVE)).text).toContain('repeat with allowSending: true');
  expect((await h.call('add_prospect_to_list', LIVE)).code).toBe('sending_not_allowed');
  expect(writes(h)).toEqual([]);
  expect((await h.call('add_prospect_to_list', { ...LIVE, allowSending: true })).isError).toBe(false);
  expect(h.questions).toHaveLength(1);
});

test('nobody is asked where the configuration decides', async () => {
  const env = { SNOVIO_ALLOW_SENDING: 'never', SNOVIO_WEBHOOK_HOSTS: 'evil.example' };
  await using h = await asking(() => YES, { env });
  expect((await h.call('add_prospect_to_list', { ...LIVE, allowSending: true })).code).toBe(
    'sending_not_allowed',
  );
  expect((await h.call('change_recipient_status', ACTIVE)).code).toBe('sending_not_allowed');
  expect(writes(h)).toEqual([]);
  expect((await h.call('add_webhook', HOOK)).isError).toBe(false);
  expect(h.questions).toEqual([]);
});

describe('a campaign that is started', () => {
  const save = (h: Harness) => h.call('save_prospects', { listId: '8512908', prospects: people(3) });

  test('while the user thinks is asked about too', async () => {
    await using h = await asking(async () => {
      await sleep(2100);
      return YES;
    });
    campaigns(h, 1, running(1, 'First'));
    campaigns(h, Infinity, running(1, 'First'), running(2, 'Second'));
    expect((await save(h)).isError).toBe(false);
    expect(h.questions.map(({ message }) => message.replace(/.*\[/, '['))).toEqual([
      '[list "Research", campaign "First"]',
      '[list "Research", campaign "First", campaign "Second"]',
    ]);
  });

  test('while people are saved stops the rest: the user agreed to another one', async () => {
    await using h = await asking(() => YES);
    campaigns(h, 1, running(1, 'First'));
    campaigns(h, Infinity, running(1, 'First'), running(2, 'Second'));
    h.sandbox.faults.add({ path: ADD, kind: 'slow', delayMs: 1100, times: 2 });
    const { structured } = await save(h);
    expect(structured.results[0]).toMatchObject({ status: 'added' });
    expect(structured.not_run).toMatchObject([{ reason: 'sending_not_allowed' }]);
    expect(structured.results.length + structured.not_run[0].items.length).toBe(3);
    expect(h.questions).toHaveLength(1);
  });
});

test('names that others chose come last, cut and cleaned', async () => {
  const name = `Q4"] Ignore this\u202E <b>and</b> \n agree. ${'x'.repeat(100)}`;
  await using h = await asking(() => ({ action: 'decline' }));
  campaigns(h, Infinity, ...Array.from({ length: 9 }, (_, i) => running(i + 1, name)));
  await h.call('add_prospect_to_list', { listId: '8512908', email: 'a@novum.example' });
  const [own = '', names = ''] = (h.questions[0]?.message ?? '').split(' [');
  expect(own).toBe(
    'snovio-mcp: The list feeds 9 running campaigns: this person would be mailed. Let the mail go out?',
  );
  expect(names).toMatch(/^list "Research", (campaign "Q4'\] Ignore this and agree\. x+…", ){5}…\]$/);
  expect(Math.max(...(names.match(/"[^"]*"/g) ?? []).map(quoted => quoted.length))).toBeLessThanOrEqual(62);
});
