import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../src/sandbox/index.ts';
import { startHarness } from '../harness.ts';
import { addresses, charged, PATHS, sent, TOKEN, until, using, verdicts } from './flows/kit.ts';

const SECRET = 's3cr3t-0123456789abcdef';
const BALANCE = '/v1/get-balance';
const { start, read } = PATHS.verify.v2;

describe('the token', () => {
  test('is asked for once, however many calls wait', async () => {
    await using h = await startHarness();
    await Promise.all(Array.from({ length: 12 }, () => h.call('get_balance')));
    expect(sent(h, TOKEN)).toHaveLength(1);
  });

  test('request is limited too: a plain text is understood', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: TOKEN, kind: 'status', status: 429, body: 'Request rate is limited' });
    h.sandbox.faults.add({ path: TOKEN, kind: 'status', status: 503 });
    expect((await h.call('get_balance')).isError).toBe(false);
    expect(sent(h, TOKEN)).toHaveLength(3);
  });

  test('that expires in the middle of a flow is renewed once', async () => {
    await using h = await startHarness(using('v2', { sandbox: { taskSeconds: [20, 20] } }));
    const running = h.call('verify_emails', { emails: addresses(11) });
    await until(() => sent(h, start).length === 2 && sent(h, start).every(one => one.status === 200));
    h.sandbox.expireTokens();
    expect(verdicts(await running)).toEqual(addresses(11).map(() => 'valid'));
    expect(sent(h, TOKEN)).toHaveLength(2);
    expect(charged(h)).toBe(11);
  });

  test('that expired before a charged request: it is sent again with a new one', async () => {
    await using h = await startHarness(using('v2'));
    await h.call('get_balance');
    h.sandbox.expireTokens();
    expect(verdicts(await h.call('verify_emails', { emails: addresses(2) }))).toEqual(['valid', 'valid']);
    expect(sent(h, start).map(({ status }) => status)).toEqual([401, 200]);
    expect(charged(h)).toBe(2);
  });

  test.each(['v1', 'v2'] as const)('%s: refused for good', async generation => {
    await using h = await startHarness(using(generation));
    const paths = PATHS.verify[generation];
    for (const path of [paths.start, paths.read])
      h.sandbox.faults.add({ path, kind: 'status', status: 401, times: Infinity });
    const answer = await h.call('verify_emails', { emails: addresses(3) });
    expect(answer.code).toBe('unauthorized');
    expect(sent(h, paths.start).length + sent(h, paths.read).length).toBe(2);
    expect(sent(h, TOKEN)).toHaveLength(2);
  });

  test('credentials that Snov.io does not take', async () => {
    await using h = await startHarness({ env: { SNOVIO_CLIENT_SECRET: SECRET } });
    for (const tool of ['get_balance', 'verify_emails']) {
      const answer = await h.call(tool, tool === 'verify_emails' ? { emails: addresses(1) } : {});
      expect(answer.code).toBe('unauthorized');
      expect(answer.text).toMatch(/SNOVIO_CLIENT_ID/);
      expect(answer.text).not.toContain(SECRET);
    }
    expect(sent(h, start)).toHaveLength(0);
  });

  test('and the secret appear in no error, whatever Snov.io says', async () => {
    const accounts = [{ id: 'sandbox', secret: SECRET }];
    await using h = await startHarness({ env: { SNOVIO_CLIENT_SECRET: SECRET }, sandbox: { accounts } });
    const seen: string[] = [];
    const rule: FaultRule = { path: BALANCE, kind: 'status', status: 400 };
    rule.on = (_, { headers }) => {
      seen.push(headers.authorization?.replace('Bearer ', '') ?? '');
      rule.body = {
        message: `<b>Bad</b> header ${headers.authorization} of ${SECRET}\u202e ${'x'.repeat(500)}`,
      };
    };
    h.sandbox.faults.add(rule);
    const answer = await h.call('get_balance');
    expect(answer).toMatchObject({ code: 'refused', meta: { httpStatus: 400 } });
    expect(answer.text).toMatch(/Snov\.io said: "Bad header Bearer \[secret\] of \[secret\] x+…"/);
    expect(answer.text.length).toBeLessThan(400);
    expect(JSON.stringify(answer)).not.toContain(seen[0]);
  });
});

