import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../src/sandbox/index.ts';
import { accountKey } from '../../../src/snovio/account.ts';
import { SqliteStore } from '../../../src/spending/sqlite/sqlite-store.ts';
import { type Harness, startHarness } from '../../harness.ts';
import { addresses, charged, links, PATHS, people, sent, using, verdicts } from './kit.ts';
import { type StateDir, stateDir } from './state.ts';

const LOST: Pick<FaultRule, 'kind' | 'status'>[] = [
  { kind: 'drop' },
  { kind: 'cut' },
  { kind: 'status', status: 500 },
  { kind: 'html' },
  { kind: 'malformed' },
];

const FLOWS = [
  ['verify', 'verify_emails', { emails: addresses(1) }, 'valid'],
  ['find', 'find_emails', { people: people(1) }, 'found'],
  ['url', 'find_prospects_by_url', { urls: links(1), emails: false }, 'found'],
] as const;

/** Records the payments of a process that died before their request was answered. */
async function claim(h: Harness, state: StateDir, emails: string[], generation: 'v1' | 'v2'): Promise<void> {
  const store = new SqliteStore(state.path, 30);
  const scope = { account: accountKey(h.sandbox.url, 'sandbox'), question: 'verify' } as const;
  const entries = emails.map(email => ({ item: email, input: email, credits: 1 }));
  await store.claim(scope, entries, { generation, tool: 'verify_emails', walls: {} });
  await store.close();
}

/** The same a minute ago: the request's time-out is over. */
async function abandon(h: Harness, state: StateDir, emails: string[]): Promise<void> {
  await claim(h, state, emails, 'v1');
  state.age(60);
}

describe('v2: an answer that is lost after charging', () => {
  test.each(LOST)('$kind: in doubt, and never paid again without fresh', async fault => {
    await using h = await startHarness(using('v2'));
    const emails = addresses(1);
    h.sandbox.faults.add({ path: PATHS.verify.v2.start, when: 'after', ...fault });
    const first = await h.call('verify_emails', { emails });
    expect(verdicts(first)).toEqual(['error/in_doubt']);
    expect(first.structured.credits).toMatchObject({ spent: 0, reserved: 1 });
    expect(first.structured.note).toMatch(/fresh: true/);
    expect(verdicts(await h.call('verify_emails', { emails }))).toEqual(['error/in_doubt']);
    expect(charged(h)).toBe(1);
    const fresh = await h.call('verify_emails', { emails, fresh: true });
    expect(verdicts(fresh)).toEqual(['valid']);
    expect(charged(h)).toBe(2);
    await h.call('verify_emails', { emails, fresh: true });
    expect(charged(h)).toBe(2);
  });

  test.each(FLOWS)('%s', async (question, tool, args, good) => {
    await using h = await startHarness(using('v2'));
    h.sandbox.faults.add({ path: PATHS[question].v2.start, when: 'after', kind: 'drop' });
    expect(verdicts(await h.call(tool, args))).toEqual(['error/in_doubt']);
    expect(verdicts(await h.call(tool, args))).toEqual(['error/in_doubt']);
    expect(charged(h)).toBe(1);
    expect(verdicts(await h.call(tool, { ...args, fresh: true }))).toEqual([good]);
    expect(charged(h)).toBe(2);
  });

  test('no answer at all: in doubt after the time-out', async () => {
    await using h = await startHarness(using('v2'));
    h.sandbox.faults.add({ path: PATHS.verify.v2.start, when: 'after', kind: 'hang' });
    const answer = await h.call('verify_emails', { emails: addresses(1) });
    expect(verdicts(answer)).toEqual(['error/in_doubt']);
    expect(sent(h, PATHS.verify.v2.start)).toHaveLength(1);
  });
});

