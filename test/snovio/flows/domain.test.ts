import { describe, expect, test } from 'vitest';
import type { Answer } from '../../harness.ts';
import { startHarness } from '../../harness.ts';
import { charged, sent, using } from './kit.ts';

const V1 = '/v2/domain-emails-with-info';
const V2 = '/v2/domain-search/domain-emails/start';
const PEOPLE = '/v2/domain-search/prospects/start';
const PERSON = '/v2/domain-search/prospects/search-emails/start/{prospect_hash}';
const TOOL = 'search_domain_emails';

const list = ({ structured }: Answer): string[] =>
  structured.emails.map((one: { email: string }) => one.email);

describe.each(['v1', 'v2'] as const)('search_domain_emails in %s', generation => {
  test('the list grows: what is there is free, only the rest is paid', async () => {
    await using h = await startHarness(using(generation));
    const first = await h.call(TOOL, { domain: 'acme.example', limit: 30 });
    expect(first.structured).toMatchObject({
      webmail: false,
      total: 139,
      returned: 30,
      next: expect.any(String),
    });
    expect(first.structured.credits.spent).toBe(generation === 'v1' ? 3 : 1);
    const before = charged(h);
    const again = await h.call(TOOL, { domain: 'https://www.acme.example/', limit: 20 });
    expect(list(again)).toEqual(list(first).slice(0, 20));
    expect(again.structured.credits.spent).toBe(0);
    expect(charged(h)).toBe(before);
    const rest = await h.call(TOOL, { domain: 'acme.example', limit: 40, next: first.structured.next });
    expect(new Set([...list(first), ...list(rest)]).size).toBe(70);
    expect(rest.structured.credits.spent).toBe(charged(h) - before);
  });

  test('walks to the end and says so', async () => {
    await using h = await startHarness(using(generation));
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page: Answer = await h.call(TOOL, { domain: 'globex.example', limit: 15, ...(next && { next }) });
      seen.push(...list(page));
      next = page.structured.next;
    } while (next);
    expect(seen).toHaveLength(43);
    expect(new Set(seen).size).toBe(43);
    expect(charged(h)).toBe(generation === 'v1' ? 5 : 1);
  });

  test('generic and personal', async () => {
    await using h = await startHarness(using(generation));
    const generic = await h.call(TOOL, { domain: 'acme.example', type: 'generic', limit: 100 });
    expect(list(generic)).toContain('info@acme.example');
    expect(list(generic)).toHaveLength(9);
    expect(generic.structured.next).toBeUndefined();
    const personal = await h.call(TOOL, { domain: 'acme.example', type: 'personal', limit: 12 });
    expect(list(personal)).toHaveLength(12);
    const types = ({ structured }: Answer) =>
      new Set(structured.emails.map(({ type }: { type?: string }) => type));
    expect(types(generic)).toEqual(new Set(['generic']));
    expect(types(personal)).toEqual(new Set(generation === 'v2' ? ['personal', 'generic'] : ['personal']));
    // v2 has no such filter: what was paid for is shown, with its type.
    const shown = personal.structured.emails as { email: string; type?: string }[];
    const role = shown.find(({ email }) => email === 'info@acme.example');
    expect(role?.type).toBe(generation === 'v2' ? 'generic' : undefined);
  });

  test('by position', async () => {
    await using h = await startHarness(using(generation));
    const args = { domain: 'globex.example', positions: ['Head of Sales'], limit: 5 };
    const answer = await h.call(TOOL, args);
    expect(answer.structured.emails.length).toBeGreaterThan(0);
    expect(answer.structured.emails[0]).toMatchObject({
      position: 'Head of Sales',
      firstName: expect.any(String),
    });
    expect(answer.structured.credits.spent).toBe(charged(h));
    const before = h.sandbox.requests.length;
    const again = await h.call(TOOL, { ...args, positions: [' head of sales '], maxCredits: 0 });
    expect(list(again)).toEqual(list(answer));
    expect(h.sandbox.requests).toHaveLength(before);
  });

  test('by position as configured by default, nobody is asked about the price', async () => {
    await using h = await startHarness(using(generation, { env: { SNOVIO_MAX_CREDITS_PER_CALL: '25' } }));
    const args = { domain: 'acme.example', positions: ['Engineer', 'Head of Sales'] };
    const answer = await h.call(TOOL, args);
    expect(answer.isError).toBe(false);
    expect(answer.structured.credits).toMatchObject({ spent: charged(h), ceiling: 25 });
    const rest = await h.call(TOOL, { ...args, next: answer.structured.next });
    expect(rest.isError).toBe(false);
  });

  test('a domain that nobody knows', async () => {
    await using h = await startHarness(using(generation));
    const { structured } = await h.call(TOOL, { domain: 'nowhere.example' });
    expect(structured).toMatchObject({
      emails: [],
      webmail: false,
      total: 0,
      returned: 0,
      credits: { spent: 0 },
    });
    expect(structured.next).toBeUndefined();
  });

  test('pending at the deadline is continued free', async () => {
    await using h = await startHarness(using(generation, { sandbox: { taskSeconds: [80, 80] } }));
    const first = await h.call(TOOL, { domain: 'globex.example', waitSeconds: 1, limit: 50 });
    if (generation === 'v2') {
      expect(first.structured).toMatchObject({
        emails: [],
        next: expect.any(String),
        credits: { spent: 0, reserved: 1 },
      });
      expect(first.structured.note).toMatch(/already paid/);
    }
    const second = await h.call(TOOL, { domain: 'globex.example', limit: 50 });
    expect(list(second)).toHaveLength(43);
    expect(first.structured.credits.spent + second.structured.credits.spent).toBe(charged(h));
  });
});

