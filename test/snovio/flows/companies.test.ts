import { describe, expect, test } from 'vitest';
import { startHarness } from '../../harness.ts';
import { charged, sent, verdicts } from './kit.ts';

const FACTS = {
  tool: 'get_company_by_domain',
  start: '/v2/domain-search/start',
  read: '/v2/domain-search/result/{task_hash}',
  args: (...which: string[]) => ({ domains: which.map(one => `${one}.example`) }),
};
const DOMAINS = {
  tool: 'find_domains_by_name',
  start: '/v2/company-domain-by-name/start',
  read: '/v2/company-domain-by-name/result',
  args: (...which: string[]) => ({ names: which }),
};
/** Both know these. */
const KNOWN = ['globex', 'initech'];

describe.each([FACTS, DOMAINS])('$tool', ({ tool, start, read, args }) => {
  test('the same call again costs nothing, in whatever spelling, and sends nothing', async () => {
    await using h = await startHarness();
    const first = await h.call(tool, args(...KNOWN, 'GLOBEX'));
    expect(verdicts(first)).toEqual(['found', 'found', 'found']);
    expect(first.structured.credits).toEqual({ spent: 2, ceiling: 1000 });
    expect(charged(h)).toBe(2);
    const before = h.sandbox.requests.length;
    const again = await h.call(tool, { ...args('Globex', 'INITECH'), maxCredits: 0 });
    expect(verdicts(again)).toEqual(['found', 'found']);
    expect(again.structured).toMatchObject({ results: [{ source: 'ledger' }, {}], credits: { spent: 0 } });
    expect(h.sandbox.requests).toHaveLength(before);
  });

  test('a start whose answer is lost is in doubt, and paid for anew only with fresh', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: start, kind: 'drop', when: 'after' });
    const first = await h.call(tool, args('globex'));
    expect(verdicts(first)).toEqual(['error/in_doubt']);
    expect(first.structured.credits).toMatchObject({ spent: 0, reserved: 1 });
    expect(first.structured.note).toMatch(/fresh: true/);
    expect(verdicts(await h.call(tool, args('globex')))).toEqual(['error/in_doubt']);
    expect(sent(h, start)).toHaveLength(1);
    expect(verdicts(await h.call(tool, { ...args('globex'), fresh: true }))).toEqual(['found']);
    expect(sent(h, start)).toHaveLength(2);
  });

  test('pending at the deadline is continued free', async () => {
    await using h = await startHarness({
      env: { SNOVIO_WAIT_SECONDS: '1' },
      sandbox: { taskSeconds: [80, 80] },
    });
    const first = await h.call(tool, args(...KNOWN));
    expect(verdicts(first)).toEqual(['pending', 'pending']);
    expect(first.structured).toMatchObject({ pending: 2, credits: { spent: 0, reserved: 2 } });
    const second = await h.call(tool, args(...KNOWN));
    expect(verdicts(second)).toEqual(['found', 'found']);
    expect(second.structured.credits.spent).toBe(2);
    expect(charged(h)).toBe(2);
  });

  test('a price above the ceiling is told before anything is sent; maxCredits buys what fits', async () => {
    await using h = await startHarness({ env: { SNOVIO_MAX_CREDITS_PER_CALL: '1' } });
    const refused = await h.call(tool, args(...KNOWN));
    expect(refused.code).toBe('credit_ceiling');
    expect(refused.text).toMatch(/Up to 2 credits .*maxCredits: 2/);
    expect(h.sandbox.requests).toHaveLength(0);
    const part = await h.call(tool, { ...args(...KNOWN), maxCredits: 1 });
    expect(verdicts(part)).toEqual(['found', 'not_run/credit_ceiling']);
    expect(part.structured.note).toMatch(/The rest can cost at most 1 credit\./);
    expect(verdicts(await h.call(tool, args(...KNOWN)))).toEqual(['found', 'found']);
    expect(charged(h)).toBe(2);
  });

  test("the day's limit is held", async () => {
    await using h = await startHarness({ env: { SNOVIO_MAX_CREDITS_PER_DAY: '1' } });
    expect(verdicts(await h.call(tool, args('globex')))).toEqual(['found']);
    expect(verdicts(await h.call(tool, args(...KNOWN)))).toEqual(['found', 'not_run/credit_ceiling']);
    expect(charged(h)).toBe(1);
  });

  test('without credits the call fails with that, and can be repeated', async () => {
    await using h = await startHarness();
    h.sandbox.setCredits(0);
    expect((await h.call(tool, args(...KNOWN))).code).toBe('not_enough_credits');
    h.sandbox.setCredits(10);
    expect(verdicts(await h.call(tool, args(...KNOWN)))).toEqual(['found', 'found']);
    expect(charged(h)).toBe(2);
  });

  test.each([404, 500])('a result that is answered %i stays pending', async status => {
    await using h = await startHarness({ env: { SNOVIO_WAIT_SECONDS: '1' } });
    h.sandbox.faults.add({ path: read, kind: 'status', status, times: Infinity });
    expect(verdicts(await h.call(tool, args('globex')))).toEqual(['pending']);
    h.sandbox.faults.clear();
    expect(verdicts(await h.call(tool, args('globex')))).toEqual(['found']);
    expect(charged(h)).toBe(1);
  });

  test('a refusal inside a 200 is told in its words, and costs nothing', async () => {
    await using h = await startHarness();
    const body = { success: false, message: 'Not for you' };
    h.sandbox.faults.add({ path: start, kind: 'replace', body, times: Infinity });
    const answer = await h.call(tool, args('globex'));
    expect(answer).toMatchObject({ isError: true, code: 'refused' });
    expect(answer.text).toContain('Not for you');
  });

  test('an answer to the start that names no task leaves it in doubt', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: start, kind: 'replace', body: {} });
    expect(verdicts(await h.call(tool, args('globex')))).toEqual(['error/in_doubt']);
  });

  test('works in v2 whatever the generation is', async () => {
    await using h = await startHarness({ env: { SNOVIO_API_GENERATION: 'v1' } });
    const { structured } = await h.call(tool, args('globex'));
    expect(structured.results).toMatchObject([{ status: 'found', source: 'v2' }]);
  });
});

