import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../src/sandbox/index.ts';
import { startHarness } from '../../harness.ts';
import { addresses, PATHS, sent, TOKEN, until, using, verdicts } from '../flows/kit.ts';

const SECRET = 's3cr3t-0123456789abcdef';
const BALANCE = '/v1/get-balance';

describe('the token request', () => {
  test('is a form with the credentials, and carries no token', async () => {
    await using h = await startHarness();
    await h.call('get_balance');
    const [request] = sent(h, TOKEN);
    expect(request?.body).toEqual({
      grant_type: 'client_credentials',
      client_id: 'sandbox',
      client_secret: 'sandbox',
    });
    expect(request?.contentType).toBe('application/x-www-form-urlencoded');
    expect(request?.headers).not.toHaveProperty('authorization');
  });

  test('that another shape answers is not taken for a token', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: TOKEN, kind: 'replace', body: { token: 'x' }, times: Infinity });
    expect((await h.call('get_balance')).code).toBe('upstream_malformed');
    expect(sent(h, BALANCE)).toHaveLength(0);
  });

  test('that comes too late for a call: the call says so in time, and the token is there for the next', async () => {
    await using h = await startHarness({
      env: { SNOVIO_WAIT_SECONDS: '1', SNOVIO_RATE_WINDOW_MS: '60000' },
    });
    h.sandbox.faults.add({ path: TOKEN, kind: 'slow', delayMs: 4000 });
    const since = performance.now();
    const answer = await h.call('get_balance');
    expect(answer.code).toBe('upstream_unavailable');
    expect(answer.text).toMatch(/no access token in time/);
    expect(performance.now() - since).toBeGreaterThan(900);
    expect(performance.now() - since).toBeLessThan(3500);
    await until(() => sent(h, TOKEN)[0]?.status === 200);
    await new Promise(resolve => setTimeout(resolve, 200));
    expect((await h.call('get_balance')).isError).toBe(false);
    expect(sent(h, TOKEN)).toHaveLength(1);
    expect(sent(h, BALANCE)).toHaveLength(1);
  });

  test('outlives the call that asked first: another waits for it', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: TOKEN, kind: 'slow', delayMs: 300 });
    const leaving = new AbortController();
    const first = h.call('get_balance', {}, { signal: leaving.signal });
    const second = h.call('get_balance');
    await until(() => sent(h, TOKEN).length === 1);
    leaving.abort();
    await expect(first).rejects.toThrow();
    expect((await second).isError).toBe(false);
    expect(sent(h, TOKEN)).toHaveLength(1);
    expect(sent(h, BALANCE)).toHaveLength(1);
  });
});

describe('a token that Snov.io refuses', () => {
  test('is renewed, and the read sent again', async () => {
    await using h = await startHarness();
    await h.call('get_balance');
    h.sandbox.expireTokens();
    expect((await h.call('get_balance')).isError).toBe(false);
    expect(sent(h, BALANCE).map(({ status }) => status)).toEqual([200, 401, 200]);
    expect(sent(h, TOKEN)).toHaveLength(2);
    const tokens = sent(h, BALANCE).map(({ headers }) => headers.authorization);
    expect(tokens[0]).toBe(tokens[1]);
    expect(tokens[2]).not.toBe(tokens[1]);
  });

  test('for good: the read is sent twice, and the next call starts with a new token', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: BALANCE, kind: 'status', status: 401, times: 2 });
    expect((await h.call('get_balance')).code).toBe('unauthorized');
    expect(sent(h, BALANCE)).toHaveLength(2);
    expect((await h.call('get_balance')).isError).toBe(false);
    expect(sent(h, TOKEN)).toHaveLength(3);
  });

  test('no other refusal costs a token', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: BALANCE, kind: 'status', status: 403 });
    expect((await h.call('get_balance')).code).toBe('plan_forbidden');
    await h.call('get_balance');
    expect(sent(h, TOKEN)).toHaveLength(1);
    expect(sent(h, BALANCE)).toHaveLength(2);
  });
});

describe('what Snov.io says is told', () => {
  test.each<[string, (token: string) => string, string]>([
    ['with the secret twice', () => `${SECRET} is not ${SECRET}`, '[secret] is not [secret]'],
    ['with the token', token => `bad ${token}`, 'bad [secret]'],
    ['with both', token => `${token}/${SECRET}`, '[secret]/[secret]'],
    ['with neither', () => 'a bad day', 'a bad day'],
  ])('%s', async (_, words, told) => {
    const accounts = [{ id: 'sandbox', secret: SECRET }];
    await using h = await startHarness({ env: { SNOVIO_CLIENT_SECRET: SECRET }, sandbox: { accounts } });
    const rule: FaultRule = { path: BALANCE, kind: 'status', status: 400 };
    rule.on = (_stage, { headers }) => {
      rule.body = { message: words(headers.authorization?.replace('Bearer ', '') ?? '') };
    };
    h.sandbox.faults.add(rule);
    const answer = await h.call('get_balance');
    expect(answer).toMatchObject({ code: 'refused', meta: { httpStatus: 400 } });
    expect(answer.text).toContain(`Snov.io said: "${told}"`);
  });
});

