import { afterEach, describe, expect, test, vi } from 'vitest';
import { consentStateCodec } from '../../../src/mcp/consent.ts';
import { asAnswer, startHarness } from '../../harness.ts';
import { startInProcess } from '../../http/in-process.ts';
import { as, bearer, OTHER_TOKEN, TOKEN } from '../../http/kit.ts';
import { addresses, charged } from '../../snovio/flows/kit.ts';
import { ahead, now } from '../clock.ts';
import { httpHost, TASKS } from '../tasks/kit.ts';
import {
  ANSWER,
  type Approval,
  approvalIn,
  type CardHost,
  keyIn,
  PAGE,
  SHOWS_CARDS,
  startCardHost,
} from './kit.ts';

// A model tries to agree in the user's place, by whatever it may get to see: results, lists, resources; on a careless host
// also what is not meant for it. Nothing may be spent, sent or deleted.

const CEILING = { SNOVIO_MAX_CREDITS_PER_CALL: '5' };
const EIGHT = { emails: addresses(8) };
const HOOK = { webhookId: '14' };
const NEW_HOOK = { eventObject: 'campaign_email', eventAction: 'sent', endpointUrl: 'https://evil.example/' };

afterEach(() => {
  vi.restoreAllMocks();
});

/** All texts in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value, ...value.split(/[\s"]+/)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const deletions = ({ sandbox }: { sandbox: CardHost['sandbox'] }) =>
  sandbox.requests.filter(({ method }) => method === 'DELETE');

/** Asks about the deletion of a webhook. */
async function asked(h: CardHost): Promise<Approval> {
  const question = approvalIn(await h.result('delete_webhook', HOOK));
  if (!question) throw new Error('nothing was asked');
  return question;
}

/** Tries an answer, and checks that it counts for nothing. */
async function refused(h: CardHost, answer: object, why?: string): Promise<void> {
  const got = asAnswer(await h.answer(answer));
  expect(got.isError).toBe(true);
  expect(got.meta).toMatchObject({ question: why ?? expect.any(String) });
}

describe('with what a model sees', () => {
  test('no text of result, list, arguments or resource is a token, and none is a key', {
    timeout: 120_000,
  }, async () => {
    await using h = await startCardHost();
    const key = await h.key();
    const result = await h.result('delete_webhook', HOOK);
    const token = approvalIn(result)?.token ?? '';
    const { tools } = await h.client.listTools();
    const { resources } = await h.client.listResources();
    const seen = new Set(
      textsIn([result.content, result.structuredContent, HOOK, tools.at(-1), resources, 'none', '']),
    );
    expect(seen).not.toContain(token);
    expect(seen).not.toContain(key);
    for (const text of seen) {
      await refused(h, { token: text, key, agree: true, arguments: HOOK }, 'unknown');
      await refused(h, { token, key: text, agree: true, arguments: HOOK }, 'unknown');
    }
    expect(deletions(h)).toEqual([]);
    // All those attempts have not used the user's own answer up.
    await h.answer({ token, key, agree: true, arguments: HOOK });
    expect(deletions(h)).toHaveLength(1);
  });

  test('the words of the call count for nothing', async () => {
    await using h = await startCardHost();
    await h.key();
    for (const more of [{ confirm: true }, { agree: true }, { token: 'x' }]) {
      const result = await h.result('delete_webhook', { ...HOOK, ...more });
      expect(approvalIn(result) ?? asAnswer(result).code).toBeDefined();
    }
    expect(deletions(h)).toEqual([]);
  });
});

describe('on a host that shows its model what is meant for cards', () => {
  test('the token of a result is not enough: the key stands in the page alone', async () => {
    await using h = await startCardHost();
    const { token } = await asked(h);
    for (const key of [undefined, '', token, token.split('.')[1], 'a'.repeat(43), null, 7, {}])
      await refused(h, { token, key, agree: true, arguments: HOOK }, 'unknown');
    expect(deletions(h)).toEqual([]);
  });

  test('the key of the page is not enough: the token stands in the result alone', async () => {
    await using h = await startCardHost();
    const key = await h.key();
    await asked(h);
    for (const token of [undefined, '', key, `v1.${key}.${key}`, null, 7, {}])
      await refused(h, { token, key, agree: true, arguments: HOOK }, 'unknown');
    expect(deletions(h)).toEqual([]);
  });
});

