import { afterEach, describe, expect, test, vi } from 'vitest';
import { asAnswer, startHarness } from '../../harness.ts';
import { addresses, charged, until } from '../../snovio/flows/kit.ts';
import { ahead } from '../clock.ts';
import { ANSWER, approvalIn, PAGE, startCardHost } from './kit.ts';

// A person is asked on a card, where the host shows cards.

const CEILING = { SNOVIO_MAX_CREDITS_PER_CALL: '5', SNOVIO_MAX_CREDITS_PER_DAY: '50' };
const EIGHT = { emails: addresses(8) };
const LIVE = { listId: 'Berlin SaaS', email: 'new.person@novum.example' };
const HOOK = { eventObject: 'campaign_email', eventAction: 'sent', endpointUrl: 'https://evil.example/x?y' };

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a price', () => {
  test('is asked on the card, before anything is sent', async () => {
    await using h = await startCardHost({ env: CEILING });
    const result = await h.result('verify_emails', EIGHT);
    expect(result.isError).toBeFalsy();
    expect(approvalIn(result)).toMatchObject({
      tool: 'verify_emails',
      title: 'Verify e-mail addresses',
      about: 'credits',
      text: 'spend up to 8 Snov.io credits for 8 addresses?',
      credits: 8,
      buys: '8 addresses',
      left: { day: 50, spentToday: 0 },
      names: [],
    });
    expect(result.structuredContent).toEqual({ note: (result.content[0] as { text: string }).text });
    expect(asAnswer(result).text).toBe(
      'Nothing was done yet. A card asks the user: spend up to 8 Snov.io credits for 8 addresses? Their click there ' +
        'decides: end your turn, and do not call again. Only if they say that they see no card, or that it ' +
        'does not work: ask them here, then repeat with maxCredits: 8.',
    );
    expect(h.sandbox.requests).toEqual([]);
  });

  test('runs the call when the user agrees, within the price, and answers what the tool answers', async () => {
    await using h = await startCardHost({ env: CEILING });
    const { got } = await h.press('verify_emails', EIGHT);
    const { structured, isError } = asAnswer(got);
    expect(isError).toBe(false);
    expect(structured.results).toHaveLength(8);
    expect(structured.credits).toMatchObject({ spent: 8, ceiling: 8 });
    expect(charged(h)).toBe(8);
    // The model's own repetition is free, and asks nobody.
    expect(asAnswer(await h.result('verify_emails', EIGHT)).structured.credits).toMatchObject({ spent: 0 });
  });

  test('spends nothing when the user does not agree; another call asks anew', async () => {
    await using h = await startCardHost({ env: CEILING });
    const { got, question } = await h.press('verify_emails', EIGHT, false);
    expect(asAnswer(got)).toMatchObject({
      code: 'credit_ceiling',
      text: expect.stringContaining('did not agree'),
    });
    const changedMind = { token: question.token, key: await h.key(), agree: true, arguments: EIGHT };
    expect(asAnswer(await h.answer(changedMind)).meta).toMatchObject({ question: 'used' });
    expect(charged(h)).toBe(0);
    expect(approvalIn(await h.result('verify_emails', EIGHT))).toBeDefined();
  });

  test('beyond a hard limit is not asked: no click could help', async () => {
    await using h = await startCardHost({ env: { ...CEILING, SNOVIO_MAX_CREDITS_PER_DAY: '6' } });
    const result = await h.result('verify_emails', EIGHT);
    expect(asAnswer(result)).toMatchObject({ isError: true, code: 'credit_ceiling' });
    expect(approvalIn(result)).toBeUndefined();
  });

  test('said in the call itself is not asked', async () => {
    await using h = await startCardHost({ env: CEILING });
    const result = await h.result('verify_emails', { ...EIGHT, maxCredits: 8 });
    expect(asAnswer(result).structured.credits).toMatchObject({ spent: 8 });
  });
});

