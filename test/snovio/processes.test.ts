import { expect, test } from 'vitest';
import { startHarness } from '../harness.ts';
import { addresses, charged, PATHS, sent, using, verdicts } from './flows/kit.ts';
import { stateDir } from './flows/state.ts';

test.each(['v1', 'v2'] as const)(
  '%s: two that share a state directory pay once and tell once',
  async generation => {
    using state = stateDir();
    const options = using(generation, { env: { SNOVIO_STATE_DIR: state.path } });
    await using first = await startHarness(options);
    await using second = await startHarness({ ...options, reuse: first.sandbox });
    const emails = addresses(12);
    const calls = [first, second, first, second].map(h => h.call('verify_emails', { emails }));
    const answers = await Promise.all(calls);
    for (const answer of answers) expect(verdicts(answer)).toEqual(emails.map(() => 'valid'));
    expect(charged(first)).toBe(12);
    expect(answers.reduce((sum, one) => sum + one.structured.credits.spent, 0)).toBe(12);
  },
);

test('the wall of the day stands for all processes of a state directory', async () => {
  using state = stateDir();
  const env = { SNOVIO_STATE_DIR: state.path, SNOVIO_MAX_CREDITS_PER_DAY: '5' };
  await using first = await startHarness(using('v2', { env }));
  await using second = await startHarness(using('v2', { env, reuse: first.sandbox }));
  const calls = [first, second].map((h, i) =>
    h.call('verify_emails', { emails: addresses(4, i * 10), maxCredits: 4 }),
  );
  const valid = (await Promise.all(calls)).flatMap(verdicts).filter(one => one === 'valid');
  expect(valid).toHaveLength(5);
  expect(charged(first)).toBe(5);
});

// A machine that stands still for longer than the margin delays a request after its slot: that is not what is tested.
test('they share the pace', { retry: 2 }, async () => {
  using state = stateDir();
  const env = { SNOVIO_STATE_DIR: state.path, SNOVIO_RATE_LIMIT: '12', SNOVIO_RATE_WINDOW_MS: '3000' };
  const options = using('v2', { env, sandbox: { limit: 12, windowMs: 3000, speed: 20 } });
  await using first = await startHarness(options);
  await using second = await startHarness({ ...options, reuse: first.sandbox });
  const calls = [first, second].map((h, i) => h.call('verify_emails', { emails: addresses(40, i * 50) }));
  for (const answer of await Promise.all(calls)) expect(verdicts(answer)).toEqual(Array(40).fill('valid'));
  expect(sent(first, PATHS.verify.v2.start).length).toBeGreaterThanOrEqual(8);
  expect(first.sandbox.requests.filter(({ status }) => status === 429)).toHaveLength(0);
});

test.each(['personal', 'generic'] as const)(
  'the list of %s people that one began in v1 is not bought from v2',
  async type => {
    using state = stateDir();
    const env = { SNOVIO_STATE_DIR: state.path };
    await using first = await startHarness(using('v1', { env }));
    await using second = await startHarness(using('v2', { env, reuse: first.sandbox }));
    const args = { domain: 'acme.example', type, positions: ['Head of Sales'], limit: 5 };
    const { structured } = await first.call('search_domain_emails', args);
    const before = charged(first);
    const again = await second.call('search_domain_emails', args);
    expect(again.structured.emails).toEqual(structured.emails);
    expect(charged(first)).toBe(before);
    expect(sent(second, '/v2/domain-search/prospects/start')).toHaveLength(0);
  },
);
