import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addresses } from '../snovio/flows/kit.ts';
import { ahead, now } from './clock.ts';
import { type Endpoint, startEndpoint, type ToolCall } from './kit.ts';

// The 2026 era: the question is an answer, and what the user said comes with the next request.

let endpoint: Endpoint;

beforeEach(async () => {
  endpoint = await startEndpoint({ SNOVIO_MAX_CREDITS_PER_CALL: '5' });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await endpoint[Symbol.asyncDispose]();
});

/** Stops the clock. */
function stop(at: number): void {
  vi.spyOn(performance, 'now').mockReturnValue(at);
}

const EIGHT = { emails: addresses(8) };
const CALL: ToolCall = {
  tool: 'verify_emails',
  args: EIGHT,
  client: 'host',
  capabilities: { elicitation: { form: {} } },
};

const ask = (changes: Partial<ToolCall> = {}, back?: object) => endpoint.call({ ...CALL, ...changes }, back);
const codeOf = (result: { _meta?: Record<string, { code: string }> }) => result._meta?.['snovio/error']?.code;
const wasAsked = (result: { resultType?: string }) => result.resultType === 'input_required';
const reply = (requestState: string, price: object) => ({ requestState, inputResponses: { price } });
const yes = (requestState: string) => reply(requestState, { action: 'accept', content: { agree: true } });
const spent = () => endpoint.sandbox.charges.reduce((sum, { credits }) => sum + credits, 0);

test('the question names the price, and is a form with one yes or no', async () => {
  const question = await ask();
  expect(question).toMatchObject({
    resultType: 'input_required',
    requestState: expect.any(String),
    inputRequests: {
      price: {
        method: 'elicitation/create',
        params: {
          message: 'snovio-mcp: spend up to 8 Snov.io credits for 8 addresses?',
          requestedSchema: {
            type: 'object',
            properties: { agree: { type: 'boolean', description: 'Spend these credits?' } },
            required: ['agree'],
          },
        },
      },
    },
  });
  expect(endpoint.sandbox.requests).toHaveLength(0);
  const answer = await ask({}, yes(question.requestState));
  expect(answer.structuredContent.credits).toMatchObject({ spent: 8, ceiling: 8 });
  expect(spent()).toBe(8);
});

test('a client that does not say it can be asked is not', async () => {
  for (const capabilities of [{}, { sampling: {} }, { elicitation: { url: {} } }]) {
    expect(codeOf(await ask({ capabilities }))).toBe('credit_ceiling');
  }
});

test('a client of the 2025 era has no way back over HTTP', async () => {
  expect(codeOf(await endpoint.callOf2025('verify_emails', EIGHT))).toBe('credit_ceiling');
});

describe('what comes back is no consent', () => {
  test.each<[string, object]>([
    ['declined', { action: 'decline' }],
    ['cancelled', { action: 'cancel' }],
    ['declined, yet agreed', { action: 'decline', content: { agree: true } }],
    ['accepted without agreeing', { action: 'accept', content: { agree: false } }],
    ['accepted without content', { action: 'accept' }],
    ['agreed in another form', { action: 'accept', content: { agree: 'yes' } }],
  ])('%s', async (_, price) => {
    const { requestState } = await ask();
    const answer = await ask({}, reply(requestState, price));
    expect(codeOf(answer)).toBe('credit_ceiling');
    expect(endpoint.sandbox.requests).toHaveLength(0);
  });

  test('an answer to another question, or to none', async () => {
    const { requestState } = await ask();
    const agreed = { action: 'accept', content: { agree: true } };
    for (const back of [{ requestState, inputResponses: { other: agreed } }, { requestState }]) {
      expect(codeOf(await ask({}, back))).toBe('credit_ceiling');
    }
    expect(wasAsked(await ask({}, { inputResponses: { price: agreed } }))).toBe(true);
    expect(spent()).toBe(0);
  });

  test.each<[string, Partial<ToolCall>]>([
    ['arguments', { args: { emails: addresses(9) } }],
    ['tool', { tool: 'add_emails_to_verification' }],
    ['account', { account: 'other' }],
  ])('for another %s', async (_, parts) => {
    const { requestState } = await ask();
    expect(codeOf(await ask(parts, yes(requestState)))).toBe('credit_ceiling');
    expect(spent()).toBe(0);
  });
});

