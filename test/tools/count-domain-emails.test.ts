import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

describe('count_domain_emails', () => {
  test('answers the documented sample', async () => {
    const body = { success: true, domain: 'example.com', webmail: false, result: 1369 };
    h.sandbox.faults.add({ path: '/v1/get-domain-emails-count', kind: 'replace', body });
    const { structured } = await h.call('count_domain_emails', { domain: 'https://www.Example.com/about' });
    expect(structured).toEqual({ domain: 'example.com', count: 1369, webmail: false });
  });

  test('needs a domain', async () => {
    expect((await h.call('count_domain_emails', { domain: 'our company' })).code).toBe('invalid_input');
  });
});
