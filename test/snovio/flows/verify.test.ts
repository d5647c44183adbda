import { describe, expect, test } from 'vitest';
import { startHarness } from '../../harness.ts';
import { addresses, charged, PATHS, sent, using, verdicts } from './kit.ts';

const KINDS = [
  ['valid1@norrland.example', 'valid'],
  ['bounce1@norrland.example', 'not_valid'],
  ['catchall1@norrland.example', 'unknown/catchall'],
  ['banned1@norrland.example', 'unknown/banned'],
  ['conn1@norrland.example', 'unknown/connection_error'],
  ['grey1@norrland.example', 'greylisted/greylist'],
  ['ines.okafor@umbra.example', 'unknown/catchall'],
] as const;

describe.each(['v1', 'v2'] as const)('verify_emails in %s', generation => {
  const { start, read } = PATHS.verify[generation];

  test('tells every kind of mailbox', async () => {
    await using h = await startHarness(using(generation));
    const emails = KINDS.map(([email]) => email);
    const answer = await h.call('verify_emails', { emails });
    expect(verdicts(answer)).toEqual(KINDS.map(([, verdict]) => verdict));
    expect(answer.structured.pending).toBe(0);
    expect(answer.structured.note).toMatch(/15 to 60 minutes/);
    expect(answer.structured.results[0]).toMatchObject({ source: generation, checkedAt: expect.any(String) });
    expect(answer.structured.credits).toMatchObject({ spent: charged(h), estimated: true });
    expect(JSON.parse(answer.text)).toEqual(answer.structured);
  });

  test('tells the flags', async () => {
    await using h = await startHarness(using(generation));
    const emails = ['valid@throwaway.example', 'valid@freemail.example', 'validbcdfghjk@norrland.example'];
    const { structured } = await h.call('verify_emails', { emails });
    expect(structured.results).toMatchObject([{ disposable: true }, { webmail: true }, { gibberish: true }]);
  });

  test('keeps the order and the own spelling of a large batch, and asks each address once', async () => {
    await using h = await startHarness(using(generation));
    const plain = addresses(37);
    const emails = [
      ...plain.slice(0, 20),
      'Jane <VALID3@Norrland.Example>',
      'not an address',
      'mailto:valid4@norrland.example?subject=x',
      ...plain.slice(20),
      plain[0],
    ];
    const answer = await h.call('verify_emails', { emails });
    expect(answer.structured.results.map((one: { email: string }) => one.email)).toEqual(emails);
    const others = verdicts(answer).filter(one => one !== 'valid');
    expect(others).toEqual(['not_valid/format']);
    expect(sent(h, start)).toHaveLength(4);
    expect(charged(h)).toBe(37);
    expect(answer.structured.credits.spent).toBe(37);
    const asked = sent(h, start).flatMap(({ query }) => query.emails as string[]);
    expect(asked.toSorted()).toEqual(plain.toSorted());
    if (generation === 'v1') expect(sent(h, read).length).toBeGreaterThanOrEqual(8);
  });

  test('answers again without a request, and tells the credits once', async () => {
    await using h = await startHarness(using(generation));
    const emails = addresses(3);
    expect((await h.call('verify_emails', { emails })).structured.credits.spent).toBe(3);
    const before = h.sandbox.requests.length;
    const { structured } = await h.call('verify_emails', { emails: emails.toReversed() });
    expect(structured.results).toMatchObject(emails.map(() => ({ status: 'valid', source: 'ledger' })));
    expect(structured.credits).toMatchObject({ spent: 0 });
    expect(h.sandbox.requests).toHaveLength(before);
  });

  test('pending at the deadline is continued free, and told once', async () => {
    await using h = await startHarness(using(generation, { sandbox: { taskSeconds: [80, 80] } }));
    const emails = addresses(12);
    const first = await h.call('verify_emails', { emails, waitSeconds: 1 });
    expect(verdicts(first)).toEqual(emails.map(() => 'pending'));
    expect(first.structured).toMatchObject({ pending: 12, credits: { spent: 0, reserved: 12 } });
    expect(first.structured.note).toMatch(/12 pending/);
    const second = await h.call('verify_emails', { emails });
    expect(verdicts(second)).toEqual(emails.map(() => 'valid'));
    expect(second.structured.credits).toMatchObject({ spent: 12 });
    expect((await h.call('verify_emails', { emails })).structured.credits.spent).toBe(0);
    expect(charged(h)).toBe(12);
    expect(sent(h, start)).toHaveLength(2);
  });

  test('progress grows strictly and ends at the total', async () => {
    await using h = await startHarness(using(generation));
    const seen: { progress: number; total?: number; message?: string }[] = [];
    const onprogress = (p: object) => void seen.push(p as { progress: number });
    await h.call('verify_emails', { emails: addresses(25) }, { onprogress });
    expect(seen.length).toBeGreaterThan(0);
    for (const [i, { progress }] of seen.entries())
      expect(progress).toBeGreaterThan(seen[i - 1]?.progress ?? 0);
    expect(seen.at(-1)).toMatchObject({ progress: 25, total: 25, message: 'verified 25 of 25' });
  });
});