describe('consent is good for 20 seconds', () => {
  // One request and no polling, so that the call ends while the clock stands still.
  const profile = { tool: 'get_profile_by_email', args: { email: 'load.1@load.example' } };

  test.each([
    [20_000, true],
    [20_001, false],
    [3_600_000, false],
  ])('after %i ms: %s', async (later, good) => {
    await endpoint[Symbol.asyncDispose]();
    endpoint = await startEndpoint({ SNOVIO_MAX_CREDITS_PER_CALL: '0' });
    const at = Math.ceil(now());
    stop(at);
    const { requestState } = await ask(profile);
    stop(at + later);
    const answer = await ask(profile, yes(requestState));
    expect(codeOf(answer)).toBe(good ? undefined : 'credit_ceiling');
    expect(endpoint.sandbox.charges).toHaveLength(good ? 1 : 0);
  });
});

describe('a client that leaves a question open', () => {
  test('for longer than 20 seconds is not asked again; others are', async () => {
    expect(wasAsked(await ask())).toBe(true);
    ahead(19_000);
    expect(wasAsked(await ask())).toBe(true);
    ahead(19_000 + 20_100);
    expect(codeOf(await ask())).toBe('credit_ceiling');
    expect(wasAsked(await ask({ client: 'another' }))).toBe(true);
    ahead(0);
    expect(codeOf(await ask())).toBe('credit_ceiling');
  });

  test('exactly 20 seconds may still be asked', async () => {
    const at = Math.ceil(now());
    stop(at);
    await ask();
    stop(at + 20_000);
    expect(wasAsked(await ask())).toBe(true);
  });

  test('but answers it late is asked again: it can show questions', async () => {
    const { requestState } = await ask();
    ahead(30_000);
    expect(codeOf(await ask({}, yes(requestState)))).toBe('credit_ceiling');
    expect(wasAsked(await ask())).toBe(true);
    expect(spent()).toBe(0);
  });

  test('that answered in time may be silent for as long as it likes', async () => {
    const { requestState } = await ask();
    await ask({}, reply(requestState, { action: 'decline' }));
    ahead(60_000);
    expect(wasAsked(await ask())).toBe(true);
  });
});

const MOST = 250;

describe('only so many clients are remembered', { timeout: 120_000 }, () => {
  const clients = (count: number, name = 'host') => Array.from({ length: count }, (_, i) => `${name} ${i}`);
  const inTurn = async (names: string[], each: (result: object) => void) => {
    for (const client of names) each(await ask({ client }));
  };

  test('with open questions: 250', async () => {
    await inTurn(clients(MOST), result => expect(wasAsked(result)).toBe(true));
    ahead(21_000);
    expect(codeOf(await ask({ client: 'host 0' }))).toBe('credit_ceiling');
    // One has been silenced, so there is room for one; the next needs all of it.
    await inTurn(['new 1'], result => expect(wasAsked(result)).toBe(true));
    expect(codeOf(await ask({ client: 'host 1' }))).toBe('credit_ceiling');
    await inTurn(['new 2', 'new 3'], result => expect(wasAsked(result)).toBe(true));
    expect(wasAsked(await ask({ client: 'host 2' }))).toBe(true);
  });

  test('that do not answer: 250', async () => {
    await inTurn(clients(MOST), result => expect(wasAsked(result)).toBe(true));
    ahead(21_000);
    await inTurn(clients(MOST), result => expect(wasAsked(result)).toBe(false));
    await inTurn(['new 1'], result => expect(wasAsked(result)).toBe(true));
    expect(wasAsked(await ask({ client: 'host 0' }))).toBe(false);
    ahead(42_000);
    await inTurn(['new 1'], result => expect(wasAsked(result)).toBe(false));
    expect(wasAsked(await ask({ client: 'host 0' }))).toBe(true);
  });
});

