import { expect, test } from 'vitest';
import { startHarness } from '../../harness.ts';
import { addresses, charged, using } from './kit.ts';

const PERSON = { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' };
/** Whom Snov.io knows already, so that v1's free read answers. */
const KNOWN = { firstName: 'Bill', lastName: 'Lumen', domain: 'initech.example' };

type Call = [tool: string, generation: 'v1' | 'v2', args: object];

/** Calls whose price Snov.io's pages state differently, and that are answered at once. */
const ANSWERED: Call[] = [
  ['find_emails', 'v1', { people: [PERSON] }],
  ['find_emails', 'v1', { people: [KNOWN] }],
  ['verify_emails', 'v1', { emails: addresses(1) }],
  ['verify_emails', 'v2', { emails: addresses(1) }],
  ['search_domain_emails', 'v2', { domain: 'globex.example' }],
];
const DISPUTED: Call[] = [
  ...ANSWERED,
  ['add_names_to_find_emails', 'v1', PERSON],
  ['add_emails_to_verification', 'v1', { emails: addresses(1) }],
  ['verify_emails', 'v1', { emails: ['grey7@norrland.example'] }],
  ['search_domain_emails', 'v1', { domain: 'freemail.example' }],
];

test.each(DISPUTED)(
  '%s in %s: the price is estimated, also where nothing was spent: %j',
  async (tool, generation, args) => {
    await using h = await startHarness(using(generation));
    const { structured } = await h.call(tool, args);
    expect(structured.credits).toMatchObject({ estimated: true });
    expect(structured.note).toMatch(/estimated: .* get_balance/);
  },
);

test.each(ANSWERED)(
  '%s in %s: what is stored costs nothing for certain: %j',
  async (tool, generation, args) => {
    await using h = await startHarness(using(generation));
    const { spent } = (await h.call(tool, args)).structured.credits;
    const { structured } = await h.call(tool, args);
    expect(structured.credits).toEqual({ spent: 0, ...(spent > 0 && { paidEarlier: spent }), ceiling: 1000 });
  },
);

test('nor is a price estimated that is the same everywhere, or a call that asked for nothing', async () => {
  await using h = await startHarness(using('v2'));
  const found = await h.call('find_emails', { people: [PERSON] });
  expect(found.structured.credits).toEqual({ spent: charged(h), ceiling: 1000 });
  const profile = await h.call('get_profile_by_email', { email: 'nobody@nowhere.example' });
  expect(profile.structured.credits).toEqual({ spent: 0, ceiling: 1000 });
  const unasked = await h.call('verify_emails', { emails: addresses(1), maxCredits: 0 });
  expect(unasked.structured.credits).toEqual({ spent: 0, ceiling: 0 });
});
