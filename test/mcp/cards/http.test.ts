import { afterEach, expect, test, vi } from 'vitest';
import { startInProcess } from '../../http/in-process.ts';
import { bearer, OTHER_TOKEN, rpc, TOKEN } from '../../http/kit.ts';
import { addresses } from '../../snovio/flows/kit.ts';
import { ANSWER, approvalIn, keyIn, PAGE, SHOWS_CARDS } from './kit.ts';

// Clients of the 2025 protocol over HTTP, without a session: what they can do they say in their first request alone.

const EIGHT = { emails: addresses(8) };
const ADDED = { listId: 'Berlin SaaS', email: 'new.person@novum.example' };

const start = () =>
  startInProcess({
    env: { SNOVIO_MAX_CREDITS_PER_CALL: '5', SNOVIO_HTTP_TOKENS: `${TOKEN},${OTHER_TOKEN}` },
  });

afterEach(() => {
  vi.restoreAllMocks();
});

/** A client by its program and caller. */
function clientOf(port: number, program: string, token: string) {
  const headers = { ...bearer(token), 'user-agent': program };
  const ask = async (method: string, params: object = {}) => {
    const { json, headers: got } = await rpc(port, method, params, { headers });
    return { ...json?.result, error: json?.error, sessionId: got['mcp-session-id'] };
  };
  return {
    ask,
    initialize: (capabilities: object = SHOWS_CARDS) =>
      ask('initialize', {
        protocolVersion: '2025-11-25',
        clientInfo: { name: program, version: '1' },
        capabilities,
      }),
    call: (name: string, args: object) => ask('tools/call', { name, arguments: args }),
    key: async () => keyIn((await ask('resources/read', { uri: PAGE })).contents[0].text),
    seesCards: async () =>
      (await ask('tools/list')).tools.some(({ name }: { name: string }) => name === ANSWER) as boolean,
  };
}

test('claude.ai is asked on a card: it initializes ahead of each request, and returns no session', async () => {
  await using server = await start();
  const claude = clientOf(server.port, 'Claude-User', TOKEN);
  const { sessionId } = await claude.initialize();
  expect(sessionId).toBeUndefined();
  expect(await claude.seesCards()).toBe(true);
  await claude.initialize();
  const question = approvalIn(await claude.call('verify_emails', EIGHT));
  expect(question).toMatchObject({ credits: 8 });
  await claude.initialize();
  const key = await claude.key();
  await claude.initialize();
  const answer = { token: question?.token, key, agree: true, arguments: EIGHT };
  const { structuredContent } = await claude.call(ANSWER, answer);
  expect(structuredContent.credits).toMatchObject({ spent: 8 });
  expect(server.calls.map(({ tool, outcome, credits }) => [tool, outcome, credits])).toEqual([
    ['verify_emails', 'asked', 0],
    ['verify_emails', 'ok', 8],
  ]);
  expect(server.audit.map(({ event, tool }) => [event, tool])).toEqual([['spend', 'verify_emails']]);
});

test('another program of the same caller, and the same program of another, are asked as before', async () => {
  await using server = await start();
  const claude = clientOf(server.port, 'Claude-User', TOKEN);
  await claude.initialize();
  await claude.key();
  for (const other of [
    clientOf(server.port, 'claude-code/2.1', TOKEN),
    clientOf(server.port, 'Claude-User', OTHER_TOKEN),
  ]) {
    expect(await other.seesCards()).toBe(false);
    expect(await other.key()).toBeUndefined();
    expect((await other.call('verify_emails', EIGHT))._meta['snovio/error'].code).toBe('credit_ceiling');
    expect((await other.call(ANSWER, {})).error.message).toContain('no such tool');
    await other.initialize({});
    expect(await other.seesCards()).toBe(false);
  }
  expect(await claude.seesCards()).toBe(true);
});

test('an answer of another caller counts for nothing, with whichever key; the user’s own does after that', async () => {
  await using server = await start();
  const [own, other] = [TOKEN, OTHER_TOKEN].map(token => clientOf(server.port, 'Claude-User', token));
  if (!own || !other) throw new Error('no clients');
  for (const client of [own, other]) await client.initialize();
  const question = approvalIn(await own.call('verify_emails', EIGHT));
  const answer = { token: question?.token, agree: true, arguments: EIGHT };
  const key = await own.key();
  for (const shown of [key, await other.key()]) {
    const got = await other.call(ANSWER, { ...answer, key: shown });
    expect(got._meta['snovio/error'].question).toBe('unknown');
  }
  expect(server.sandbox.charges).toEqual([]);
  const got = await own.call(ANSWER, { ...answer, key });
  expect(got.structuredContent.credits).toMatchObject({ spent: 8 });
});

test('the last word of a program counts', async () => {
  await using server = await start();
  const client = clientOf(server.port, 'some-host/1', TOKEN);
  for (const [capabilities, shows] of [
    [SHOWS_CARDS, true],
    [{}, false],
    [{ extensions: { 'io.modelcontextprotocol/ui': {} } }, false],
    [{ extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html'] } } }, false],
    [SHOWS_CARDS, true],
  ] as const) {
    await client.initialize(capabilities);
    expect(await client.seesCards()).toBe(shows);
  }
});

test('an answer counts although another has spoken for the program since', async () => {
  await using server = await start();
  const client = clientOf(server.port, 'some-host/1', TOKEN);
  await client.initialize();
  const question = approvalIn(await client.call('add_prospect_to_list', ADDED));
  const key = await client.key();
  await client.initialize({});
  const got = await client.call(ANSWER, { token: question?.token, key, agree: true, arguments: ADDED });
  expect(got.structuredContent.status).toBe('added');
});

test('a caller with many programs makes nobody else be forgotten', async () => {
  await using server = await start();
  const claude = clientOf(server.port, 'Claude-User', TOKEN);
  await claude.initialize();
  for (let i = 0; i < 60; i += 1) await clientOf(server.port, `program/${i}`, OTHER_TOKEN).initialize();
  expect(await claude.seesCards()).toBe(true);
});