describe('a free read', () => {
  const passing: Omit<FaultRule, 'path'>[] = [
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503, body: 'busy' },
    { kind: 'drop' },
    { kind: 'cut', when: 'after' },
    { kind: 'html' },
    { kind: 'malformed' },
    { kind: 'status', status: 429, body: 'Request rate is limited' },
    { kind: 'status', status: 429, body: { errors: { code: 429, title: 'Too many requests' } } },
    { kind: 'replace', body: 'API rate is limited' },
  ];
  test.each(passing)('is repeated after $kind $status $body', async fault => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: BALANCE, ...fault });
    expect((await h.call('get_balance')).structured).toMatchObject({ balance: 1000 });
    expect(sent(h, BALANCE)).toHaveLength(2);
  });

  test('that is never answered is given up and repeated', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: BALANCE, kind: 'hang' });
    expect((await h.call('get_balance')).isError).toBe(false);
    expect(sent(h, BALANCE)).toHaveLength(2);
  });

  test('that fails for good tells so, and ends', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: BALANCE, kind: 'status', status: 500, times: Infinity });
    expect(await h.call('get_balance')).toMatchObject({
      code: 'upstream_unavailable',
      meta: { httpStatus: 500 },
    });
    expect(sent(h, BALANCE)).toHaveLength(4);
    h.sandbox.faults.clear();
    h.sandbox.faults.add({ path: BALANCE, kind: 'html', status: 200, times: Infinity });
    expect((await h.call('get_balance')).code).toBe('upstream_malformed');
  });

  test.each([
    [402, 'not_enough_credits'],
    [403, 'plan_forbidden'],
    [404, 'not_found'],
    [400, 'refused'],
    [422, 'refused'],
  ])('is not repeated after %i', async (status, code) => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: BALANCE, kind: 'status', status });
    expect(await h.call('get_balance')).toMatchObject({ code, meta: { httpStatus: status } });
    expect(sent(h, BALANCE)).toHaveLength(1);
  });
});

describe('Retry-After', () => {
  test.each(['read', 'start'] as const)('a %s answered 429 pauses the whole account', async kind => {
    await using h = await startHarness(using('v2'));
    await h.call('get_balance');
    const path = kind === 'read' ? BALANCE : start;
    h.sandbox.faults.add({ path, kind: 'status', status: 429, headers: { 'Retry-After': '1' } });
    const calls = [h.call('verify_emails', { emails: addresses(2) }), h.call('get_balance')];
    const [verified, balance] = await Promise.all(calls);
    expect(verified && verdicts(verified)).toEqual(['valid', 'valid']);
    expect(balance?.isError).toBe(false);
    expect(charged(h)).toBe(2);
    const limited = h.sandbox.requests.findIndex(({ status }) => status === 429);
    const after = h.sandbox.requests
      .slice(limited + 1)
      .filter(({ at }) => at > (h.sandbox.requests[limited]?.at ?? 0) + 100);
    const pause = (after[0]?.at ?? 0) - (h.sandbox.requests[limited]?.at ?? 0);
    expect(pause).toBeGreaterThan(950);
  });

  test('a pause beyond the deadline is told at once, with the seconds', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: BALANCE, kind: 'status', status: 429, headers: { 'Retry-After': '120' } });
    const begun = Date.now();
    const answer = await h.call('get_balance');
    expect(answer.code).toBe('rate_limited');
    expect(answer.meta?.retryAfterSeconds).toBeGreaterThan(110);
    expect(answer.text).toMatch(/Try again in 1\d\d s/);
    expect(Date.now() - begun).toBeLessThan(2000);
    expect((await h.call('get_user_lists')).code).toBe('rate_limited');
    expect(sent(h, '/v1/get-user-lists')).toHaveLength(0);
  });
});

