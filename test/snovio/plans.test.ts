import { describe, expect, test } from 'vitest';
import { HOURLY_QUOTAS } from '../../src/snovio/tasks/quotas.ts';
import { type Harness, startHarness } from '../harness.ts';
import { sampleOf } from '../sample.ts';
import { addresses, charged, PATHS, people, sent, using, verdicts } from './flows/kit.ts';

/** Seed A's hourly quotas: finder in requests, verifier in addresses. */
const PLANS = [
  ['starter', 200, 500],
  ['pro-5k', 400, 1000],
  ['pro-20k', 600, 1400],
  ['pro-50k', 800, 2000],
  ['pro-100k', 1000, 4000],
] as const;

const MOST = 100;

/** Asks, free, about a hundred new items at a time until the quota ends it. @returns how many were read */
async function untilQuota(ask: (from: number) => Promise<string[]>): Promise<number> {
  for (let from = 0; from < 10_000; from += MOST) {
    const reasons = await ask(from);
    const over = reasons.filter(reason => reason === 'not_run/hourly_quota').length;
    if (over > 0) return from + MOST - over;
  }
  return Infinity;
}

/** A server that knows the plan; the sandbox has the largest one, so that it refuses nothing before. */
const planned = (plan: string) => startHarness(using('v1', { env: { SNOVIO_PLAN: plan } }));

const addressesRead = (h: Harness) =>
  sent(h, PATHS.verify.v1.read).reduce((sum, { query }) => sum + (query.emails as string[]).length, 0);

test('the quotas are the documented ones', () => {
  const documented = PLANS.map(([plan, finder, verifier]) => [plan, { finder, verifier }]);
  expect(HOURLY_QUOTAS).toEqual(Object.fromEntries(documented));
});

// With maxCredits 0 nothing is queued: each item is read once, which is what the quota counts.
describe.each(sampleOf(PLANS, 5))('%s', { timeout: 60_000 }, (plan, finder, verifier) => {
  test(`lets ${finder} requests of the finder through in an hour`, async () => {
    await using h = await planned(plan);
    const read = await untilQuota(async from =>
      verdicts(await h.call('find_emails', { people: people(MOST, from), maxCredits: 0 })),
    );
    expect(read).toBe(finder);
    expect(sent(h, PATHS.find.v1.read)).toHaveLength(finder);
    expect(charged(h)).toBe(0);
  });

  test(`lets ${verifier} addresses of the verifier through in an hour`, async () => {
    await using h = await planned(plan);
    const read = await untilQuota(async from =>
      verdicts(await h.call('verify_emails', { emails: addresses(MOST, from), maxCredits: 0 })),
    );
    expect(read).toBe(verifier);
    expect(addressesRead(h)).toBe(verifier);
    expect(charged(h)).toBe(0);
  });
});