describe('a secret that Snov.io repeats in disguise leaves in no answer and no error', () => {
  const secret = 'Zy+8/x=4%q&7<w\\>';
  const php = (text: string) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/');
  const html = (text: string) => text.replace(/[&<>"+/=%]/g, char => `&#${char.charCodeAt(0)};`);
  const forms: [string, (text: string) => string][] = [
    ['for URLs', encodeURIComponent],
    ['for JSON', php],
    ['for HTML', html],
    ['in Base64', text => Buffer.from(`sandbox:${text}`).toString('base64')],
  ];

  test.each(forms)('%s', async (_, form) => {
    const accounts = [{ id: 'sandbox', secret }];
    await using h = await startHarness({ env: { SNOVIO_CLIENT_SECRET: secret }, sandbox: { accounts } });
    const told: string[] = [];
    const poison = (rule: FaultRule, body: (words: string) => object) => {
      rule.on = (_stage, { headers }) => {
        const token = headers.authorization?.replace('Bearer ', '') ?? '';
        told.push(form(secret), form(token));
        rule.body = body(`${form(secret)} ${form(token)}`);
      };
      h.sandbox.faults.add(rule);
    };
    poison({ path: BALANCE, kind: 'status', status: 400 }, message => ({ message }));
    poison({ path: '/v1/get-user-lists', kind: 'replace' }, name => [{ id: 1, name, contacts: 3 }]);
    const refused = await h.call('get_balance');
    expect(refused.text).toContain('Snov.io said: "[secret]');
    const lists = await h.call('get_user_lists');
    expect(lists.structured.lists).toEqual([
      { id: '1', name: expect.stringMatching(/^\[secret\]/), contacts: 3 },
    ]);
    const left = JSON.stringify([refused, lists]);
    for (const words of told) expect(left).not.toContain(JSON.stringify(words).slice(1, -1));
  });

  test('a token that was renewed meanwhile is still one', async () => {
    await using h = await startHarness();
    let old = '';
    const rule: FaultRule = { path: BALANCE, kind: 'status', status: 401 };
    rule.on = (_stage, { headers }) => {
      old = headers.authorization?.replace('Bearer ', '') ?? '';
    };
    h.sandbox.faults.add(rule);
    const later: FaultRule = { path: BALANCE, kind: 'status', status: 400 };
    later.on = () => {
      later.body = { message: `not ${old}` };
    };
    h.sandbox.faults.add(later);
    expect((await h.call('get_balance')).text).toContain('Snov.io said: "not [secret]"');
  });
});

describe('what Snov.io says of a token request is told', () => {
  test.each([
    ['maintenance', 'maintenance'],
    [`${SECRET} is unknown`, '[secret] is unknown'],
  ])('%s', async (message, told) => {
    await using h = await startHarness({ env: { SNOVIO_CLIENT_SECRET: SECRET } });
    h.sandbox.faults.add({ path: TOKEN, kind: 'status', status: 503, body: { message }, times: Infinity });
    const answer = await h.call('get_balance');
    expect(answer.code).toBe('upstream_unavailable');
    expect(answer.text).toContain(`Snov.io said: "${told}"`);
  });
});

describe('an answer that says "too fast"', () => {
  test.each([
    ['for as long as it says', { 'Retry-After': '1' }, 990],
    ['until the window is over', undefined, 400],
  ])('pauses the account %s', async (_, headers, least) => {
    await using h = await startHarness();
    await h.call('get_balance');
    await new Promise(resolve => setTimeout(resolve, 200));
    h.sandbox.faults.add({ path: BALANCE, kind: 'status', status: 429, ...(headers && { headers }) });
    const limited = h.call('get_balance');
    await until(() => sent(h, BALANCE).at(-1)?.status === 429);
    // The answer has left; it takes its time to arrive.
    await new Promise(resolve => setTimeout(resolve, 100));
    expect((await h.call('get_user_lists')).isError).toBe(false);
    expect((await limited).isError).toBe(false);
    const at = sent(h, BALANCE)[1]?.at ?? 0;
    const pause = (sent(h, '/v1/get-user-lists')[0]?.at ?? 0) - at;
    expect(pause).toBeGreaterThanOrEqual(least);
    expect(pause).toBeLessThan(5000);
  });

  test('no other failure pauses it', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({
      path: BALANCE,
      kind: 'status',
      status: 400,
      headers: { 'Retry-After': '3600' },
    });
    await h.call('get_balance');
    expect((await h.call('get_user_lists')).isError).toBe(false);
  });
});

describe('work that calls share', () => {
  test('a charged request has a connection of its own, a read has not', async () => {
    await using h = await startHarness(using('v2'));
    expect(verdicts(await h.call('verify_emails', { emails: addresses(1) }))).toEqual(['valid']);
    const { start, read } = PATHS.verify.v2;
    expect(sent(h, start).map(({ headers }) => headers.connection)).toEqual(['close']);
    expect(new Set(sent(h, read).map(({ headers }) => headers.connection))).toEqual(new Set(['keep-alive']));
  });

  test('nothing is paid for a call that left while it waited for its slot', async () => {
    const env = { SNOVIO_RATE_LIMIT: '2', SNOVIO_RATE_WINDOW_MS: '1500' };
    await using h = await startHarness(using('v2', { env }));
    await h.call('get_balance');
    const leaving = new AbortController();
    const call = h.call('verify_emails', { emails: addresses(1) }, { signal: leaving.signal });
    await new Promise(resolve => setTimeout(resolve, 100));
    leaving.abort();
    await expect(call).rejects.toThrow();
    await new Promise(resolve => setTimeout(resolve, 1700));
    expect(sent(h, PATHS.verify.v2.start)).toHaveLength(0);
  });
});