describe('verify_emails in v1', () => {
  test('what Snov.io knows already is free', async () => {
    await using h = await startHarness(using('v1'));
    const answer = await h.call('verify_emails', { emails: ['bill.lumen@initech.example'], maxCredits: 0 });
    expect(answer.structured.results).toMatchObject([{ status: 'valid', source: 'v1' }]);
    expect(charged(h)).toBe(0);
  });

  test.each<[string, object, string]>([
    ['unknown', { isCatchall: true, isBannedError: true }, 'unknown/catchall, banned'],
    ['unknown', { isCatchall: true, isGreylist: true }, 'unknown/catchall, greylist'],
    ['unknown', { isGreylist: true, isConnectionError: 1 }, 'greylisted/greylist, connection_error'],
    ['greylisted', { isGreylist: true, isCatchall: 'true' }, 'greylisted/greylist, catchall'],
    ['greylisted', {}, 'greylisted/greylist'],
    ['valid', { isCatchall: true, isGreylist: false }, 'valid/catchall'],
    ['not_valid', { isValidFormat: false, isConnectionError: true }, 'not_valid/format, connection_error'],
    ['valid', {}, 'valid'],
  ])('%s with the flags %j is %s', async (smtpStatus, flags, verdict) => {
    await using h = await startHarness(using('v1'));
    const [email = ''] = addresses(1);
    const row = { status: { identifier: 'complete' }, data: { email, smtpStatus, ...flags } };
    const body = { success: true, [email]: row };
    h.sandbox.faults.add({ path: PATHS.verify.v1.read, kind: 'replace', body, times: 2 });
    expect(verdicts(await h.call('verify_emails', { emails: [email] }))).toEqual([verdict]);
    const read = await h.call('get_emails_verification_status', { emails: [email] });
    expect(verdicts(read)).toEqual([verdict]);
  });

  test('a greylisted address is not charged; once it is due it is read again, free, and told when charged', async () => {
    const fast = { env: { SNOVIO_RATE_WINDOW_MS: '100' }, sandbox: { speed: 600, windowMs: 100 } };
    await using h = await startHarness(using('v1', fast));
    const emails = ['grey7@norrland.example'];
    const first = await h.call('verify_emails', { emails });
    expect(verdicts(first)).toEqual(['greylisted/greylist']);
    expect(first.structured.credits.spent).toBe(0);
    const before = h.sandbox.requests.length;
    expect(verdicts(await h.call('verify_emails', { emails }))).toEqual(['greylisted/greylist']);
    expect(h.sandbox.requests).toHaveLength(before);
    await new Promise(resolve => setTimeout(resolve, 1700));
    const later = await h.call('verify_emails', { emails });
    expect(later.structured.results[0].status).toMatch(/^(not_)?valid$/);
    expect(later.structured.credits.spent).toBe(1);
    expect(charged(h)).toBe(1);
    expect(sent(h, PATHS.verify.v1.start)).toHaveLength(1);
  });

  test('fresh reads a greylisted address again, and never queues it twice', async () => {
    await using h = await startHarness(using('v1'));
    const emails = ['grey7@norrland.example'];
    await h.call('verify_emails', { emails });
    const before = sent(h, PATHS.verify.v1.read).length;
    const again = await h.call('verify_emails', { emails, fresh: true, maxCredits: 0 });
    expect(verdicts(again)).toEqual(['greylisted/greylist']);
    expect(sent(h, PATHS.verify.v1.read)).toHaveLength(before + 1);
    expect(sent(h, PATHS.verify.v1.start)).toHaveLength(1);
  });

  test('a greylisted address that Snov.io has forgotten stays greylisted', async () => {
    await using h = await startHarness(using('v1'));
    const emails = ['grey7@norrland.example'];
    await h.call('verify_emails', { emails });
    const body = { success: true };
    h.sandbox.faults.add({ path: PATHS.verify.v1.read, kind: 'replace', body, times: Infinity });
    const again = await h.call('verify_emails', { emails, fresh: true });
    expect(verdicts(again)).toEqual(['greylisted/greylist']);
    expect(sent(h, PATHS.verify.v1.start)).toHaveLength(1);
  });

  test('an address that is not queued after all is not charged', async () => {
    await using h = await startHarness(using('v1'));
    const [email = ''] = addresses(1);
    const body = { success: true, [email]: { sent: false } };
    h.sandbox.faults.add({ path: PATHS.verify.v1.start, kind: 'replace', body });
    const answer = await h.call('verify_emails', { emails: [email] });
    expect(verdicts(answer)).toEqual(['error/refused']);
    expect(answer.structured.credits).toEqual({ spent: 0, ceiling: 1000 });
  });
});