describe('with an answer that was not given to this', () => {
  test.each<[string, object]>([
    ['other arguments', { arguments: { webhookId: '15' } }],
    ['more arguments', { arguments: { ...HOOK, confirm: true } }],
    ['no arguments', { arguments: {} }],
    ['arguments that are none', { arguments: 'x' }],
    ['another word for yes', { agree: 'yes' }],
    ['no word', { agree: undefined }],
  ])('%s', async (_, changes) => {
    await using h = await startCardHost();
    const { token } = await asked(h);
    const got = await h.answer({ token, key: await h.key(), agree: true, arguments: HOOK, ...changes });
    expect(asAnswer(got).isError).toBe(true);
    expect(deletions(h)).toEqual([]);
  });

  test('the same once more, or twice at once', async () => {
    await using h = await startCardHost();
    const answer = { key: await h.key(), agree: true, arguments: HOOK };
    const { token } = await asked(h);
    const both = await Promise.all([h.answer({ token, ...answer }), h.answer({ token, ...answer })]);
    expect(both.map(got => asAnswer(got).meta?.code)).toContain('invalid_input');
    expect(deletions(h)).toHaveLength(1);
    await refused(h, { token, ...answer }, 'used');
    expect(deletions(h)).toHaveLength(1);
  });

  test.each([
    [600_000, true],
    [600_001, false],
    [3_700_000, false],
  ])('after %i ms: %s', async (later, isGood) => {
    await using h = await startCardHost();
    const key = await h.key();
    const at = Math.ceil(now());
    vi.spyOn(performance, 'now').mockReturnValue(at);
    const { token } = await asked(h);
    vi.spyOn(performance, 'now').mockReturnValue(at + later);
    const got = asAnswer(await h.answer({ token, key, agree: true, arguments: HOOK }));
    expect(got.meta?.code).toBe(isGood ? undefined : 'invalid_input');
    expect(deletions(h)).toHaveLength(isGood ? 1 : 0);
  });

  test('a replay long after, when what was used is forgotten', async () => {
    await using h = await startCardHost();
    const answer = { key: await h.key(), agree: true, arguments: HOOK };
    const { token } = await asked(h);
    await h.answer({ token, ...answer });
    ahead(601_000);
    await h.press('add_webhook', NEW_HOOK, false);
    await refused(h, { token, ...answer }, 'expired');
    expect(deletions(h)).toHaveLength(1);
  });

  test.each<[string, { machine: number; process: number }, string | undefined]>([
    ['a night in which the machine slept', { machine: 8 * 3_600_000, process: 0 }, 'expired'],
    ['ten minutes in which the machine slept', { machine: 600_001, process: 0 }, 'expired'],
    ['a clock that was set back', { machine: -86_400_000, process: 1000 }, undefined],
    ['a clock that was set back, to gain time', { machine: -86_400_000, process: 600_001 }, 'expired'],
  ])('after %s', async (_, passed, why) => {
    await using h = await startCardHost();
    const answer = { key: await h.key(), agree: true, arguments: HOOK };
    const { token } = await asked(h);
    const [machine, process] = [Date.now(), now()];
    vi.spyOn(Date, 'now').mockReturnValue(machine + passed.machine);
    vi.spyOn(performance, 'now').mockReturnValue(process + passed.process);
    const got = asAnswer(await h.answer({ token, ...answer }));
    expect((got.meta as { question?: string } | undefined)?.question).toBe(why);
    expect(deletions(h)).toHaveLength(why ? 0 : 1);
  });

  test('the same once more, after the call has failed', async () => {
    await using h = await startCardHost();
    const answer = { key: await h.key(), agree: true, arguments: HOOK };
    const { token } = await asked(h);
    h.sandbox.faults.add({ path: /webhooks/, kind: 'status', status: 403, times: 1 });
    expect(asAnswer(await h.answer({ token, ...answer })).isError).toBe(true);
    await refused(h, { token, ...answer }, 'used');
    expect(deletions(h).length).toBeLessThanOrEqual(1);
  });

  test('a token of the server before it was started anew', async () => {
    await using before = await startCardHost();
    const { token } = await asked(before);
    const oldKey = await before.key();
    await using h = await startCardHost({ reuse: before.sandbox });
    for (const key of [oldKey, await h.key()])
      await refused(h, { token, key, agree: true, arguments: HOOK }, 'unknown');
    await refused(h, { token: (await asked(h)).token, key: oldKey, agree: true, arguments: HOOK }, 'unknown');
    expect(deletions(h)).toEqual([]);
  });

  test('a token that was changed, anywhere', { timeout: 120_000 }, async () => {
    await using h = await startCardHost({ env: CEILING });
    const key = await h.key();
    const { token = '' } = approvalIn(await h.result('verify_emails', EIGHT)) ?? {};
    for (let at = 0; at < token.length; at += 13) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      await refused(h, { token: changed, key, agree: true, arguments: EIGHT }, 'unknown');
    }
    const [prefix = '', body = '', mac = ''] = token.split('.');
    const said = JSON.parse(Buffer.from(body, 'base64url').toString());
    const more = Buffer.from(JSON.stringify({ ...said, p: { ...said.p, grant: { credits: 1000 } } }));
    const forged = `${prefix}.${more.toString('base64url')}.${mac}`;
    await refused(h, { token: forged, key, agree: true, arguments: EIGHT }, 'unknown');
    expect(charged(h)).toBe(0);
  });

  test('a state of the elicitation, which another key signs', async () => {
    await using h = await startCardHost();
    const { token } = await asked(h);
    const [, body = ''] = token.split('.');
    const { p } = JSON.parse(Buffer.from(body, 'base64url').toString());
    const state = await consentStateCodec.mint(p);
    await refused(h, { token: state, key: await h.key(), agree: true, arguments: HOOK }, 'unknown');
    expect(deletions(h)).toEqual([]);
  });

  test('a price lets nothing be deleted, and a deletion spends nothing', async () => {
    await using h = await startCardHost({ env: CEILING });
    const key = await h.key();
    const price = approvalIn(await h.result('verify_emails', EIGHT))?.token;
    const loss = (await asked(h)).token;
    for (const [token, args] of [
      [price, HOOK],
      [loss, EIGHT],
    ])
      expect(asAnswer(await h.answer({ token, key, agree: true, arguments: args })).isError).toBe(true);
    expect([deletions(h).length, charged(h)]).toEqual([0, 0]);
  });
});

