import { describe, expect, test } from 'vitest';
import { startHarness } from '../../harness.ts';
import { charged, sent, using } from './kit.ts';

const TOOL = 'search_domain_emails';
const PATHS = { v1: '/v2/domain-emails-with-info', v2: '/v2/domain-search/domain-emails/start' };
const FAILURES = [
  [402, 'not_enough_credits'],
  [403, 'plan_forbidden'],
  [422, 'refused'],
] as const;

describe.each(['v1', 'v2'] as const)('%s: a search that fails', generation => {
  const path = PATHS[generation];

  test.each(FAILURES)('with its only request (%i): the call fails with it', async (status, code) => {
    await using h = await startHarness(using(generation));
    h.sandbox.faults.add({ path, kind: 'status', status, body: { message: 'no' }, times: Infinity });
    const answer = await h.call(TOOL, { domain: 'acme.example', limit: 20 });
    expect(answer).toMatchObject({ isError: true, code, meta: { httpStatus: status } });
    expect(charged(h)).toBe(0);
  });

  test.each(FAILURES)(
    'with a later page (%i): what is there is answered, with a note',
    async (status, code) => {
      await using h = await startHarness(using(generation));
      h.sandbox.faults.add({ path, kind: 'status', status, skip: 1, times: Infinity });
      const { isError, structured } = await h.call(TOOL, { domain: 'acme.example', limit: 130 });
      expect(isError).toBe(false);
      expect(structured.returned).toBe(generation === 'v1' ? 100 : 50);
      expect(structured.note).toContain(`The next page failed (${code})`);
      expect(structured.next).toEqual(expect.any(String));
      expect(structured.credits.spent).toBe(charged(h));
    },
  );

  test('behind pages that are kept: those are answered', async () => {
    await using h = await startHarness(using(generation));
    const first = await h.call(TOOL, { domain: 'acme.example', limit: 50 });
    h.sandbox.faults.add({ path, kind: 'status', status: 403, times: Infinity });
    const { isError, structured } = await h.call(TOOL, { domain: 'acme.example', limit: 60 });
    expect(isError).toBe(false);
    expect(structured.emails).toEqual(first.structured.emails);
    expect(structured.credits.spent).toBe(0);
    expect(sent(h, path).at(-1)?.status).toBe(403);
  });
});