describe('verify_emails in v2', () => {
  test('hidden_by_owner is told', async () => {
    await using h = await startHarness(using('v2'));
    const answer = await h.call('verify_emails', { emails: ['hanna.zielinska@quillon.example'] });
    expect(verdicts(answer)).toEqual(['unknown/hidden_by_owner']);
  });

  test('a greylisted address is paid anew only with fresh', async () => {
    await using h = await startHarness(using('v2'));
    const emails = ['grey7@norrland.example'];
    await h.call('verify_emails', { emails });
    expect(verdicts(await h.call('verify_emails', { emails }))).toEqual(['greylisted/greylist']);
    expect(charged(h)).toBe(1);
    const anew = await h.call('verify_emails', { emails, fresh: true });
    expect(anew.structured.credits.spent).toBe(1);
    expect(charged(h)).toBe(2);
  });

  test('a result that the start already carries needs no poll', async () => {
    await using h = await startHarness(using('v2'));
    const [email = ''] = addresses(1);
    const data = [{ email, result: { smtp_status: 'valid', is_valid_format: true } }];
    const body = { status: 'completed', data, meta: { task_hash: 'a'.repeat(32) } };
    h.sandbox.faults.add({ path: PATHS.verify.v2.start, kind: 'replace', body });
    const answer = await h.call('verify_emails', { emails: [email] });
    expect(verdicts(answer)).toEqual(['valid']);
    expect(answer.structured.credits.spent).toBe(1);
    expect(sent(h, PATHS.verify.v2.read)).toHaveLength(0);
  });

  test('not_enough_credits: what was not verified is told so and not counted', async () => {
    await using h = await startHarness(using('v2'));
    const emails = addresses(2);
    const data = [{ email: emails[0], result: { smtp_status: 'valid', is_valid_format: true } }];
    h.sandbox.faults.add({
      path: PATHS.verify.v2.read,
      kind: 'replace',
      body: { status: 'not_enough_credits', data },
    });
    const answer = await h.call('verify_emails', { emails });
    expect(verdicts(answer)).toEqual(['valid', 'error/not_enough_credits']);
    expect(answer.structured.credits).toMatchObject({ spent: 1 });
    expect(answer.structured.credits.reserved).toBeUndefined();
  });

  test('a row that cannot be read says nothing: it is read again', async () => {
    await using h = await startHarness(using('v2'));
    const emails = addresses(2);
    const good = { email: emails[0], result: { smtp_status: 'valid', is_valid_format: true } };
    const body = { status: 'completed', data: [{ email: null }, 'nonsense', good] };
    h.sandbox.faults.add({ path: PATHS.verify.v2.read, kind: 'replace', body });
    const answer = await h.call('verify_emails', { emails });
    expect(verdicts(answer)).toEqual(['valid', 'valid']);
    expect(answer.structured.credits.spent).toBe(2);
  });
});

describe('verify_emails in auto', () => {
  test('asks v2', async () => {
    await using h = await startHarness(using('auto'));
    const { structured } = await h.call('verify_emails', { emails: addresses(1) });
    expect(structured.results).toMatchObject([{ status: 'valid', source: 'v2' }]);
  });

  test('falls back to v1 where v2 answers 404, and remembers', async () => {
    await using h = await startHarness(using('auto', { sandbox: { generations: ['v1'] } }));
    const first = await h.call('verify_emails', { emails: addresses(1) });
    expect(first.structured.results).toMatchObject([{ status: 'valid', source: 'v1' }]);
    const second = await h.call('verify_emails', { emails: addresses(1, 10) });
    expect(second.structured.results).toMatchObject([{ status: 'valid', source: 'v1' }]);
    expect(sent(h, PATHS.verify.v2.start)).toHaveLength(1);
    expect(charged(h)).toBe(2);
  });

  test('a 404 does not make an earlier answer untrue', async () => {
    await using h = await startHarness(using('v2'));
    const emails = ['grey1@norrland.example'];
    expect(verdicts(await h.call('verify_emails', { emails }))).toEqual(['greylisted/greylist']);
    h.sandbox.faults.add({ path: PATHS.verify.v2.start, kind: 'status', status: 404 });
    expect((await h.call('verify_emails', { emails, fresh: true })).code).toBe('refused');
    expect(verdicts(await h.call('verify_emails', { emails }))).toEqual(['greylisted/greylist']);
  });

  test('neither generation knows the method: that says nothing of the addresses', async () => {
    for (const generation of ['auto', 'v2', 'v1'] as const) {
      await using h = await startHarness(using(generation, { sandbox: { generations: [] } }));
      const answer = await h.call('verify_emails', { emails: addresses(2) });
      expect(answer.code).toBe(generation === 'v2' ? 'refused' : 'upstream_malformed');
      expect(h.sandbox.charges).toEqual([]);
    }
  });
});
