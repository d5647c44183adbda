import { describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { addresses, charged, PATHS, people, sent, TOKEN, using, verdicts } from './flows/kit.ts';

const BUSY = 'There are too many prospects processing. Please try later';
const VERIFY = PATHS.verify;

/** Addresses that were read before they were queued. */
function readUnpaid({ sandbox }: Harness): string[] {
  const queued = new Set<string>();
  const read: string[] = [];
  for (const { path, query } of sandbox.requests) {
    const asked = (query.emails ?? []) as string[];
    if (path === VERIFY.v1.read) read.push(...asked.filter(email => !queued.has(email)));
    if (path === VERIFY.v1.start) for (const email of asked) queued.add(email);
  }
  return read;
}

describe('ceilings', () => {
  test('an unasked price above the ceiling: nothing is sent, and the agent learns what to ask', async () => {
    await using h = await startHarness({
      env: { SNOVIO_MAX_CREDITS_PER_CALL: '25', SNOVIO_MAX_CREDITS_PER_DAY: '140' },
    });
    const answer = await h.call('verify_emails', { emails: addresses(60) });
    expect(answer.code).toBe('credit_ceiling');
    expect(answer.text).toContain('Up to 60 credits for 60 addresses; 25 may be spent unasked.');
    expect(answer.text).toContain("repeat with maxCredits: 60. Today's limit leaves 140");
    expect(h.sandbox.requests).toHaveLength(0);
  });

  test('maxCredits: as many, in order, as fit', async () => {
    await using h = await startHarness(using('v2', { env: { SNOVIO_MAX_CREDITS_PER_CALL: '3' } }));
    const answer = await h.call('verify_emails', { emails: addresses(14), maxCredits: 5 });
    expect(verdicts(answer)).toEqual([...Array(5).fill('valid'), ...Array(9).fill('not_run/credit_ceiling')]);
    expect(answer.structured.credits).toMatchObject({ spent: 5, ceiling: 5 });
    expect(answer.structured.note).toMatch(/9 not_run \(credit_ceiling\).* at most 9 credits/);
    expect(charged(h)).toBe(5);
    const rest = await h.call('verify_emails', { emails: addresses(8) });
    expect(verdicts(rest)).toEqual(Array(8).fill('valid'));
  });

  test.each(['v1', 'v2'] as const)('%s: maxCredits 0 gives what is known', async generation => {
    await using h = await startHarness(using(generation));
    await h.call('verify_emails', { emails: addresses(1) });
    const emails = [...addresses(2), 'bill.lumen@initech.example'];
    const answer = await h.call('verify_emails', { emails, maxCredits: 0 });
    const known = generation === 'v1' ? ['valid', 'valid'] : ['valid', 'not_run/credit_ceiling'];
    expect(verdicts(answer)).toEqual([...known, 'not_run/credit_ceiling']);
    expect(charged(h)).toBe(1);
  });

  test('the wall of the process stands above maxCredits', async () => {
    await using h = await startHarness(using('v2', { env: { SNOVIO_MAX_CREDITS: '3' } }));
    const answer = await h.call('verify_emails', { emails: addresses(5), maxCredits: 5 });
    expect(verdicts(answer).filter(one => one === 'valid')).toHaveLength(3);
    const more = await h.call('verify_emails', { emails: addresses(1, 20) });
    expect(more.code).toBe('credit_ceiling');
    expect(more.text).toMatch(/SNOVIO_MAX_CREDITS\) leaves 0\. Only the user can raise it/);
    expect(charged(h)).toBe(3);
  });

  test.each(['v1', 'v2'] as const)('%s: calls at once never both get the last credits', async generation => {
    await using h = await startHarness(using(generation, { env: { SNOVIO_MAX_CREDITS_PER_DAY: '7' } }));
    const calls = [0, 10, 20, 30].map(from =>
      h.call('verify_emails', { emails: addresses(5, from), maxCredits: 5 }),
    );
    const answers = await Promise.all(calls);
    const valid = answers.flatMap(verdicts).filter(one => one === 'valid');
    expect(valid).toHaveLength(7);
    expect(charged(h)).toBe(7);
    expect(answers.reduce((sum, one) => sum + one.structured.credits.spent, 0)).toBe(7);
  });
});

describe('not_run: deadline', () => {
  test('nothing is started after the answer', async () => {
    await using h = await startHarness(using('v2'));
    h.sandbox.faults.add({ path: TOKEN, kind: 'slow', delayMs: 1300 });
    const answer = await h.call('verify_emails', { emails: addresses(2), waitSeconds: 1 });
    expect(verdicts(answer)).toEqual(['not_run/deadline', 'not_run/deadline']);
    expect(answer.structured.note).toMatch(/2 not_run \(deadline\)/);
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(sent(h, VERIFY.v2.start)).toHaveLength(0);
  });
});

