import { describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { addresses, charged, links, PATHS, sent, TOKEN, until, using, verdicts } from './flows/kit.ts';

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** A call that is cancelled after a while. @returns how long it took to end */
async function cancelled(h: Harness, tool: string, args: object, ready: () => boolean): Promise<number> {
  const abort = new AbortController();
  const call = h.call(tool, args, { signal: abort.signal });
  const ended = call.then(
    () => 'answered',
    () => 'rejected',
  );
  await until(ready);
  const at = Date.now();
  abort.abort();
  expect(await ended).toBe('rejected');
  return Date.now() - at;
}

describe.each(['v1', 'v2'] as const)('calls at once in %s', generation => {
  const { start } = PATHS.verify[generation];

  test('twenty single calls gather into two starts', async () => {
    await using h = await startHarness(using(generation));
    await h.call('get_balance');
    const answers = await Promise.all(
      addresses(20).map(email => h.call('verify_emails', { emails: [email] })),
    );
    expect(answers.map(answer => verdicts(answer)[0])).toEqual(Array(20).fill('valid'));
    expect(sent(h, start)).toHaveLength(2);
    expect(answers.reduce((sum, one) => sum + one.structured.credits.spent, 0)).toBe(20);
  });

  test('about the same item share it, and one of them tells the credit', async () => {
    await using h = await startHarness(using(generation));
    const emails = addresses(2);
    const answers = await Promise.all(Array.from({ length: 6 }, () => h.call('verify_emails', { emails })));
    for (const answer of answers) expect(verdicts(answer)).toEqual(['valid', 'valid']);
    expect(charged(h)).toBe(2);
    expect(sent(h, start)).toHaveLength(1);
    expect(answers.map(one => one.structured.credits.spent).toSorted()).toEqual([0, 0, 0, 0, 0, 2]);
  });

  test('one that is cancelled does not hurt the other', async () => {
    await using h = await startHarness(using(generation, { sandbox: { taskSeconds: [15, 15] } }));
    const other = h.call('verify_emails', { emails: addresses(2) });
    await cancelled(h, 'verify_emails', { emails: addresses(3) }, () =>
      sent(h, start).some(one => one.status === 200),
    );
    expect(verdicts(await other)).toEqual(['valid', 'valid']);
  });
});

describe.each(['v1', 'v2'] as const)('a cancelled call in %s', generation => {
  const { start, read } = PATHS.verify[generation];

  test('ends at once; its charged request runs on, and the answer is kept', async () => {
    await using h = await startHarness(using(generation));
    h.sandbox.faults.add({ path: start, kind: 'slow', when: 'after', delayMs: 600 });
    const emails = addresses(1);
    expect(await cancelled(h, 'verify_emails', { emails }, () => charged(h) === 1)).toBeLessThan(300);
    const answer = await h.call('verify_emails', { emails });
    expect(verdicts(answer)).toEqual(['valid']);
    expect(answer.structured.credits.spent).toBe(1);
    expect(charged(h)).toBe(1);
    expect(sent(h, start)).toHaveLength(1);
  });

  test('sends nothing more', async () => {
    await using h = await startHarness(using(generation, { sandbox: { taskSeconds: [30, 30] } }));
    await cancelled(h, 'verify_emails', { emails: addresses(1) }, () =>
      sent(h, start).some(one => one.status === 200),
    );
    await pause(50);
    const before = h.sandbox.requests.length;
    await pause(800);
    expect(h.sandbox.requests).toHaveLength(before);
    expect(sent(h, read).length).toBeLessThan(12);
  });

  test('pays nothing when it was still waiting', async () => {
    await using h = await startHarness(using(generation));
    h.sandbox.faults.add({ path: TOKEN, kind: 'slow', delayMs: 300 });
    await cancelled(h, 'verify_emails', { emails: addresses(20) }, () => sent(h, TOKEN).length === 1);
    await pause(600);
    expect(sent(h, start)).toHaveLength(0);
    expect(sent(h, read)).toHaveLength(0);
  });
});

test('a cancelled call stops its free read, and pays nothing after it', async () => {
  await using h = await startHarness(using('v1'));
  const path = PATHS.verify.v1.read;
  h.sandbox.faults.add({ path, kind: 'slow', delayMs: 300 });
  await cancelled(h, 'verify_emails', { emails: addresses(2) }, () => sent(h, path).length === 1);
  await pause(600);
  expect(sent(h, PATHS.verify.v1.start)).toHaveLength(0);
  expect(verdicts(await h.call('verify_emails', { emails: addresses(2) }))).toEqual(['valid', 'valid']);
});

test('a cancelled search pays for no further page', async () => {
  await using h = await startHarness(using('v2', { sandbox: { taskSeconds: [15, 15] } }));
  const path = '/v2/domain-search/domain-emails/start';
  const args = { domain: 'acme.example', limit: 130 };
  await cancelled(h, 'search_domain_emails', args, () => sent(h, path).some(one => one.status === 200));
  await pause(700);
  expect(sent(h, path)).toHaveLength(1);
  const answer = await h.call('search_domain_emails', args);
  expect(answer.structured.returned).toBe(130);
  expect(charged(h)).toBe(3);
  expect(answer.structured.credits.spent).toBe(3);
});

test('a task is never polled sooner than 2 s after the last time, across calls too', async () => {
  await using h = await startHarness(using('v2', { sandbox: { taskSeconds: [150, 150] } }));
  const emails = addresses(1);
  const calls = [1, 2].map(() => h.call('verify_emails', { emails, waitSeconds: 1 }));
  await Promise.all(calls);
  for (let n = 0; n < 4; n++) await cancelled(h, 'verify_emails', { emails }, () => true);
  expect(verdicts(await h.call('verify_emails', { emails }))).toEqual(['valid']);
  const polls = sent(h, PATHS.verify.v2.read).map(({ at }) => at);
  const gaps = polls.slice(1).map((at, i) => at - (polls[i] ?? 0));
  expect(polls.length).toBeGreaterThan(2);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(28);
});

test('the first poll is learnt: a task costs less than two on average', async () => {
  await using h = await startHarness(using('v2', { sandbox: { taskSeconds: [5, 9] } }));
  for (let from = 0; from < 40; from += 4) {
    await Promise.all(
      [0, 1, 2, 3].map(n =>
        h.call('find_prospects_by_url', { urls: links(10, (from + n) * 10), emails: false }),
      ),
    );
  }
  const { start, read } = PATHS.url.v2;
  expect(sent(h, read).length / sent(h, start).length).toBeLessThan(2.2);
});