describe('flows', () => {
  test.each(['v1', 'v2'] as const)('%s: polls and reads that fail are repeated', async generation => {
    await using h = await startHarness(using(generation));
    const path = PATHS.verify[generation].read;
    for (const kind of ['status', 'drop', 'cut', 'html', 'malformed'] as const)
      h.sandbox.faults.add({ path, kind });
    h.sandbox.faults.add({ path, kind: 'status', status: 429, body: 'too many requests' });
    const answer = await h.call('verify_emails', { emails: addresses(2) });
    const expected = generation === 'v1' ? ['upstream_unavailable', undefined] : [undefined];
    expect(expected).toContain(answer.code);
    const again = await h.call('verify_emails', { emails: addresses(2) });
    expect(verdicts(again)).toEqual(['valid', 'valid']);
    expect(charged(h)).toBe(2);
  });

  test.each(['v1', 'v2'] as const)(
    '%s: a charged start answered 429 is not charged and goes again',
    async generation => {
      await using h = await startHarness(using(generation));
      const path = PATHS.verify[generation].start;
      h.sandbox.faults.add({ path, kind: 'status', status: 429, times: 2, body: 'Request rate is limited' });
      expect(verdicts(await h.call('verify_emails', { emails: addresses(3) }))).toEqual([
        'valid',
        'valid',
        'valid',
      ]);
      expect(sent(h, path)).toHaveLength(3);
      expect(charged(h)).toBe(3);
    },
  );

  test.each([
    [402, 'not_enough_credits'],
    [403, 'plan_forbidden'],
  ])('a start answered %i ends the call', async (status, code) => {
    await using h = await startHarness(using('v2'));
    h.sandbox.faults.add({ path: start, kind: 'status', status, times: Infinity });
    const answer = await h.call('verify_emails', { emails: addresses(60) });
    expect(answer.code).toBe(code);
    expect(sent(h, start).length).toBeLessThanOrEqual(6);
    h.sandbox.faults.clear();
    expect(verdicts(await h.call('verify_emails', { emails: addresses(1) }))).toEqual(['valid']);
  });

  test.each([403, 521])('a start that Cloudflare keeps to itself (%i) costs nothing', async status => {
    await using h = await startHarness(using('v2'));
    h.sandbox.faults.add({ path: start, kind: 'html', status });
    const answer = await h.call('verify_emails', { emails: addresses(1) });
    expect(answer).toMatchObject({ code: 'upstream_unavailable', meta: { httpStatus: status } });
    const again = await h.call('verify_emails', { emails: addresses(1) });
    expect(verdicts(again)).toEqual(['valid']);
    expect(again.structured.credits).toMatchObject({ spent: 1 });
  });

  test('credits that end in the middle: the rest is told item by item', async () => {
    await using h = await startHarness(using('v2'));
    h.sandbox.setCredits(10);
    const answer = await h.call('verify_emails', { emails: addresses(25) });
    const by = Map.groupBy(verdicts(answer), one => one);
    expect(by.get('valid')).toHaveLength(10);
    expect(by.get('error/not_enough_credits')).toHaveLength(15);
    expect(answer.structured.credits).toEqual({ spent: 10, ceiling: 1000, estimated: true });
  });

  test('a batch that is refused for one item is sent again item by item', async () => {
    await using h = await startHarness(using('v2'));
    const bad = 'valid2@norrland.example';
    const where: FaultRule['where'] = ({ query }) => (query.emails as string[]).includes(bad);
    h.sandbox.faults.add({
      path: start,
      kind: 'replace',
      times: Infinity,
      where,
      body: { success: false, message: 'no' },
    });
    expect(verdicts(await h.call('verify_emails', { emails: addresses(4) }))).toEqual([
      'valid',
      'valid',
      'error/refused',
      'valid',
    ]);
    expect(charged(h)).toBe(3);
  });

  test('a slow poll of one task holds up no other', async () => {
    await using h = await startHarness(using('v2', { sandbox: { taskSeconds: [3, 3] } }));
    h.sandbox.faults.add({ path: read, kind: 'slow', delayMs: 1200 });
    const begun = Date.now();
    const slow = h.call('verify_emails', { emails: addresses(10) });
    await until(() => sent(h, read).length === 1);
    expect(verdicts(await h.call('verify_emails', { emails: addresses(10, 50) }))).toHaveLength(10);
    expect(Date.now() - begun).toBeLessThan(1100);
    await slow;
  });
});
