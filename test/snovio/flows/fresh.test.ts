import { describe, expect, test } from 'vitest';
import { startHarness } from '../../harness.ts';
import { addresses, charged, PATHS, sent, using, verdicts } from './kit.ts';
import { stateDir } from './state.ts';

describe.each(['v1', 'v2'] as const)('fresh in %s', generation => {
  const { start } = PATHS.verify[generation];

  test('refuses stored answers older than an hour only', async () => {
    using state = stateDir();
    await using h = await startHarness(using(generation, { env: { SNOVIO_STATE_DIR: state.path } }));
    const emails = addresses(1);
    await h.call('verify_emails', { emails });
    const young = await h.call('verify_emails', { emails, fresh: true });
    expect(young.structured.results[0].source).toBe('ledger');
    state.age(3700);
    expect((await h.call('verify_emails', { emails })).structured.results[0].source).toBe('ledger');
    expect(verdicts(await h.call('verify_emails', { emails, fresh: true, maxCredits: 0 }))).toEqual([
      generation === 'v1' ? 'valid' : 'not_run/credit_ceiling',
    ]);
    expect((await h.call('verify_emails', { emails, fresh: true })).structured.results[0].status).toBe(
      'valid',
    );
    expect(sent(h, start)).toHaveLength(generation === 'v1' ? 1 : 2);
    expect(charged(h)).toBe(generation === 'v1' ? 1 : 2);
  });

  test('never abandons what runs', async () => {
    await using h = await startHarness(using(generation, { sandbox: { taskSeconds: [80, 80] } }));
    const emails = addresses(2);
    await h.call('verify_emails', { emails, waitSeconds: 1 });
    const answer = await h.call('verify_emails', { emails, fresh: true });
    expect(verdicts(answer)).toEqual(['valid', 'valid']);
    expect(charged(h)).toBe(2);
    expect(sent(h, start)).toHaveLength(1);
  });
});

test('a new payment that Snov.io refuses leaves the stored answer where it was', async () => {
  using state = stateDir();
  await using h = await startHarness(using('v2', { env: { SNOVIO_STATE_DIR: state.path } }));
  const emails = addresses(1);
  await h.call('verify_emails', { emails });
  state.age(3700);
  h.sandbox.setCredits(0);
  expect((await h.call('verify_emails', { emails, fresh: true })).code).toBe('not_enough_credits');
  const before = h.sandbox.requests.length;
  const again = await h.call('verify_emails', { emails });
  expect(again.structured.results).toMatchObject([{ status: 'valid', source: 'ledger' }]);
  expect(h.sandbox.requests).toHaveLength(before);
});

test('answers are kept as long as configured; 0 keeps none', async () => {
  await using h = await startHarness(using('v2', { env: { SNOVIO_LEDGER_DAYS: '0' } }));
  const emails = addresses(1);
  const first = await h.call('verify_emails', { emails });
  expect(first.structured.credits.spent).toBe(1);
  expect((await h.call('verify_emails', { emails })).structured.credits.spent).toBe(1);
  expect(charged(h)).toBe(2);
});