describe('not_run: rate_limit', () => {
  test('each call gets further: a free miss is not read twice', async () => {
    const env = { SNOVIO_RATE_WINDOW_MS: '1500', SNOVIO_RATE_LIMIT: '4' };
    await using h = await startHarness(
      using('v1', { env, sandbox: { limit: 4, windowMs: 1500, speed: 40 } }),
    );
    const emails = addresses(40);
    const first = await h.call('verify_emails', { emails, waitSeconds: 1 });
    expect(verdicts(first)).toEqual(emails.map(() => 'not_run/rate_limit'));
    expect(first.structured.note).toMatch(/40 not_run \(rate_limit\).* at most 40 credits/);
    expect(charged(h)).toBe(0);
    for (let calls = 0; charged(h) < 40 && calls < 8; calls++)
      await h.call('verify_emails', { emails, waitSeconds: 2 });
    expect(verdicts(await h.call('verify_emails', { emails, waitSeconds: 20 }))).toEqual(
      emails.map(() => 'valid'),
    );
    expect(readUnpaid(h)).toHaveLength(40);
    expect(h.sandbox.requests.filter(({ status }) => status === 429)).toHaveLength(0);
  });

  test('a single read whose slot is too far away is told the seconds', async () => {
    const env = { SNOVIO_RATE_WINDOW_MS: '60000', SNOVIO_RATE_LIMIT: '2' };
    await using h = await startHarness({ env });
    await h.call('get_balance');
    const begun = Date.now();
    const answer = await h.call('get_balance');
    expect(answer.code).toBe('rate_limited');
    expect(answer.meta?.retryAfterSeconds).toBeGreaterThan(50);
    expect(Date.now() - begun).toBeLessThan(1000);
  });
});

describe('hourly_quota', () => {
  test.each([
    { kind: 'replace', body: { success: false, message: BUSY } },
    { kind: 'status', status: 429, body: { success: false, message: BUSY } },
    { kind: 'replace', body: BUSY },
  ] as const)('upstream says so half-way: $kind', async fault => {
    await using h = await startHarness(using('v1'));
    h.sandbox.faults.add({ path: VERIFY.v1.start, skip: 1, times: Infinity, ...fault });
    const answer = await h.call('verify_emails', { emails: addresses(45) });
    const by = Map.groupBy(verdicts(answer), one => one);
    expect(by.get('valid')).toHaveLength(10);
    expect(by.get('not_run/hourly_quota')).toHaveLength(35);
    const starts = sent(h, VERIFY.v1.start).length;
    expect(starts).toBeLessThanOrEqual(5);
    expect(charged(h)).toBe(10);
    expect(answer.structured.note).toMatch(/35 not_run \(hourly_quota\)/);
    h.sandbox.faults.clear();
    expect(verdicts(await h.call('verify_emails', { emails: addresses(45) }))).toEqual(
      Array(45).fill('valid'),
    );
  });

  test('on the free read ahead of paying: no other read is tried', async () => {
    await using h = await startHarness(using('v1'));
    h.sandbox.faults.add({
      path: PATHS.find.v1.read,
      kind: 'replace',
      body: { success: false, message: BUSY },
      times: Infinity,
    });
    const answer = await h.call('find_emails', { people: people(30) });
    expect(verdicts(answer)).toEqual(Array(30).fill('not_run/hourly_quota'));
    expect(sent(h, PATHS.find.v1.read).length).toBeLessThanOrEqual(4);
  });

  test('on a poll: the call answers pending at once, and the next goes on', async () => {
    await using h = await startHarness(using('v1', { sandbox: { taskSeconds: [4, 4] } }));
    h.sandbox.faults.add({
      path: VERIFY.v1.read,
      skip: 1,
      kind: 'replace',
      body: { success: false, message: BUSY },
      times: Infinity,
    });
    const answer = await h.call('verify_emails', { emails: addresses(3) });
    expect(verdicts(answer)).toEqual(Array(3).fill('pending/hourly_quota'));
    expect(sent(h, VERIFY.v1.read)).toHaveLength(2);
    h.sandbox.faults.clear();
    expect(verdicts(await h.call('verify_emails', { emails: addresses(3) }))).toEqual([
      'valid',
      'valid',
      'valid',
    ]);
    expect(charged(h)).toBe(3);
  });

  test('a single look-up tells it as an error', async () => {
    await using h = await startHarness(using('v1'));
    h.sandbox.faults.add({
      path: '/v1/get-profile-by-email',
      kind: 'replace',
      body: { success: false, message: BUSY },
    });
    expect((await h.call('get_profile_by_email', { email: 'mara.lindqvist@acme.example' })).code).toBe(
      'hourly_quota',
    );
  });

  test('with SNOVIO_PLAN it is kept before it is hit', async () => {
    const env = { SNOVIO_PLAN: 'starter' };
    await using h = await startHarness(using('v1', { env, sandbox: { plan: 'starter' } }));
    const reasons = new Set<string>();
    for (let from = 0; from < 300; from += 100) {
      for (const one of verdicts(await h.call('verify_emails', { emails: addresses(100, from) })))
        reasons.add(one);
    }
    expect(reasons).toContain('not_run/hourly_quota');
    const counted = [...sent(h, VERIFY.v1.read), ...sent(h, VERIFY.v1.start)];
    const asked = counted.reduce((sum, { query }) => sum + (query.emails as string[]).length, 0);
    expect(asked).toBeLessThanOrEqual(500);
    expect(asked).toBeGreaterThan(450);
  });
});
