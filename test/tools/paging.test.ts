import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { tokensOf } from '../tokens.ts';

let h: Harness;
beforeAll(async () => {
  // A request may take half a window: upstream pages of 10,000 rows have to arrive on a busy machine too.
  const windowMs = 30_000;
  h = await startHarness({ env: { SNOVIO_RATE_WINDOW_MS: String(windowMs) }, sandbox: { windowMs } });
});
afterAll(() => h.close());

interface Sent {
  total?: number;
  returned: number;
  next?: string;
  sent: { email: string }[];
}

const BULK = 'Newsletter 2024';

async function page(args: object): Promise<Sent> {
  const { structured } = await h.call('get_campaign_sent_emails', { campaignId: BULK, ...args });
  return structured as unknown as Sent;
}

function tokenAt(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString('base64url');
}

test('an answer runs across the border of two upstream pages', async () => {
  const before = await page({ limit: 5, next: tokenAt(9_995) });
  const across = await page({ limit: 10, next: tokenAt(9_995) });
  const after = await page({ limit: 5, next: tokenAt(10_000) });
  expect(across.sent).toEqual([...before.sent, ...after.sent]);
  expect(new Set(across.sent.map(({ email }) => email)).size).toBe(10);
  expect(across.next).toBe(tokenAt(10_005));
  expect(across.total).toBe(12_345);
});

test('the last row is reached, and nothing is promised behind it', async () => {
  const last = await page({ limit: 1000, next: tokenAt(12_300) });
  expect(last).toMatchObject({ total: 12_345, returned: 45 });
  expect(last.next).toBeUndefined();
});

test('a limit beyond what fits is cut, says so and goes on exactly there', async () => {
  const first = await h.call('get_campaign_opens', { campaignId: BULK, limit: 1000 });
  expect(tokensOf(first.text)).toBeLessThan(20_000);
  const { returned, next } = first.structured as unknown as Sent;
  expect(returned).toBeLessThan(1000);
  expect(first.structured).toMatchObject({ note: expect.stringContaining('next') });
  expect(next).toBe(tokenAt(returned));
  const second = await h.call('get_campaign_opens', { campaignId: BULK, limit: 1, next });
  expect(second.structured).toMatchObject({ returned: 1 });
});

const encoded = (text: string) => Buffer.from(text).toString('base64url');

test.each([
  ['a position below the top', encoded('{"offset":-1}')],
  ['half a position', encoded('{"offset":1.5}')],
  ['a position behind all rows that could be', tokenAt(10_000_001)],
  ['a position that is no number', encoded('{"offset":"5"}')],
  ['a number in another form', encoded('{"offset":1e9}')],
  ['another field', encoded('{"offset":5,"limit":1}')],
  ['no field', encoded('{}')],
  ['the same in other words', encoded('{ "offset":5}')],
  ['no object', encoded('null')],
  ['no JSON', encoded('offset')],
  ['padding', `${tokenAt(5)}==`],
  ['nothing', ''],
])('`next` with %s was given out by no answer', async (_, next) => {
  const before = h.sandbox.requests.length;
  for (const [tool, args] of [
    ['get_campaign_sent_emails', { campaignId: '1' }],
    ['search_domain_emails', { domain: 'acme.example' }],
  ] as const) {
    const { code, text } = await h.call(tool, { ...args, next });
    expect({ tool, code }).toEqual({ tool, code: 'invalid_input' });
    expect(text).toMatch(/next/);
  }
  expect(h.sandbox.requests).toHaveLength(before);
});

test('a `next` that leads to the top is taken: a search that has only begun gives it out', async () => {
  expect((await page({ limit: 5, next: tokenAt(0) })).sent).toEqual((await page({ limit: 5 })).sent);
});
