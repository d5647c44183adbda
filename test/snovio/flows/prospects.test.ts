import { describe, expect, test } from 'vitest';
import { startHarness } from '../../harness.ts';
import { charged, links, PATHS, sent, using, verdicts } from './kit.ts';

const MARA = 'https://www.linkedin.com/in/mara-lindqvist-acme';
const NOBODY = 'https://www.linkedin.com/in/nobody-at-all';
const LEILA = 'https://www.linkedin.com/in/leila-freeborn-freelance';

describe.each(['v1', 'v2'] as const)('find_prospects_by_url in %s', generation => {
  const { start } = PATHS.url[generation];

  test('finds the person and the address', async () => {
    await using h = await startHarness(using(generation));
    const { structured } = await h.call('find_prospects_by_url', { urls: [MARA] });
    const [result] = structured.results;
    expect(result).toMatchObject({ url: MARA, status: 'found', source: generation });
    expect(result.prospect).toMatchObject({
      name: 'Mara Lindqvist',
      currentJobs: [{ position: 'Head of Sales' }],
    });
    expect(result.prospect.emails).toMatchObject([{ email: 'mara.lindqvist@acme.example', status: 'valid' }]);
    expect(result).not.toHaveProperty('emailStatus');
    expect(structured.credits.spent).toBe(charged(h));
    expect(charged(h)).toBe(generation === 'v2' ? 2 : 1);
  });

  test('the same profile in many spellings is asked once', async () => {
    await using h = await startHarness(using(generation));
    const urls = [
      MARA,
      'linkedin.com/in/Mara-Lindqvist-Acme/?trk=x',
      'http://de.linkedin.com/in/mara-lindqvist-acme/de',
      'https://example.com/in/mara',
    ];
    const answer = await h.call('find_prospects_by_url', { urls, emails: false });
    expect(verdicts(answer)).toEqual(['found', 'found', 'found', 'error/format']);
    expect(answer.structured.results.map((one: { url: string }) => one.url)).toEqual(urls);
    expect(sent(h, start)).toHaveLength(1);
  });

  test('an older link of LinkedIn is sent as it is written', async () => {
    await using h = await startHarness(using(generation));
    const url = 'https://www.linkedin.com/pub/mara-lindqvist-acme/7/73/809';
    const answer = await h.call('find_prospects_by_url', { urls: [url, `${url}/`], emails: false });
    expect(verdicts(answer)).toEqual(['found', 'found']);
    const [started, ...others] = sent(h, start);
    expect(JSON.stringify([started?.query, started?.body])).toContain(`"${url}`);
    expect(others).toEqual([]);
  });

  test('nobody behind the link', async () => {
    await using h = await startHarness(using(generation));
    const answer = await h.call('find_prospects_by_url', { urls: [NOBODY] });
    expect(verdicts(answer)).toEqual(['not_found']);
    expect(answer.structured.credits.spent).toBe(charged(h));
  });

  test('somebody without a company: no address is searched', async () => {
    await using h = await startHarness(using(generation));
    const { structured } = await h.call('find_prospects_by_url', { urls: [LEILA] });
    expect(structured.results).toMatchObject([{ status: 'found', prospect: { currentJobs: [] } }]);
    expect(structured.results[0].emailStatus).toBeUndefined();
    expect(sent(h, PATHS.find.v2.start)).toHaveLength(0);
    expect(charged(h)).toBe(1);
  });

  test('23 links', async () => {
    await using h = await startHarness(using(generation));
    const answer = await h.call('find_prospects_by_url', { urls: links(23), emails: false });
    expect(verdicts(answer)).toEqual(links(23).map(() => 'found'));
    expect(sent(h, start)).toHaveLength(generation === 'v2' ? 3 : 23);
    expect(charged(h)).toBe(23);
  });

  test('pending at the deadline is continued free', async () => {
    await using h = await startHarness(using(generation, { sandbox: { taskSeconds: [80, 80] } }));
    const first = await h.call('find_prospects_by_url', { urls: links(2), emails: false, waitSeconds: 1 });
    expect(verdicts(first)).toEqual(['pending', 'pending']);
    const second = await h.call('find_prospects_by_url', { urls: links(2), emails: false });
    expect(verdicts(second)).toEqual(['found', 'found']);
    expect(second.structured.credits.spent).toBe(2);
    expect(charged(h)).toBe(2);
  });
});