describe('search_domain_emails: money', () => {
  test('v1: maxCredits shrinks what is asked for', async () => {
    await using h = await startHarness(using('v1'));
    const answer = await h.call(TOOL, { domain: 'acme.example', limit: 100, maxCredits: 2 });
    expect(list(answer)).toHaveLength(20);
    expect(answer.structured).toMatchObject({ next: expect.any(String), credits: { spent: 2, ceiling: 2 } });
    expect(answer.structured.note).toMatch(/credit_ceiling/);
    expect(sent(h, V1)[0]?.query.limit).toBe('20');
    expect(charged(h)).toBe(2);
  });

  test('v1: an unasked price above the ceiling is told before anything is sent', async () => {
    await using h = await startHarness(using('v1', { env: { SNOVIO_MAX_CREDITS_PER_CALL: '5' } }));
    const answer = await h.call(TOOL, { domain: 'acme.example', limit: 100 });
    expect(answer.code).toBe('credit_ceiling');
    expect(answer.text).toMatch(/Up to 10 credits .*maxCredits: 10/);
    expect(h.sandbox.requests).toHaveLength(0);
  });

  test('v2: addresses by position that are stored cost nothing in the worst case either', async () => {
    await using h = await startHarness(using('v2', { env: { SNOVIO_MAX_CREDITS_PER_CALL: '6' } }));
    const args = { domain: 'acme.example', positions: ['Head of Sales'], limit: 5 };
    const first = await h.call(TOOL, args);
    expect(first.isError).toBe(false);
    expect(charged(h)).toBeGreaterThan(3);
    await h.call(TOOL, { ...args, limit: 8, maxCredits: 20 });
    const before = charged(h);
    const again = await h.call(TOOL, { ...args, limit: 8 });
    expect(again.isError).toBe(false);
    expect(charged(h)).toBe(before);
    expect(sent(h, PEOPLE)).toHaveLength(1);
    expect(new Set(sent(h, PERSON).map(({ path }) => path)).size).toBe(sent(h, PERSON).length);
  });

  test('a page that fails takes no earlier page with it', async () => {
    await using h = await startHarness(using('v2'));
    h.sandbox.faults.add({ path: V2, skip: 1, kind: 'drop', when: 'after' });
    const answer = await h.call(TOOL, { domain: 'acme.example', limit: 120 });
    expect(list(answer)).toHaveLength(50);
    expect(answer.structured.note).toMatch(/in_doubt/);
    expect(answer.structured.credits).toMatchObject({ spent: 1, reserved: 1 });
    expect(answer.structured.next).toEqual(expect.any(String));
    await h.call(TOOL, { domain: 'acme.example', limit: 120 });
    expect(sent(h, V2)).toHaveLength(2);
    const fresh = await h.call(TOOL, { domain: 'acme.example', limit: 120, fresh: true });
    expect(list(fresh)).toHaveLength(120);
    expect(sent(h, V2)).toHaveLength(4);
  });

  test('webmail', async () => {
    await using h = await startHarness(using('v1'));
    const { structured } = await h.call(TOOL, { domain: 'freemail.example' });
    expect(structured).toMatchObject({ webmail: true, emails: [], credits: { spent: 0 } });
  });

  test('auto falls back to v1 where v2 answers 404', async () => {
    await using h = await startHarness(using('auto', { sandbox: { generations: ['v1'] } }));
    expect(list(await h.call(TOOL, { domain: 'globex.example' }))).toHaveLength(25);
    expect(list(await h.call(TOOL, { domain: 'acme.example' }))).toHaveLength(25);
    expect(sent(h, V2)).toHaveLength(1);
  });

  test('a `next` of somebody else is refused, and nothing is sent', async () => {
    await using h = await startHarness();
    expect((await h.call(TOOL, { domain: 'acme.example', next: 'zzz' })).code).toBe('invalid_input');
    expect((await h.call(TOOL, { domain: 'not a domain' })).code).toBe('invalid_input');
    expect(h.sandbox.requests).toHaveLength(0);
  });
});

test('the address of a person is asked for by the whole hash, however long', async () => {
  await using h = await startHarness(using('v2'));
  const hash = 'c09738010c0af8f0'.repeat(16);
  const start = `https://api.snov.io/v2/domain-search/prospects/search-emails/start/${hash}`;
  const data = [{ first_name: 'Ada', last_name: 'Byron', position: 'CEO', search_emails_start: start }];
  const body = { status: 'completed', data, meta: { total_count: 1 } };
  const path = '/v2/domain-search/prospects/result/{task_hash}';
  h.sandbox.faults.add({ path, kind: 'replace', body });
  await h.call(TOOL, { domain: 'acme.example', positions: ['CEO'], limit: 1, maxCredits: 5 });
  expect(sent(h, PERSON).map(request => request.path.split('/').at(-1))).toEqual([hash]);
});

test('a person whose address is in doubt is paid for anew with fresh, and nobody else', async () => {
  await using h = await startHarness(using('v2'));
  const args = { domain: 'globex.example', positions: ['Head of Sales', 'CEO'], limit: 3 };
  const path = '/v2/domain-search/prospects/search-emails/start/{prospect_hash}';
  h.sandbox.faults.add({ path, when: 'after', kind: 'drop' });
  const first = await h.call(TOOL, args);
  expect(first.structured.note).toMatch(/fresh: true/);
  const paid = charged(h);
  await h.call(TOOL, args);
  expect(charged(h)).toBe(paid);
  const fresh = await h.call(TOOL, { ...args, fresh: true });
  expect(fresh.structured.note ?? '').not.toMatch(/in doubt|in_doubt/);
  expect(fresh.structured.emails.length).toBe(first.structured.emails.length + 1);
  expect(charged(h)).toBe(paid + 1);
});