describe('by another way', () => {
  test('find_tool does not find the tool of the cards, and use_tool does not run it', async () => {
    await using h = await startCardHost({ env: { SNOVIO_DYNAMIC_TOOLS: '1', SNOVIO_TOOLSETS: 'default' } });
    const found = asAnswer(await h.result('find_tool', { query: 'answer on a card approve click user' }));
    expect(JSON.stringify(found.structured)).not.toContain(ANSWER);
    const { token } = await asked(h);
    const answer = { token, key: await h.key(), agree: true, arguments: HOOK };
    const used = asAnswer(await h.result('use_tool', { name: ANSWER, arguments: answer }));
    expect(used.code).toBe('not_found');
    expect(deletions(h)).toEqual([]);
  });

  test('a client that shows no cards gets no token and no key, and the tool is not there', async () => {
    await using h = await startHarness({ env: CEILING });
    const result = await h.client.callTool({ name: 'verify_emails', arguments: EIGHT });
    expect(JSON.stringify(result)).not.toContain('approval');
    const { contents } = await h.client.readResource({ uri: PAGE });
    expect(keyIn((contents[0] as { text: string }).text)).toBeUndefined();
    await expect(h.client.callTool({ name: ANSWER, arguments: {} })).rejects.toThrow(
      'There is no such tool here.',
    );
  });
});

test('where cards are off there is no tool, page, token or key, whatever the client says', async () => {
  await using server = await startInProcess({ env: { ...CEILING, SNOVIO_CARDS: 'off' } });
  const host = httpHost(server.port, {}, SHOWS_CARDS);
  expect((await host.request('tools/list')).tools.map(({ name }: { name: string }) => name)).not.toContain(
    ANSWER,
  );
  expect((await host.request('resources/read', { uri: PAGE })).message).toContain('no such resource');
  expect(approvalIn(await host.call('delete_webhook', HOOK))).toBeUndefined();
  const guess = { token: 'x', key: 'x', agree: true, arguments: HOOK };
  expect((await host.call(ANSWER, guess)).message).toContain('no such tool');
  expect(deletions(server)).toEqual([]);
});