describe('mail', () => {
  const LIVE: Partial<ToolCall> = {
    tool: 'add_prospect_to_list',
    args: {
      listId: 'Berlin SaaS',
      email: 'new.person@novum.example',
      createDuplicates: true,
      allowSending: true,
    },
  };
  const agreed = { action: 'accept', content: { agree: true } };
  const back = (requestState: string, consent: object = agreed) => ({
    requestState,
    inputResponses: { consent },
  });
  const added = () =>
    endpoint.sandbox.requests.filter(({ path }) => path === '/v1/add-prospect-to-list').length;

  test('is asked about, whatever the call says of the user', async () => {
    const question = await ask(LIVE);
    expect(question.inputRequests.consent.params.message).toBe(
      'snovio-mcp: The list feeds a running campaign: this person would be mailed. Let the mail go out? [list "Berlin SaaS", campaign "Q4"]',
    );
    expect(added()).toBe(0);
    expect((await ask(LIVE, back(question.requestState))).structuredContent.status).toBe('added');
    expect(added()).toBe(1);
  });

  test('a reply that comes twice is good once: the second asks again', async () => {
    const { requestState } = await ask(LIVE);
    await ask(LIVE, back(requestState));
    expect(wasAsked(await ask(LIVE, back(requestState)))).toBe(true);
    expect(added()).toBe(1);
  });

  test.each<[string, Partial<ToolCall>]>([
    ['person', { args: { ...LIVE.args, email: 'other.person@novum.example' } }],
    ['list', { args: { ...LIVE.args, listId: 'Nordic shops' } }],
    [
      'tool',
      { tool: 'save_prospects', args: { listId: 'Berlin SaaS', prospects: [{ email: 'a@b.example' }] } },
    ],
    ['account', { account: 'other' }],
  ])('who agreed has not agreed to another %s', async (_, parts) => {
    const { requestState } = await ask(LIVE);
    expect(codeOf(await ask({ ...LIVE, ...parts }, back(requestState)))).toBe('sending_not_allowed');
    expect(added()).toBe(0);
  });

  test('a reply that is inherited is none', async () => {
    const { requestState } = await ask(LIVE);
    const inherited = JSON.parse(`{"__proto__":{"consent":${JSON.stringify(agreed)}}}`);
    expect(codeOf(await ask(LIVE, { requestState, inputResponses: inherited }))).toBe('sending_not_allowed');
    expect(added()).toBe(0);
  });

  test.each<[string, object]>([
    ['declined', { action: 'decline' }],
    ['accepted without agreeing', { action: 'accept', content: { agree: false } }],
  ])('%s, nothing is sent', async (_, consent) => {
    const { requestState } = await ask(LIVE);
    const refused = await ask(LIVE, back(requestState, consent));
    expect(codeOf(refused)).toBe('sending_not_allowed');
    expect(refused.content[0].text).toContain('The user did not agree to this');
    expect(added()).toBe(0);
  });

  test('a price that was agreed to lets no mail out', async () => {
    const { requestState } = await ask();
    expect(codeOf(await ask(LIVE, yes(requestState)))).toBe('credit_ceiling');
    expect(added()).toBe(0);
  });

  test('an answer that comes late says so', async () => {
    const { requestState } = await ask(LIVE);
    ahead(30_000);
    const refused = await ask(LIVE, back(requestState));
    expect(codeOf(refused)).toBe('sending_not_allowed');
    expect(refused.content[0].text).toContain('within 20 s');
    expect(added()).toBe(0);
  });

  test('is asked about again after a silence: whoever is away has not agreed', async () => {
    expect(wasAsked(await ask(LIVE))).toBe(true);
    for (const later of [21_000, 60_000]) {
      ahead(later);
      expect(wasAsked(await ask(LIVE))).toBe(true);
    }
    expect(codeOf(await ask())).toBe('credit_ceiling');
    expect(added()).toBe(0);
  });

  test('where nobody can be asked, the word of the call has to do', async () => {
    expect((await ask({ ...LIVE, capabilities: {} })).structuredContent.status).toBe('added');
    const { allowSending: _, ...unsaid } = LIVE.args as Record<string, unknown>;
    expect(codeOf(await ask({ ...LIVE, args: unsaid, capabilities: {} }))).toBe('sending_not_allowed');
    expect(codeOf(await endpoint.callOf2025('add_prospect_to_list', unsaid))).toBe('sending_not_allowed');
  });
});