describe('find_prospects_by_url in v2', () => {
  test('emails: false first, the address later: only that is paid', async () => {
    await using h = await startHarness(using('v2'));
    const first = await h.call('find_prospects_by_url', { urls: [MARA], emails: false });
    expect(first.structured.credits.spent).toBe(1);
    expect(first.structured.results[0].prospect.emails).toBeUndefined();
    const second = await h.call('find_prospects_by_url', { urls: [MARA], maxCredits: 1 });
    expect(second.structured.credits.spent).toBe(1);
    expect(second.structured.results[0]).not.toHaveProperty('emailStatus');
    expect(second.structured.results[0].prospect.emails).toHaveLength(1);
    const before = h.sandbox.requests.length;
    const third = await h.call('find_prospects_by_url', { urls: [MARA], maxCredits: 0 });
    expect(third.structured.results[0].prospect.emails).toHaveLength(1);
    expect(h.sandbox.requests).toHaveLength(before);
  });

  test('an address that may not be paid for is told apart', async () => {
    await using h = await startHarness(using('v2'));
    await h.call('find_prospects_by_url', { urls: [MARA], emails: false });
    const { structured } = await h.call('find_prospects_by_url', { urls: [MARA], maxCredits: 0 });
    expect(structured.results).toMatchObject([
      { status: 'found', emailStatus: 'not_run', emailReason: 'credit_ceiling' },
    ]);
    expect(structured.note).toMatch(/1 not_run \(credit_ceiling\).*at most 1 credit/);
    expect(charged(h)).toBe(1);
  });

  test('maxCredits buys whole links, in order', async () => {
    await using h = await startHarness(using('v2'));
    const answer = await h.call('find_prospects_by_url', { urls: links(3), maxCredits: 5 });
    expect(verdicts(answer)).toEqual(['found', 'found', 'not_run/credit_ceiling']);
    expect(charged(h)).toBe(4);
    expect(answer.structured.note).toMatch(/at most 2 credits/);
  });
});

describe('find_prospects_by_url on X', () => {
  test.each(['auto', 'v2'] as const)('goes through v1, with %s', async generation => {
    await using h = await startHarness(using(generation));
    const urls = ['https://x.com/load_17', 'twitter.com/@Load_17'];
    const { structured } = await h.call('find_prospects_by_url', { urls });
    expect(structured.results).toMatchObject([
      { status: 'found', source: 'v1' },
      { status: 'found', source: 'v1' },
    ]);
    expect(charged(h)).toBe(1);
  });

  test('a link is sent as it is written, and read again so, however it is spelt then', async () => {
    await using h = await startHarness(using('v1', { sandbox: { taskSeconds: [80, 80] } }));
    const urls = ['https://twitter.com/Load_19'];
    const first = await h.call('find_prospects_by_url', { urls, waitSeconds: 1 });
    expect(verdicts(first)).toEqual(['pending']);
    const second = await h.call('find_prospects_by_url', { urls: ['x.com/load_19'] });
    expect(verdicts(second)).toEqual(['found']);
    const { start, read } = PATHS.url.v1;
    const asked = [...sent(h, start), ...sent(h, read)].map(({ body }) => body.url);
    expect(new Set(asked)).toEqual(new Set(urls));
    expect(charged(h)).toBe(1);
  });

  test('a profile of v1 without an address is not searched further: its price is 1', async () => {
    await using h = await startHarness(using('auto'));
    const job = { companyName: 'Acme', site: 'https://acme.example' };
    const data = [
      { name: 'Mara Lindqvist', firstName: 'Mara', lastName: 'Lindqvist', currentJob: [job], emails: [] },
    ];
    h.sandbox.faults.add({
      path: PATHS.url.v1.read,
      skip: 1,
      kind: 'replace',
      body: { success: true, data },
    });
    const { structured } = await h.call('find_prospects_by_url', {
      urls: ['https://x.com/load_18'],
      maxCredits: 1,
    });
    expect(structured.results).toMatchObject([{ status: 'found' }]);
    expect(charged(h)).toBe(1);
  });

  test('falls back to v1 for LinkedIn, and remembers', async () => {
    await using h = await startHarness(using('auto', { sandbox: { generations: ['v1'] } }));
    await h.call('find_prospects_by_url', { urls: links(1) });
    const { structured } = await h.call('find_prospects_by_url', { urls: links(1, 5) });
    expect(structured.results).toMatchObject([{ status: 'found', source: 'v1' }]);
    expect(sent(h, PATHS.url.v2.start)).toHaveLength(1);
    expect(charged(h)).toBe(2);
  });
});
