import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { tokensOf } from '../tokens.ts';

let h: Harness;
beforeAll(async () => {
  // A request may take half a window: a page of 10,000 rows has to arrive on a busy machine too.
  const windowMs = 30_000;
  const env = { SNOVIO_RATE_WINDOW_MS: String(windowMs) };
  h = await startHarness({ env, sandbox: { windowMs, replies: 10_000 } });
});
afterAll(() => h.close());

test.each([
  ['get_campaign_replies', 'replies'],
  ['get_all_campaign_replies', 'conversations'],
])('%s tells the first of 10,000 replies in at most 3,000 tokens', async (tool, rows) => {
  const { structured, text } = await h.call(tool, { campaignId: 'Replied' });
  expect(structured[rows]).toHaveLength(25);
  expect(structured.next).toEqual(expect.any(String));
  expect(tokensOf(text)).toBeLessThanOrEqual(3000);
});

test('the page of 10,000 is counted as a whole one, and gone on with', async () => {
  const args = { campaignId: 'Replied', limit: 3 };
  const { structured: first } = await h.call('get_campaign_replies', args);
  const { structured: second } = await h.call('get_campaign_replies', { ...args, next: first.next });
  expect(first.total).toBeUndefined();
  const emails = [...first.replies, ...second.replies].map(({ email }) => email);
  expect(new Set(emails).size).toBe(6);
});