describe('over HTTP', () => {
  const ACCOUNTS = ['sandbox', 'tenant'].map(id => ({ id, secret: id, credits: 1000 }));
  const start = () =>
    startInProcess({
      env: { ...CEILING, SNOVIO_HTTP_TOKENS: `${TOKEN},${OTHER_TOKEN}` },
      sandbox: { accounts: ACCOUNTS, taskSeconds: [60, 90] },
    });
  type Host = ReturnType<typeof httpHost>;
  const keyOf = async (host: Host) =>
    keyIn((await host.request('resources/read', { uri: PAGE })).contents[0].text);
  const spent = ({ sandbox }: { sandbox: CardHost['sandbox'] }) => sandbox.charges.length;

  test('another caller, or the same with another account, cannot answer', async () => {
    await using server = await start();
    const own = httpHost(server.port, bearer(TOKEN), SHOWS_CARDS);
    const other = httpHost(server.port, bearer(OTHER_TOKEN), SHOWS_CARDS);
    const tenant = httpHost(
      server.port,
      { ...bearer(TOKEN), ...as('tenant', 'tenant') } as Record<string, string>,
      SHOWS_CARDS,
    );
    const { token } = approvalIn(await own.call('verify_emails', EIGHT)) as Approval;
    const [key, otherKey] = [await keyOf(own), await keyOf(other)];
    expect(otherKey).not.toBe(key);
    for (const [host, given] of [
      [other, key],
      [other, otherKey],
      [tenant, await keyOf(tenant)],
    ] as const) {
      const got = await host.call(ANSWER, { token, key: given, agree: true, arguments: EIGHT });
      expect(got._meta['snovio/error']).toMatchObject({ question: 'unknown' });
    }
    expect(spent(server)).toBe(0);
    // Who tries is in the audit log.
    const refusals = server.audit.filter(({ event }) => event === 'refusal');
    expect(refusals.map(({ tool }) => tool)).toEqual([ANSWER, ANSWER, 'verify_emails']);
  });

  test('another caller with many clients makes nobody be forgotten who reads pages', async () => {
    await using server = await start();
    const own = httpHost(server.port, bearer(TOKEN), SHOWS_CARDS);
    await keyOf(own);
    const live = { listId: 'Berlin SaaS', email: 'new.person@novum.example', allowSending: true };
    expect(approvalIn(await own.call('add_prospect_to_list', live))).toBeDefined();
    for (let i = 0; i < 300; i += 1)
      await keyOf(httpHost(server.port, bearer(OTHER_TOKEN), SHOWS_CARDS, `client ${i}`));
    for (const later of [0, 21_000]) {
      ahead(later);
      expect(approvalIn(await own.call('add_prospect_to_list', live))).toBeDefined();
    }
  });

  test('a task takes no answer of a card, and one that asks leaves it to the card of its result', async () => {
    await using server = await start();
    const host = httpHost(server.port, bearer(TOKEN), {
      extensions: { ...SHOWS_CARDS.extensions, ...TASKS.extensions },
    });
    const question = approvalIn(await host.call('verify_emails', EIGHT));
    expect(question).toMatchObject({ credits: 8 });
    const answer = { token: question?.token, key: await keyOf(host), agree: true, arguments: EIGHT };
    const state = {
      requestState: answer.token,
      inputResponses: { price: { action: 'accept', content: { agree: true } } },
    };
    const stated = await host.call('verify_emails', EIGHT, state);
    expect(stated.code ?? stated._meta?.['snovio/approval']).toBeDefined();
    const updated = await host.request('tasks/update', { taskId: answer.token, inputResponses: answer });
    expect(updated.code).toBe(-32_602);
    expect(spent(server)).toBe(0);
    const got = await host.call(ANSWER, answer);
    expect(got.structuredContent.credits).toMatchObject({ spent: 8 });
  });

  test('what only a task can hold is not asked on a card', async () => {
    await using server = await start();
    const host = httpHost(server.port, bearer(TOKEN), {
      extensions: { ...SHOWS_CARDS.extensions, ...TASKS.extensions },
    });
    await keyOf(host);
    const wide = await host.call('verify_emails', { emails: addresses(200) });
    expect(approvalIn(wide)).toBeUndefined();
    expect(wide._meta['snovio/error'].code).toBe('credit_ceiling');
  });
});
