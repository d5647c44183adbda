import type { Client, ElicitResult } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { asAnswer } from '../harness.ts';
import { addresses, verdicts } from '../snovio/flows/kit.ts';
import { environmentOf, hastySandbox, type Spawned, spawnServer, stateDirectory } from './kit.ts';

const CAPABILITIES = { capabilities: { elicitation: { form: {} } } };
const MODERN = { versionNegotiation: { mode: { pin: '2026-07-28' } } } as const;

let sandbox: Sandbox;
let state: ReturnType<typeof stateDirectory>;
let asked: string[];

beforeEach(async () => {
  sandbox = await hastySandbox();
  state = stateDirectory();
  asked = [];
});

afterEach(async () => {
  await sandbox.close();
  state[Symbol.dispose]();
});

/** A server with small ceilings, and a client that can be asked. */
function serverFor(
  reply: () => ElicitResult | Promise<ElicitResult>,
  era: object,
  env = {},
): Promise<Spawned> {
  const settings = environmentOf(sandbox, state.path, { SNOVIO_MAX_CREDITS_PER_CALL: '5', ...env });
  const prepare = (client: Client) =>
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      asked.push(params.message);
      return reply();
    });
  return spawnServer(settings, { client: { ...CAPABILITIES, ...era }, prepare });
}

const verify = (server: Spawned, count: number, from = 0) =>
  server.call('verify_emails', { emails: addresses(count, from) });

describe.each([
  ['2025', {}],
  ['2026', MODERN],
])('asking the user, %s era', (_, era) => {
  test('who agrees is served', async () => {
    await using server = await serverFor(() => ({ action: 'accept', content: { agree: true } }), era);
    const answer = await verify(server, 8);
    expect(verdicts(answer)).toEqual(addresses(8).map(() => 'valid'));
    expect(asked).toEqual([expect.stringMatching(/8 Snov\.io credits for 8 addresses/)]);
    expect(sandbox.charges).toHaveLength(8);
    expect(answer.structured.credits).toMatchObject({ spent: 8 });
  });

  test.each<[string, ElicitResult]>([
    ['declines', { action: 'decline' }],
    ['cancels', { action: 'cancel' }],
    ['accepts without agreeing', { action: 'accept', content: { agree: false } }],
    ['agrees in another form', { action: 'accept', content: { agree: 'yes' } }],
  ])('who %s pays nothing', async (__, reply) => {
    await using server = await serverFor(() => reply, era);
    const answer = await verify(server, 8).catch(() => undefined);
    // A client may itself refuse to send an answer that does not fit the form.
    if (answer) expect(answer.code).toBe('credit_ceiling');
    expect(sandbox.requests).toHaveLength(0);
  });

  test('nobody is asked who said how much, or where a wall stands', async () => {
    const agree = (): ElicitResult => ({ action: 'accept', content: { agree: true } });
    await using server = await serverFor(agree, era, { SNOVIO_MAX_CREDITS_PER_DAY: '7' });
    expect((await verify(server, 8)).code).toBe('credit_ceiling');
    const few = await server.call('verify_emails', { emails: addresses(8), maxCredits: 6 });
    expect(verdicts(few).filter(verdict => verdict === 'valid')).toHaveLength(6);
    expect(asked).toEqual([]);
    expect(sandbox.charges).toHaveLength(6);
  });
});

describe('a client that never answers', () => {
  test('is told no in time, pays nothing, and is not asked again', { timeout: 60_000 }, async () => {
    await using server = await serverFor(() => new Promise(() => {}), {});
    const since = performance.now();
    const answer = await verify(server, 8);
    expect(answer.code).toBe('credit_ceiling');
    expect(performance.now() - since).toBeLessThan(25_000);
    expect((await verify(server, 9)).code).toBe('credit_ceiling');
    expect(asked).toHaveLength(1);
    expect(sandbox.requests).toHaveLength(0);
  });

  test('others are served meanwhile', async () => {
    await using server = await serverFor(() => new Promise(() => {}), {});
    const leaving = new AbortController();
    const silent = server.call('verify_emails', { emails: addresses(8) }, { signal: leaving.signal });
    expect(verdicts(await verify(server, 3))).toEqual(['valid', 'valid', 'valid']);
    leaving.abort();
    await silent.catch(() => undefined);
    expect(sandbox.charges).toHaveLength(3);
  });
});

describe('a question that comes back changed', () => {
  interface Open {
    requestState: string;
    args: object;
  }

  /** Asks by hand, as a client does that drives the rounds itself. */
  async function round(server: Spawned, args: object, back?: object) {
    const params = { name: 'verify_emails', arguments: args as Record<string, unknown>, ...back };
    return server.client.callTool(params, { timeout: 30_000, allowInputRequired: true } as object);
  }

  async function open(server: Spawned, args: object): Promise<Open> {
    const result = (await round(server, args)) as { resultType?: string; requestState?: string };
    expect(result.resultType).toBe('input_required');
    return { requestState: result.requestState ?? '', args };
  }

  const agreed = (requestState: string) => ({
    requestState,
    inputResponses: { price: { action: 'accept', content: { agree: true } } },
  });

  const eight = { emails: addresses(8) };

  async function manual(): Promise<Spawned> {
    return serverFor(() => ({ action: 'decline' }), { ...MODERN, inputRequired: { autoFulfill: false } });
  }

  test('as it was asked, it runs', async () => {
    await using server = await manual();
    const { requestState } = await open(server, eight);
    expect(sandbox.requests).toHaveLength(0);
    const answer = asAnswer(await round(server, eight, agreed(requestState)));
    expect(answer.structured.credits).toMatchObject({ spent: 8 });
  });

  test.each<[string, (asked: Open) => { args: object; requestState: string }]>([
    ['forged', ({ requestState, args }) => ({ args, requestState: `${requestState.slice(0, -4)}AAAA` })],
    ['invented', ({ args }) => ({ args, requestState: 'anything' })],
    ['for other arguments', ({ requestState }) => ({ args: { emails: addresses(9) }, requestState })],
  ])('%s, it spends nothing', async (_, change) => {
    await using server = await manual();
    const { args, requestState } = change(await open(server, eight));
    const answer = await round(server, args, agreed(requestState)).then(asAnswer, () => undefined);
    if (answer) expect(answer.isError).toBe(true);
    expect(sandbox.requests).toHaveLength(0);
  });

  test('from another process, it spends nothing', async () => {
    await using first = await manual();
    const { requestState } = await open(first, eight);
    await using second = await manual();
    const answer = await round(second, eight, agreed(requestState)).then(asAnswer, () => undefined);
    if (answer) expect(answer.isError).toBe(true);
    expect(sandbox.requests).toHaveLength(0);
  });
});
