import { expect, test } from 'vitest';
import { startHarness } from '../../harness.ts';
import { charged, links, using, verdicts } from './kit.ts';

const TOOL = 'find_prospects_by_url';

/** Three links: the last one's profile is paid for already, so that only its address costs: 2, 2 and 1 credits. */
async function mixed() {
  const h = await startHarness(using('v2'));
  const urls = links(3);
  await h.call(TOOL, { urls: urls.slice(2), emails: false });
  const before = charged(h);
  return Object.assign(h, { urls, spent: () => charged(h) - before });
}

test('what is left over for a link that does not fit is not spent on a cheaper one behind it', async () => {
  await using h = await mixed();
  const answer = await h.call(TOOL, { urls: h.urls, maxCredits: 3 });
  expect(verdicts(answer)).toEqual(['found', 'found', 'not_run/credit_ceiling']);
  expect(answer.structured).toMatchObject({
    results: [{ prospect: { emails: [{}] } }, { url: h.urls[2], emailStatus: 'not_run' }],
    not_run: [{ reason: 'credit_ceiling', items: [h.urls[1]] }],
  });
  expect(answer.structured.credits).toMatchObject({ spent: 2, ceiling: 3 });
  expect(h.spent()).toBe(2);
});

test('in another order the cheap one fits, and what is left over is not spent on half a link', async () => {
  await using h = await mixed();
  const [first, second, cheap] = h.urls;
  const answer = await h.call(TOOL, { urls: [cheap, first, second], maxCredits: 4 });
  expect(verdicts(answer)).toEqual(['found', 'found', 'not_run/credit_ceiling']);
  expect(answer.structured.results).toMatchObject([
    { prospect: { emails: [{}] } },
    { prospect: { emails: [{}] } },
  ]);
  expect(h.spent()).toBe(3);
});

test('with enough for all, all are found', async () => {
  await using h = await mixed();
  const answer = await h.call(TOOL, { urls: h.urls, maxCredits: 5 });
  expect(verdicts(answer)).toEqual(['found', 'found', 'found']);
  expect(h.spent()).toBe(5);
});
