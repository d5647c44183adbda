import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOSTILE, harm, overflow } from './checks.ts';
import { CardHost, cannotRun, launch } from './kit.ts';

/** Longer than any script of the card's may keep the page busy: what a person notices, in milliseconds. */
const LONGEST_TASK = 50;
const MANY = 1000;

describe.skipIf(cannotRun)('the card of leads, whatever it is given', () => {
  let browser: Browser;
  let host: CardHost;

  beforeAll(async () => {
    browser = await launch();
    host = await CardHost.start(browser);
  }, 60_000);

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
    await browser?.close();
  });

  const show = async (tool: string, answer: object, args: Record<string, unknown> = {}) => {
    await host.show(tool, args, { width: 900 });
    await host.result({ content: [], structuredContent: answer });
  };
  const rowHeights = () =>
    host.card
      .locator('tbody tr:not(.details)')
      .evaluateAll(rows => [...new Set(rows.map(row => row.getBoundingClientRect().height))]);

  test.each(
    [...HOSTILE, 'y'.repeat(10_000), '\u200b\u200d\ufeff'.repeat(100), 'עברית \u202e abc'].map(text => [
      text.slice(0, 40),
      text,
    ]),
  )('takes hostile text for text, in every field: %j', async (_, text) => {
    const lead = {
      ...{ firstName: text, lastName: text, position: text, companyName: text, domain: text, locality: text },
      ...{ linkedIn: text, status: text, reason: text, paid: text, lead: text },
      emails: [{ email: text, status: text, reason: text }],
    };
    const known = [{ ...lead, list: text, campaigns: [text, text] }];
    const plain = { firstName: 'Mara', lastName: 'Li***', companyName: 'Acme' };
    await show(
      'find_people',
      { leads: [plain, lead], known, note: text, next: text, unfinished: text },
      { positions: [text], listId: text },
    );
    await expect.poll(() => host.card.locator('tbody tr').count()).toBe(3);
    await host.card.locator('tbody .name').nth(1).click();
    expect(await harm(host)).toEqual([]);
    expect(await overflow(host.card)).toBe(0);
    expect(await rowHeights()).toEqual([48]);
    // Nothing that hides or turns letters is left in what is shown.
    expect(await host.text()).not.toMatch(/[\u202e\u2066\u200b\ufeff]/);
    await host.result({ isError: true, content: [{ type: 'text', text }] });
    expect(await harm(host)).toEqual([]);
    expect(await overflow(host.card)).toBe(0);
  });

  test.each([
    ['find_people', { leads: 7 }, 'Nobody fits'],
    ['find_people', { leads: [null, 'x', 3, [], {}] }, '5 shown'],
    ['find_people', {}, 'could not be read'],
    [
      'find_emails',
      { results: [{ emails: 'x', status: 12 }], not_run: { a: 1 }, credits: 'many' },
      '1 shown',
    ],
    ['verify_emails', { results: [{ email: 5 }, { email: 'a@b.example', status: 'new word' }] }, '1 shown'],
    [
      'prepare_leads',
      { totals: 1, ready: 'x', drop: [{ leads: [1, 'a@b.example'] }], open: null },
      '1 shown',
    ],
    [
      'get_prospects_in_list',
      { prospects: [{ emails: [{}, { email: 'a@b.example' }] }], list: 4 },
      '1 shown',
    ],
  ])('makes the best of an odd answer of %s: %j', async (tool, answer, words) => {
    await show(tool, answer);
    await expect.poll(() => host.text()).toContain(words);
  });

  test('reads an answer that comes as text alone, without knowing the tool', async () => {
    await host.show('find_people', {}, { context: { toolInfo: undefined } });
    const text = JSON.stringify({ results: [{ email: 'a@b.example', status: 'valid' }] });
    await host.result({ content: [{ type: 'text', text }] });
    await expect.poll(() => host.text()).toMatch(/a@b\.example\s+Valid/);
  });

  test('stays smooth with 1,000 people: only those in sight are drawn, and nothing takes long', async () => {
    const leads = Array.from({ length: MANY }, (_, i) => ({
      ...{ firstName: `First${(i * 7919) % MANY}`, lastName: `Last${i}`, position: `Title ${i % 13}` },
      ...{ companyName: `Company ${i % 40}`, domain: `c${i % 40}.example`, status: 'found', paid: 1 },
      emails: [{ email: `p${i}@c${i % 40}.example`, status: i % 3 ? 'valid' : 'unknown' }],
    }));
    await show('find_people', { leads, revealPrice: 0 });
    await expect.poll(() => host.text()).toContain('1,000 shown');
    expect(await host.card.locator('tbody tr').count()).toBeLessThan(40);
    const longest = await host.card.evaluate(async () => {
      const durations = [0];
      const timed = (work: () => void) => {
        const before = performance.now();
        work();
        durations.push(performance.now() - before);
      };
      const press = (selector: string) => document.querySelector<HTMLElement>(selector)?.click();
      const search = document.querySelector('input[type=search]') as HTMLInputElement;
      // The first time is that of the compiler.
      for (let i = 0; i < 3; i++) {
        if (i === 1) durations.length = 1;
        for (const key of ['person', 'company', 'address', 'verdict'])
          timed(() => press(`th[data-key=${key}] button`));
        timed(() => {
          search.value = `last${i}`;
          search.dispatchEvent(new Event('input'));
        });
        timed(() => press('button[data-verdict=valid]'));
        timed(() => press('thead input'));
      }
      return Math.max(...durations);
    });
    console.log(`longest task with ${MANY} people: ${longest.toFixed(1)} ms`);
    expect(longest).toBeLessThan(LONGEST_TASK);
  });

  test('draws whoever is scrolled to, and keeps the keyboard in the table', async () => {
    const leads = Array.from({ length: MANY }, (_, i) => ({ firstName: `P${i}`, lastName: 'X' }));
    await show('find_people', { leads, revealPrice: 0 });
    await expect.poll(() => host.text()).toContain('1,000 shown');
    await host.card.locator('.scroll').evaluate(scroll => {
      scroll.scrollTop = scroll.scrollHeight;
    });
    await expect.poll(() => host.card.locator('tbody .name').last().innerText()).toBe('P999 X');
    await host.card.locator('tbody input').last().focus();
    for (let i = 0; i < 30; i++) await host.page.keyboard.press('ArrowUp');
    const focused = () => host.card.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await expect.poll(focused).toBe('Select P969 X');
  });
});
