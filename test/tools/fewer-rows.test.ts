import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const prospects = [{ id: '1', name: 'Ada Byron', emails: [] }];

test('a list that ends before its total says so', async () => {
  const body = { success: true, list: { name: 'A', contacts: 3 }, prospects };
  h.sandbox.faults.add({ path: '/v1/prospect-list', kind: 'replace', body });
  const { structured } = await h.call('get_prospects_in_list', { listId: '1' });
  expect(structured).toMatchObject({ total: 3, returned: 1, note: 'Snov.io counts 3, and gave only 1.' });
  expect(structured.next).toBeUndefined();
});

test('a whole list, and one that goes on, say nothing of that', async () => {
  const whole = await h.call('get_campaign_opens', { campaignId: 'Q4' });
  expect(whole.structured).toMatchObject({ total: 12, returned: 12 });
  expect(whole.structured.note).toBeUndefined();
  const part = await h.call('get_campaign_opens', { campaignId: 'Q4', limit: 5 });
  expect(part.structured).toMatchObject({ total: 12, returned: 5, next: expect.any(String) });
  expect(part.structured.note).toBeUndefined();
});

test.each([
  ['v1', { type: 'personal' }, 139, 130, 'total counts all addresses of the domain: 130 of them fit'],
  ['v2', { positions: ['Head of Sales'] }, 10, 9, 'total counts people: of those looked at here, 1 have'],
])(
  'a search in %s with %j tells why there are fewer than its total',
  async (generation, args, total, returned, note) => {
    await using own = await startHarness({ env: { SNOVIO_API_GENERATION: generation } });
    const search = { domain: 'acme.example', limit: 200, maxCredits: 200, waitSeconds: 600, ...args };
    const { structured } = await own.call('search_domain_emails', search);
    expect(structured).toMatchObject({ total, returned, note: expect.stringContaining(note) });
    expect(structured.emails).toHaveLength(returned);
  },
);
