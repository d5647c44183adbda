import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountKey } from '../../src/snovio/account.ts';
import { fenced } from '../docs/pages.ts';
import { type InProcessServer, startInProcess } from '../http/in-process.ts';
import { as, bearer, call, http, OTHER_TOKEN, raw, rpc, TOKEN } from '../http/kit.ts';

const whoHas = (token: string) => `token ${createHash('sha256').update(token).digest('hex').slice(0, 8)}`;
const by = (token: string, more: Record<string, string> = {}) => ({ headers: { ...bearer(token), ...more } });
const VERIFY = { emails: ['mara.lindqvist@acme.example', 'tomas.reyes@acme.example'] };

let server: InProcessServer;
beforeEach(async () => {
  const env = { SNOVIO_HTTP_TOKENS: `${TOKEN},${OTHER_TOKEN}`, SNOVIO_MAX_CREDITS_PER_CALL: '3' };
  server = await startInProcess({ env, sandbox: { accounts: [{ id: 'sandbox', secret: 'sandbox' }] } });
});
afterEach(() => server[Symbol.asyncDispose]());

const mine = () => ({
  who: whoHas(TOKEN),
  account: accountKey(server.sandbox.url, 'sandbox'),
  requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
});

describe('the audit log', () => {
  test('has a line for what is spent: who, which account, which tool, how much', async () => {
    const { reply } = await call(server.port, 'verify_emails', VERIFY, by(TOKEN));
    const requestId = reply.headers['x-request-id'];
    const line = { event: 'spend', tool: 'verify_emails', outcome: 'ok', credits: 2 };
    expect(server.audit).toEqual([{ ...line, ...mine(), requestId }]);
    const again = await call(server.port, 'verify_emails', VERIFY, by(OTHER_TOKEN));
    expect(again.structured.results).toHaveLength(2);
    expect(server.audit, 'what is known costs nothing').toHaveLength(1);
    const [shown] = fenced('docs/configuration.md', 'json').map(({ text }) => JSON.parse(text) as object);
    expect(Object.keys(shown ?? {})).toEqual(['time', 'msg', ...Object.keys(server.audit[0] ?? {})]);
  });

  test.each([
    ['get_profile_by_email', { email: 'mara.lindqvist@acme.example' }],
    ['search_domain_emails', { domain: 'acme.example', limit: 10 }],
    ['find_emails', { people: [{ firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' }] }],
    ['add_url_for_search', { url: 'https://www.linkedin.com/in/mara-lindqvist' }],
  ])('says of %s what Snov.io charged', async (tool, args) => {
    await call(server.port, tool, args, by(TOKEN));
    const charged = server.sandbox.charges.reduce((sum, { credits }) => sum + credits, 0);
    expect(charged).toBeGreaterThan(0);
    expect(server.audit).toEqual([{ event: 'spend', tool, outcome: 'ok', credits: charged, ...mine() }]);
  });

  test('names the one who paid, also if the answer goes to another', async () => {
    await using slow = await startInProcess({
      env: { SNOVIO_HTTP_TOKENS: `${TOKEN},${OTHER_TOKEN}` },
      sandbox: { taskSeconds: [120, 120] },
    });
    const gone = new AbortController();
    const cut = call(slow.port, 'verify_emails', VERIFY, { ...by(TOKEN), signal: gone.signal });
    await expect.poll(() => slow.sandbox.requests.some(({ path }) => path.endsWith('/start'))).toBe(true);
    gone.abort();
    await expect(cut).rejects.toThrow();
    const answer = await call(slow.port, 'verify_emails', VERIFY, by(OTHER_TOKEN));
    expect(answer.structured.credits.spent).toBe(2);
    expect(slow.audit).toMatchObject([
      { event: 'spend', outcome: 'cancelled', credits: 2, who: whoHas(TOKEN) },
    ]);
  });

  test('has a line for what is written, with no name or address in it', async () => {
    await call(server.port, 'create_prospect_list', { name: 'Secret plans' }, by(TOKEN));
    const emails = ['jane.doe@globex.example'];
    await call(server.port, 'add_to_do_not_email_list', { items: emails, listId: '1' }, by(TOKEN));
    await call(server.port, 'delete_webhook', { webhookId: '987654321' }, by(TOKEN));
    expect(server.audit.map(({ event, tool }) => `${event} ${tool}`)).toEqual([
      'write create_prospect_list',
      expect.stringMatching(/^(write|refusal) add_to_do_not_email_list$/),
      expect.stringMatching(/^(write|refusal) delete_webhook$/),
    ]);
    expect(server.audit[0]).toEqual({
      event: 'write',
      tool: 'create_prospect_list',
      outcome: 'ok',
      credits: 0,
      ...mine(),
    });
    expect(JSON.stringify(server.audit)).not.toMatch(/secret|jane|globex|987654321|@|correct-horse/i);
  });

  test('has a line for what is refused, and none for reads and mistakes', async () => {
    await call(server.port, 'get_balance', {}, by(TOKEN));
    await call(server.port, 'get_user_lists', {}, by(TOKEN));
    await call(server.port, 'verify_emails', { emails: 'none' }, by(TOKEN));
    await call(server.port, 'create_prospect_list', {}, by(TOKEN));
    const prospect = { listId: '1', email: 'a.person@acme.example', fullName: 'A Person' };
    const unknown = { ...prospect, customFields: [{ label: 'no such label', value: 'x' }] };
    const mistake = await call(server.port, 'add_prospect_to_list', unknown, by(TOKEN));
    expect(mistake.code, 'though the labels were read').toBe('invalid_input');
    expect(Object.keys(server.calls.at(-1)?.upstream ?? {})).not.toEqual([]);
    expect(server.audit).toEqual([]);
    const many = { emails: Array.from({ length: 5 }, (_, i) => `person${i}@acme.example`) };
    expect((await call(server.port, 'verify_emails', many, by(TOKEN))).code).toBe('credit_ceiling');
    const wrong = by(TOKEN, as('sandbox', 'wrong') as Record<string, string>);
    expect((await call(server.port, 'get_balance', {}, wrong)).code).toBe('unauthorized');
    const { account, ...unproved } = mine();
    expect(server.audit).toEqual([
      {
        event: 'refusal',
        tool: 'verify_emails',
        outcome: 'credit_ceiling',
        credits: 0,
        account,
        ...unproved,
      },
      { event: 'refusal', tool: 'get_balance', outcome: 'unauthorized', credits: 0, ...unproved },
    ]);
  });

  test('has no line for a change that was never sent', async () => {
    server.sandbox.faults.add({
      path: '/v1/oauth/access_token',
      kind: 'status',
      status: 500,
      times: Infinity,
    });
    const answer = await call(server.port, 'create_prospect_list', { name: 'x' }, by(TOKEN));
    expect(answer.code).toBe('upstream_unavailable');
    expect(server.audit).toEqual([]);
  });

  test('has a line for mail that was not let out', async () => {
    const args = { campaignId: '987654', email: 'a.person@acme.example', status: 'Active' };
    const answer = await call(server.port, 'change_recipient_status', args, by(TOKEN));
    expect(answer.code).toBe('sending_not_allowed');
    expect(server.audit).toMatchObject([
      { event: 'refusal', tool: 'change_recipient_status', outcome: 'sending_not_allowed', ...mine() },
    ]);
  });
});

describe('at the door', () => {
  const ID = 'snovio-client-id';
  const hostless = 'POST /mcp HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n';

  test('a wrong token is not told from which address, but which are from the same', async () => {
    await rpc(server.port, 'tools/list', {}, by('not-a-token-of-this-server-at-all'));
    await rpc(server.port, 'tools/list', {}, { headers: { authorization: 'Basic x\u00ffy' } });
    const from = expect.stringMatching(/^[0-9a-f]{16}$/);
    const { requestId } = mine();
    const line = { event: 'wrong_token', who: 'nobody', from, outcome: 'wrong_token', requestId };
    expect(server.audit).toEqual([line, line]);
    expect(server.audit[0]?.from).toBe(server.audit[1]?.from);
    expect(server.audit[0]?.requestId).not.toBe(server.audit[1]?.requestId);
  });

  test.each<[string, string, () => Promise<unknown>]>([
    ['no token', 'no_token', () => rpc(server.port, 'tools/list')],
    ['another Host', 'unknown_host', () => rpc(server.port, 'x', {}, { headers: { host: 'evil.example' } })],
    ['two Hosts', 'malformed_host', () => raw(server.port, [hostless])],
    ['another Origin', 'unknown_origin', () => rpc(server.port, 'x', {}, { headers: { origin: 'null' } })],
    ['half a pair', 'malformed_credentials', () => rpc(server.port, 'x', {}, by(TOKEN, { [ID]: 'tenant' }))],
    [
      'a misspelt header',
      'malformed_credentials',
      () => rpc(server.port, 'x', {}, by(TOKEN, { 'x-snov-id': '1' })),
    ],
  ])('%s has a line', async (_, outcome, knock) => {
    await knock();
    expect(server.audit).toMatchObject([{ event: 'refusal', outcome }]);
    expect(server.audit[0]?.who).toBe(outcome === 'malformed_credentials' ? whoHas(TOKEN) : 'nobody');
    expect(JSON.stringify(server.audit)).not.toMatch(/127\.0\.0\.1|evil|tenant/);
  });

  test('a forwarded request on a server without tokens, and its writes, are of anybody', async () => {
    await using open = await startInProcess();
    await http(open.port, { headers: { 'x-forwarded-for': '192.0.2.1' } });
    await call(open.port, 'create_prospect_list', { name: 'mine' });
    expect(open.audit).toMatchObject([
      { event: 'refusal', who: 'anybody', outcome: 'forwarded_without_tokens' },
      { event: 'write', who: 'anybody', outcome: 'ok' },
    ]);
  });

  test('too many open calls', async () => {
    await using small = await startInProcess({ limits: { callsPerCaller: 1, waitingPerCaller: 0 } });
    small.sandbox.faults.add({ path: '/v1/get-balance', kind: 'slow', delayMs: 1500 });
    const first = call(small.port, 'get_balance');
    await expect.poll(() => small.sandbox.requests.length).toBeGreaterThan(1);
    await call(small.port, 'get_balance');
    expect(small.audit).toMatchObject([{ event: 'refusal', outcome: 'too_many_calls' }]);
    await first;
  });
});