describe('v1: the free read proves what became of a lost answer', () => {
  test.each(FLOWS)('%s: queued, so it goes on and is paid once', async (question, tool, args, good) => {
    await using h = await startHarness(using('v1'));
    h.sandbox.faults.add({ path: PATHS[question].v1.start, when: 'after', kind: 'drop' });
    const answer = await h.call(tool, args);
    expect(verdicts(answer)).toEqual([good]);
    expect(answer.structured.credits.spent).toBe(1);
    expect(charged(h)).toBe(1);
    expect(sent(h, PATHS[question].v1.start)).toHaveLength(1);
  });

  test('verify: not_verified means never queued, so it is paid exactly once more', async () => {
    await using h = await startHarness(using('v1'));
    h.sandbox.faults.add({ path: PATHS.verify.v1.start, kind: 'drop' });
    const answer = await h.call('verify_emails', { emails: addresses(3) });
    expect(verdicts(answer)).toEqual(['valid', 'valid', 'valid']);
    expect(answer.structured.credits.spent).toBe(3);
    expect(charged(h)).toBe(3);
    expect(sent(h, PATHS.verify.v1.start)).toHaveLength(2);
  });

  test('verify: a doubt is proven by a later call too, and paid only where that is allowed', async () => {
    using state = stateDir();
    await using h = await startHarness(using('v1', { env: { SNOVIO_STATE_DIR: state.path } }));
    const emails = addresses(1);
    await abandon(h, state, emails);
    expect(verdicts(await h.call('verify_emails', { emails, maxCredits: 0 }))).toEqual([
      'not_run/credit_ceiling',
    ]);
    expect(verdicts(await h.call('verify_emails', { emails }))).toEqual(['valid']);
    expect(charged(h)).toBe(1);
  });

  describe('where the reserved credit fills the limit of the day', () => {
    const limited = (state: StateDir, credits: number) =>
      using('v1', { env: { SNOVIO_STATE_DIR: state.path, SNOVIO_MAX_CREDITS_PER_DAY: String(credits) } });

    test('an address that was never queued is paid for with that credit', async () => {
      using state = stateDir();
      await using h = await startHarness(limited(state, 1));
      await abandon(h, state, addresses(1));
      expect(verdicts(await h.call('verify_emails', { emails: addresses(1) }))).toEqual(['valid']);
      expect(charged(h)).toBe(1);
    });

    test('a new address beside it has to wait, and the note says why', async () => {
      using state = stateDir();
      await using h = await startHarness(limited(state, 1));
      const emails = addresses(2);
      await abandon(h, state, emails.slice(0, 1));
      const answer = await h.call('verify_emails', { emails });
      expect(verdicts(answer)).toEqual(['valid', 'not_run/credit_ceiling']);
      expect(answer.structured.note).toMatch(/Today's limit leaves 0/);
      expect(charged(h)).toBe(1);
    });

    test('more in doubt than may be spent unasked is still read free', async () => {
      using state = stateDir();
      const { env } = limited(state, 3);
      await using h = await startHarness(using('v1', { env: { ...env, SNOVIO_MAX_CREDITS_PER_CALL: '2' } }));
      await abandon(h, state, addresses(3));
      const answer = await h.call('verify_emails', { emails: addresses(3) });
      expect(new Set(verdicts(answer))).toEqual(new Set(['not_run/credit_ceiling']));
      expect(charged(h)).toBe(0);
    });
  });

  test.each(FLOWS.slice(1))(
    '%s: a miss stays pending to its end, and is in doubt then',
    async (question, tool, args, good) => {
      await using h = await startHarness(using('v1'));
      h.sandbox.faults.add({ path: PATHS[question].v1.start, kind: 'drop' });
      expect(verdicts(await h.call(tool, args))).toEqual(['error/in_doubt']);
      expect(verdicts(await h.call(tool, args))).toEqual(['error/in_doubt']);
      expect(sent(h, PATHS[question].v1.start)).toHaveLength(1);
      expect(verdicts(await h.call(tool, { ...args, fresh: true }))).toEqual([good]);
      expect(charged(h)).toBe(1);
    },
  );

  test('verify: accepted and then unknown is asked for again, never paid again', async () => {
    using state = stateDir();
    await using h = await startHarness(using('v1', { env: { SNOVIO_STATE_DIR: state.path } }));
    const emails = addresses(1);
    const row = { status: { identifier: 'not_verified', description: '' }, data: [] };
    const body = { success: true, [emails[0] ?? '']: row };
    const fault = { path: PATHS.verify.v1.read, kind: 'replace', body, times: Infinity } as const;
    h.sandbox.faults.add(fault);
    expect(verdicts(await h.call('verify_emails', { emails, waitSeconds: 2 }))).toEqual(['pending']);
    h.sandbox.faults.clear();
    expect(verdicts(await h.call('verify_emails', { emails }))).toEqual(['valid']);
    expect(sent(h, PATHS.verify.v1.start)).toHaveLength(1);
    expect(charged(h)).toBe(1);
  });
});

describe('after a crash', () => {
  test('v2: a request that nobody finished is in doubt', async () => {
    using state = stateDir();
    const emails = addresses(1);
    await using h = await startHarness(using('v2', { env: { SNOVIO_STATE_DIR: state.path } }));
    await claim(h, state, emails, 'v2');
    expect(verdicts(await h.call('verify_emails', { emails, waitSeconds: 1 }))).toEqual(['pending']);
    state.age(60);
    expect(verdicts(await h.call('verify_emails', { emails }))).toEqual(['error/in_doubt']);
    expect(sent(h, PATHS.verify.v2.start)).toHaveLength(0);
  });

  test.each(['v1', 'v2'] as const)('%s: what was running goes on in the next process', async generation => {
    using state = stateDir();
    const options = using(generation, { env: { SNOVIO_STATE_DIR: state.path } });
    const emails = addresses(2);
    await using first = await startHarness({ ...options, sandbox: { taskSeconds: [80, 80] } });
    await first.call('verify_emails', { emails, waitSeconds: 1 });
    await using second = await startHarness({ ...options, reuse: first.sandbox });
    const answer = await second.call('verify_emails', { emails });
    expect(verdicts(answer)).toEqual(['valid', 'valid']);
    expect(answer.structured.credits.spent).toBe(2);
    expect(charged(first)).toBe(2);
  });
});

describe('single look-ups', () => {
  test('a profile is in doubt at once, and paid again only with fresh', async () => {
    await using h = await startHarness();
    const args = { email: 'mara.lindqvist@acme.example' };
    h.sandbox.faults.add({ path: '/v1/get-profile-by-email', when: 'after', kind: 'drop' });
    expect((await h.call('get_profile_by_email', args)).code).toBe('in_doubt');
    expect((await h.call('get_profile_by_email', args)).code).toBe('in_doubt');
    expect(charged(h)).toBe(1);
    const fresh = await h.call('get_profile_by_email', { ...args, fresh: true });
    expect(fresh.structured).toMatchObject({ status: 'found', credits: { spent: 1 } });
    expect(charged(h)).toBe(2);
  });

  test('a domain page of v1 is a GET and charged all the same', async () => {
    await using h = await startHarness(using('v1'));
    const args = { domain: 'globex.example' };
    h.sandbox.faults.add({ path: '/v2/domain-emails-with-info', when: 'after', kind: 'cut' });
    expect((await h.call('search_domain_emails', args)).code).toBe('in_doubt');
    expect((await h.call('search_domain_emails', args)).code).toBe('in_doubt');
    expect(sent(h, '/v2/domain-emails-with-info')).toHaveLength(1);
    expect((await h.call('search_domain_emails', { ...args, fresh: true })).isError).toBe(false);
  });
});

describe('v2: a task that Snov.io does not know', () => {
  const gone = { path: PATHS.verify.v2.read, kind: 'status', status: 404 } as const;

  test('right after the start it is still pending', async () => {
    await using h = await startHarness(using('v2'));
    h.sandbox.faults.add(gone);
    const answer = await h.call('verify_emails', { emails: addresses(2) });
    expect(verdicts(answer)).toEqual(['valid', 'valid']);
    expect(charged(h)).toBe(2);
  });

  test('is asked for again at every call for a day, then lost and paid again only with fresh', async () => {
    using state = stateDir();
    await using h = await startHarness(using('v2', { env: { SNOVIO_STATE_DIR: state.path } }));
    const emails = addresses(1);
    h.sandbox.faults.add({ ...gone, times: Infinity });
    expect(verdicts(await h.call('verify_emails', { emails, waitSeconds: 2 }))).toEqual(['pending']);
    state.age(3600);
    expect(verdicts(await h.call('verify_emails', { emails, waitSeconds: 2 }))).toEqual(['pending']);
    state.age(86_400);
    expect(verdicts(await h.call('verify_emails', { emails }))).toEqual(['error/task_lost']);
    h.sandbox.faults.clear();
    expect(verdicts(await h.call('verify_emails', { emails }))).toEqual(['error/task_lost']);
    expect(charged(h)).toBe(1);
    expect(verdicts(await h.call('verify_emails', { emails, fresh: true }))).toEqual(['valid']);
    expect(charged(h)).toBe(2);
  });

  test('a day of hiccups costs nothing: the next call has the answer', async () => {
    await using h = await startHarness(using('v2'));
    const emails = addresses(1);
    h.sandbox.faults.add({ ...gone, times: Infinity });
    await h.call('verify_emails', { emails, waitSeconds: 2 });
    h.sandbox.faults.clear();
    expect(verdicts(await h.call('verify_emails', { emails }))).toEqual(['valid']);
    expect(charged(h)).toBe(1);
  });
});