const CASES: [
  tool: string,
  args: Record<string, unknown>,
  own: object,
  about: string,
  text: string,
  names: object[],
][] = [
  [
    'add_prospect_to_list',
    LIVE,
    { allowSending: true },
    'mail',
    'The list feeds a running campaign: this person would be mailed. Let the mail go out?',
    [
      { what: 'list', name: 'Berlin SaaS' },
      { what: 'campaign', name: 'Q4' },
    ],
  ],
  [
    'add_webhook',
    HOOK,
    { confirm: true },
    'data',
    "let Snov.io send people's data to this host, each time this happens?",
    [
      { what: 'host', name: 'evil.example' },
      { what: 'event', name: 'campaign_email sent' },
    ],
  ],
  [
    'delete_webhook',
    { webhookId: '14' },
    { confirm: true },
    'loss',
    'delete this webhook for good?',
    [
      { what: 'webhook', name: '14' },
      { what: 'event', name: 'campaign_email sent' },
      { what: 'host', name: 'hooks.brightwell.example' },
    ],
  ],
];

describe.each(CASES)('%s', (tool, args, own, about, text, names) => {
  test('asks on the card, whatever the call says of the user, and goes on', async () => {
    await using h = await startCardHost();
    await h.key();
    for (const given of [args, { ...args, ...own }]) {
      const asked = approvalIn(await h.result(tool, given));
      expect(asked).toMatchObject({ tool, about, text, names, moreNames: 0 });
      expect(
        h.sandbox.requests.filter(({ method, path }) => method !== 'GET' && !/oauth/.test(path)),
      ).toEqual([]);
    }
    const { got } = await h.press(tool, args);
    expect(asAnswer(got)).toMatchObject({ isError: false, code: undefined });
    expect(
      h.sandbox.requests.filter(({ method, path }) => method !== 'GET' && !/oauth/.test(path)),
    ).toHaveLength(1);
  });

  test('does nothing if the user does not agree', async () => {
    await using h = await startCardHost();
    const { got } = await h.press(tool, args, false);
    expect(asAnswer(got).text).toContain('did not agree');
    expect(h.sandbox.requests.filter(({ method, path }) => method !== 'GET' && !/oauth/.test(path))).toEqual(
      [],
    );
  });
});

test('what the configuration forbids is not asked', async () => {
  await using h = await startCardHost({ env: { SNOVIO_ALLOW_SENDING: 'never' } });
  const result = await h.result('add_prospect_to_list', LIVE);
  expect(approvalIn(result)).toBeUndefined();
  expect(asAnswer(result).text).toContain('SNOVIO_ALLOW_SENDING=never');
});

describe('the order of asking', () => {
  const elicitation = { elicitation: { form: {} } };
  const asking = (questions: unknown[]) => ({
    env: CEILING,
    prepare: (client: import('@modelcontextprotocol/client').Client) =>
      client.setRequestHandler('elicitation/create', async ({ params }) => {
        questions.push(params);
        return { action: 'accept' as const, content: { agree: true } };
      }),
  });

  test('a client that has read a page is asked by the card, although it could be asked otherwise', async () => {
    const questions: unknown[] = [];
    await using h = await startCardHost(asking(questions), elicitation);
    await h.key();
    expect(approvalIn(await h.result('verify_emails', EIGHT))).toBeDefined();
    expect(questions).toEqual([]);
  });

  test('as long as it has read none, it is asked otherwise where it can be', async () => {
    const questions: unknown[] = [];
    await using h = await startCardHost(asking(questions), elicitation);
    expect(asAnswer(await h.result('verify_emails', EIGHT)).structured.credits).toMatchObject({ spent: 8 });
    expect(questions).toHaveLength(1);
  });

  test('one that is asked and reads none within 20 s shows none: there the word of the call has to do', async () => {
    await using h = await startCardHost();
    const first = await h.result('add_prospect_to_list', { ...LIVE, allowSending: true });
    expect(asAnswer(first).text).toContain('does not work: repeat the call, which then says what to do');
    ahead(19_000);
    expect(approvalIn(await h.result('add_prospect_to_list', LIVE))).toBeDefined();
    ahead(21_000);
    expect(asAnswer(await h.result('add_prospect_to_list', LIVE))).toMatchObject({
      code: 'sending_not_allowed',
      text: expect.stringContaining('repeat with allowSending: true'),
    });
    const done = await h.result('add_prospect_to_list', { ...LIVE, allowSending: true });
    expect(asAnswer(done).structured.status).toBe('added');
  });

  test('one that reads a page later shows cards from then on, however long the user takes', async () => {
    await using h = await startCardHost();
    await h.result('add_prospect_to_list', LIVE);
    ahead(21_000);
    await h.key();
    ahead(3_600_000);
    const result = await h.result('add_prospect_to_list', { ...LIVE, allowSending: true });
    expect(approvalIn(result)).toBeDefined();
    expect(asAnswer(result).text).toContain('SNOVIO_CARDS=off');
  });
});

