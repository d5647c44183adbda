import { describe, expect, test } from 'vitest';
import { startHarness } from '../harness.ts';
import { addresses, charged, links, people, using, verdicts } from '../snovio/flows/kit.ts';
import { environmentOf, hastySandbox, spawnServer, stateDirectory } from './kit.ts';

const GENERATIONS = ['v1', 'v2'] as const;
const notRun = (count: number) => Array.from({ length: count }, () => 'not_run/credit_ceiling');
const valid = (count: number) => Array.from({ length: count }, () => 'valid');

describe.each(GENERATIONS)('ceilings in %s', generation => {
  const limited = (env: Record<string, string>) =>
    using(generation, {
      env: { SNOVIO_MAX_CREDITS_PER_CALL: '25', SNOVIO_MAX_CREDITS_PER_DAY: '200', ...env },
    });

  test('too much unasked: nothing is sent, and the answer says what to ask', async () => {
    await using h = await startHarness(limited({ SNOVIO_MAX_CREDITS_PER_DAY: '140' }));
    const answer = await h.call('verify_emails', { emails: addresses(60) });
    expect(answer.code).toBe('credit_ceiling');
    expect(answer.text).toContain(
      'Up to 60 credits for 60 addresses; 25 may be spent unasked. Tell the user the price; if they agree, repeat with maxCredits: 60.',
    );
    expect(answer.text).toContain("Today's limit leaves 140");
    expect(h.sandbox.requests).toHaveLength(0);
  });

  test('what the user agreed to replaces the figure for a call, upwards and downwards', async () => {
    await using h = await startHarness(limited({}));
    const up = await h.call('verify_emails', { emails: addresses(40), maxCredits: 40 });
    expect(verdicts(up)).toEqual(valid(40));
    expect(up.structured.credits).toMatchObject({ spent: 40, ceiling: 40 });
    const down = await h.call('verify_emails', { emails: addresses(12, 40), maxCredits: 7 });
    expect(verdicts(down)).toEqual([...valid(7), ...notRun(5)]);
    expect(down.structured.note).toContain('at most 5 credits');
    expect(charged(h)).toBe(47);
  });

  test('above the wall: as many as fit, in order', async () => {
    await using h = await startHarness(limited({ SNOVIO_MAX_CREDITS_PER_DAY: '13' }));
    const answer = await h.call('verify_emails', { emails: addresses(30), maxCredits: 30 });
    expect(verdicts(answer)).toEqual([...valid(13), ...notRun(17)]);
    expect(charged(h)).toBe(13);
    const more = await h.call('verify_emails', { emails: addresses(1, 50) });
    expect(more.code).toBe('credit_ceiling');
  });

  test('maxCredits: 0 delivers what is known and spends nothing', async () => {
    await using h = await startHarness(limited({}));
    await h.call('verify_emails', { emails: addresses(3) });
    const answer = await h.call('verify_emails', { emails: addresses(5), maxCredits: 0 });
    expect(verdicts(answer)).toEqual([...valid(3), ...notRun(2)]);
    expect(answer.structured.credits).toEqual({ spent: 0, paidEarlier: 3, ceiling: 0 });
    expect(charged(h)).toBe(3);
  });

  test('twenty calls at once never pass the day’s wall', async () => {
    await using h = await startHarness(limited({ SNOVIO_MAX_CREDITS_PER_DAY: '50' }));
    const calls = Array.from({ length: 20 }, (_, i) => addresses(10, i * 5));
    const answers = await Promise.all(
      calls.map(emails => h.call('verify_emails', { emails, maxCredits: 10 })),
    );
    expect(charged(h)).toBeLessThanOrEqual(50);
    expect(answers.every(({ isError }) => !isError)).toBe(true);
    const spent = answers.reduce((sum, { structured }) => sum + structured.credits.spent, 0);
    expect(spent).toBe(charged(h));
  });

  test('each call keeps its own ceiling while others share its items', async () => {
    await using h = await startHarness(limited({}));
    const emails = addresses(10);
    const ceilings = [1, 2, 3, 4];
    await Promise.all(ceilings.map(maxCredits => h.call('verify_emails', { emails, maxCredits })));
    expect(charged(h)).toBeLessThanOrEqual(10);
    expect(new Set(h.sandbox.charges.map(({ item }) => item)).size).toBe(charged(h));
  });

  test('the wall of the process', async () => {
    await using h = await startHarness(limited({ SNOVIO_MAX_CREDITS: '4' }));
    const answer = await h.call('find_emails', { people: people(6), maxCredits: 6 });
    expect(charged(h)).toBe(4);
    expect(verdicts(answer)).toEqual([...Array.from({ length: 4 }, () => 'found'), ...notRun(2)]);
    const other = await h.call('verify_emails', { emails: addresses(1) });
    expect(other.text).toContain('SNOVIO_MAX_CREDITS)');
    expect(charged(h)).toBe(4);
  });

  test('a link and its address count together', async () => {
    await using h = await startHarness(limited({}));
    await h.call('find_prospects_by_url', { urls: links(5), maxCredits: 5 });
    expect(charged(h)).toBeLessThanOrEqual(5);
  });

  test('the day’s wall outlives the process, and is shared', async () => {
    using state = stateDirectory();
    const sandbox = await hastySandbox();
    const env = environmentOf(sandbox, state.path, {
      SNOVIO_API_GENERATION: generation,
      SNOVIO_MAX_CREDITS_PER_DAY: '10',
    });
    for (const from of [0, 6, 12]) {
      await using server = await spawnServer(env);
      await server.call('verify_emails', { emails: addresses(6, from), maxCredits: 6 });
    }
    const servers = await Promise.all([spawnServer(env), spawnServer(env)]);
    const again = await Promise.all(
      servers.map((server, i) =>
        server.call('verify_emails', { emails: addresses(6, 20 + 6 * i), maxCredits: 6 }),
      ),
    );
    expect(again.map(verdicts)).toEqual([notRun(6), notRun(6)]);
    await Promise.all(servers.map(server => server.endInput()));
    expect(sandbox.charges).toHaveLength(10);
    await sandbox.close();
  });

  test('what is in doubt goes on counting', async () => {
    const start = generation === 'v1' ? '/v1/add-names-to-find-emails' : '/v2/emails-by-domain-by-name/start';
    await using h = await startHarness(limited({ SNOVIO_MAX_CREDITS_PER_DAY: '1' }));
    h.sandbox.faults.add({ path: start, kind: 'drop' });
    const answer = await h.call('find_emails', { people: people(1) });
    expect(verdicts(answer)).toEqual(['error/in_doubt']);
    expect(answer.structured.credits).toMatchObject({ spent: 0, reserved: 1 });
    expect((await h.call('find_emails', { people: people(1, 1) })).code).toBe('credit_ceiling');
    expect(charged(h)).toBe(0);
  });
});

describe('find, then verify', () => {
  test.each(GENERATIONS)('a mailable lead costs at most 1.05 credits in %s', async generation => {
    await using h = await startHarness(using(generation));
    const found = await h.call('find_emails', { people: people(100), maxCredits: 100 });
    const emails = found.structured.results.flatMap((one: { emails: { email: string }[] }) =>
      one.emails.map(({ email }) => email),
    );
    const verified = await h.call('verify_emails', { emails, maxCredits: 100 });
    const mailable = verdicts(verified).filter(verdict => verdict === 'valid').length;
    expect(mailable).toBeGreaterThan(90);
    expect(charged(h) / mailable).toBeLessThanOrEqual(1.05);
    expect(found.structured.credits.spent + verified.structured.credits.spent).toBe(charged(h));
  });
});