describe('get_company_by_domain', () => {
  test('a domain that nobody knows is not_found and free', async () => {
    await using h = await startHarness();
    const answer = await h.call(FACTS.tool, { domains: ['nowhere.example', 'acme.example', '?'] });
    expect(verdicts(answer)).toEqual(['not_found', 'found', 'error/format']);
    expect(charged(h)).toBe(1);
  });

  test('credits that end in the middle: what was found is delivered', async () => {
    await using h = await startHarness();
    h.sandbox.setCredits(1);
    const answer = await h.call(FACTS.tool, FACTS.args(...KNOWN));
    expect(verdicts(answer).sort()).toEqual(['error/not_enough_credits', 'found']);
    expect(answer.structured.credits).toMatchObject({ spent: 1 });
  });
});

describe('find_domains_by_name', () => {
  test('sends ten names at a time, keeps order and spelling, and asks each name once', async () => {
    await using h = await startHarness();
    const strangers = Array.from({ length: 22 }, (_, i) => `Stranger ${i} Ltd`);
    const names = ['Globex', ...strangers, ' acme ROCKETS ', 'globex', '', 'x'.repeat(101)];
    const answer = await h.call(DOMAINS.tool, { names });
    expect(answer.structured.results.map(({ name }: { name: string }) => name)).toEqual(names);
    expect(verdicts(answer)).toEqual([
      'found',
      ...strangers.map(() => 'not_found'),
      'found',
      'found',
      'error/format',
      'error/format',
    ]);
    expect(answer.structured.results[23].domain).toBe('acme.example');
    expect(sent(h, DOMAINS.start)).toHaveLength(3);
    expect(charged(h)).toBe(2);
    const before = h.sandbox.requests.length;
    await h.call(DOMAINS.tool, { names });
    expect(h.sandbox.requests).toHaveLength(before);
  });

  test('a refused batch is sent again name by name', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: DOMAINS.start, kind: 'status', status: 422 });
    expect(verdicts(await h.call(DOMAINS.tool, DOMAINS.args(...KNOWN, 'nobody')))).toEqual([
      'found',
      'found',
      'not_found',
    ]);
    expect(sent(h, DOMAINS.start)).toHaveLength(4);
    expect(charged(h)).toBe(2);
  });

  test('a 404 on the start says nothing of the names', async () => {
    await using h = await startHarness();
    h.sandbox.faults.add({ path: DOMAINS.start, kind: 'status', status: 404, times: Infinity });
    const answer = await h.call(DOMAINS.tool, DOMAINS.args('globex'));
    expect(answer).toMatchObject({ isError: true, code: 'refused' });
  });
});