describe('hosts without cards', () => {
  test('see no tool, no page of a question and no word of it', async () => {
    await using h = await startHarness({ env: CEILING });
    const { tools } = await h.client.listTools();
    expect(tools.map(({ name }) => name)).not.toContain(ANSWER);
    expect(tools.filter(({ _meta }) => JSON.stringify(_meta ?? {}).includes('approval'))).toEqual([]);
    expect(tools.find(({ name }) => name === 'delete_webhook')?.outputSchema?.required).toEqual([
      'id',
      'deleted',
    ]);
    expect(await h.call('verify_emails', EIGHT)).toMatchObject({ isError: true, code: 'credit_ceiling' });
    const done = await h.call('delete_webhook', { webhookId: '14', confirm: true });
    expect(done.structured).toEqual({ id: '14', deleted: true });
  });

  test('nor do others, where cards are off', async () => {
    await using h = await startCardHost({ env: { ...CEILING, SNOVIO_CARDS: 'off' } });
    const { tools } = await h.client.listTools();
    expect(tools.map(({ name }) => name)).not.toContain(ANSWER);
    expect(tools.filter(({ _meta }) => _meta)).toEqual([]);
    expect(h.client.getServerCapabilities()?.extensions).not.toHaveProperty('io.modelcontextprotocol/ui');
    expect(asAnswer(await h.result('verify_emails', EIGHT))).toMatchObject({ code: 'credit_ceiling' });
    await expect(h.key()).rejects.toThrow('no such resource');
    await expect(h.answer({})).rejects.toThrow('no such tool');
  });
});

describe('the list of tools, for a client that shows cards', () => {
  test('leads every tool that may ask to a card, and lets its answer be a question', async () => {
    await using h = await startCardHost();
    const { tools } = await h.client.listTools();
    for (const name of ['add_webhook', 'delete_webhook', 'save_prospects', 'search_domain_emails']) {
      const tool = tools.find(listed => listed.name === name);
      expect(tool?._meta, name).toEqual({ ui: { resourceUri: PAGE } });
      expect(tool?.outputSchema?.required, name).toBeUndefined();
    }
    const reading = tools.find(({ name }) => name === 'list_webhooks');
    expect(reading?._meta).toBeUndefined();
    expect(reading?.outputSchema?.required).toBeDefined();
  });

  test('has the tool of the cards, which hosts show to no model', async () => {
    await using h = await startCardHost();
    const { tools } = await h.client.listTools();
    expect(tools.at(-1)).toMatchObject({ name: ANSWER, _meta: { ui: { visibility: ['app'] } } });
  });
});

test('a call that is cut goes on without being paid for twice', async () => {
  await using h = await startCardHost({ env: CEILING });
  const question = approvalIn(await h.result('verify_emails', EIGHT));
  const cut = new AbortController();
  const params = { token: question?.token, key: await h.key(), agree: true, arguments: EIGHT };
  const call = h.client.callTool({ name: ANSWER, arguments: params }, { signal: cut.signal });
  await until(() => charged(h) === 8);
  cut.abort();
  await expect(call).rejects.toThrow();
  // The card repeats the call itself, not its answer.
  const again = asAnswer(await h.result('verify_emails', EIGHT));
  expect(again.structured.results).toHaveLength(8);
  expect(charged(h)).toBe(8);
});
