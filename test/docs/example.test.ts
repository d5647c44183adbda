import { expect, test } from 'vitest';
import { startHarness } from '../harness.ts';

// CONTRIBUTING.md shows this test as it stands.
test('count_domain_emails counts the addresses of a domain', async () => {
  await using h = await startHarness();
  const { structured } = await h.call('count_domain_emails', { domain: 'https://www.acme.example/about' });
  expect(structured).toEqual({ domain: 'acme.example', count: 139, webmail: false });
});

test('count_domain_emails refuses what is no domain, and sends nothing', async () => {
  await using h = await startHarness();
  expect((await h.call('count_domain_emails', { domain: 'not a domain' })).code).toBe('invalid_input');
  expect(h.sandbox.requests).toEqual([]);
});
