import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOSTILE, harm, overflow } from './checks.ts';
import { CardHost, cannotRun, launch } from './kit.ts';

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
    await host.card.locator('tbody .opener').nth(1).click();
    expect(await harm(host)).toEqual([]);
    expect(await overflow(host.card)).toBe(0);
    expect(await rowHeights()).toEqual([48]);
    // Nothing that hides or turns letters is left in what is shown.
    expect(await host.text()).not.toMatch(/[\u202e\u2066\u200b\ufeff]/);
    await host.result({ isError: true, content: [{ type: 'text', text }] });
    expect(await harm(host)).toEqual([]);
    expect(await overflow(host.card)).toBe(0);
  });

  /** Answers of the other tools with a text in every field that has one. */
  const answersWith = (text: string): [tool: string, answer: object, args: Record<string, unknown>][] => {
    const emails = [{ email: text, status: 'valid', reason: text }];
    const person = { firstName: text, lastName: text, name: text, domain: text, emails, linkedIn: text };
    const idle = [{ reason: text, items: [text, text] }];
    const lead = { ...person, email: text, lead: text, status: text, lists: [text], campaigns: [text] };
    const groups = [{ reason: text, status: text, leads: [text, `${text}@a.example`] }];
    const all = { note: text, next: text, not_run: idle, list: { id: text, name: text } };
    return [
      ['find_emails', { ...all, results: [{ ...person, status: 'found' }] }, { people: [person] }],
      [
        'verify_emails',
        { ...all, results: [{ email: text, status: 'valid', reason: text }] },
        { emails: [text] },
      ],
      [
        'prepare_leads',
        { ...all, totals: {}, ready: [lead], drop: groups, open: groups },
        { emails: [text] },
      ],
      ['get_prospects_in_list', { ...all, prospects: [person] }, { listId: text }],
    ];
  };

  test.each(HOSTILE)(
    'takes it for text also from the other tools, their lists and their failures: %j',
    async text => {
      const list = { id: text, name: text, contacts: 1, campaigns: [{ id: text, name: text, status: text }] };
      const profile = {
        phones: [text],
        social: { linkedIn: text },
        lists: [{ name: text }],
        campaigns: [{ name: text }],
      };
      const answers: Record<string, object> = {
        get_user_lists: { lists: [list] },
        get_prospects_by_email: { prospects: [profile] },
      };
      host.answer = ({ name }) => {
        const structuredContent = answers[name];
        const refusal = { isError: true, content: [{ type: 'text', text }] };
        return Promise.resolve(structuredContent ? { content: [], structuredContent } : refusal);
      };
      for (const [tool, answer, args] of answersWith(text)) {
        await show(tool, answer, args);
        await expect.poll(() => host.card.locator('tbody tr').count()).toBeGreaterThan(0);
        await host.card.locator('tbody .opener').first().click();
        const look = host.card.getByRole('button', { name: 'Look up' });
        if ((await look.count()) > 0) await look.click();
        await host.card.getByRole('checkbox', { name: 'Select all shown' }).check();
        const save = host.card.getByRole('button', { name: /^Save \d/ });
        if ((await save.count()) > 0) {
          await save.click();
          await host.card.locator('.panel select').selectOption({ index: 1 });
          await host.card.locator('.panel .primary').click();
        }
        expect(await harm(host)).toEqual([]);
        expect(await overflow(host.card)).toBe(0);
        expect(await rowHeights()).toEqual([48]);
      }
    },
  );

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

  /** How many rows are drawn of so many people, and the most nodes that an action puts into the page. */
  const workWith = async (count: number) => {
    const leads = Array.from({ length: count }, (_, i) => ({
      ...{ firstName: `First${(i * 7919) % count}`, lastName: `Last${i}`, position: `Title ${i % 13}` },
      ...{ companyName: `Company ${i % 40}`, domain: `c${i % 40}.example`, status: 'found', paid: 1 },
      emails: [{ email: `p${i}@c${i % 40}.example`, status: i % 3 ? 'valid' : 'unknown' }],
    }));
    await show('find_people', { leads, revealPrice: 0 });
    await expect.poll(() => host.text()).toContain(`${count.toLocaleString('en')} shown`);
    return host.card.evaluate(async () => {
      let added = 0;
      const observer = new MutationObserver(records => {
        for (const { addedNodes } of records)
          for (const node of addedNodes)
            added += 1 + (node instanceof Element ? node.querySelectorAll('*').length : 0);
      });
      observer.observe(document.body, { childList: true, subtree: true });
      const press = (selector: string) => document.querySelector<HTMLElement>(selector)?.click();
      const search = document.querySelector('input[type=search]') as HTMLInputElement;
      const find = (words: string) => {
        search.value = words;
        search.dispatchEvent(new Event('input'));
      };
      const scroll = document.querySelector('.scroll') as HTMLElement;
      const keys = ['person', 'company', 'address', 'verdict', 'cost'];
      const actions = [
        ...keys.map(key => () => press(`th[data-key=${key}] button`)),
        () => find('last1'),
        () => find(''),
        () => press('button[data-verdict=valid]'),
        () => press('thead input'),
        () => {
          scroll.scrollTop = scroll.scrollHeight / 2;
        },
      ];
      // What a busy browser draws late is not to count for the next action.
      const isDone = async () => {
        for (let seen = -1; seen !== added; ) {
          seen = added;
          await new Promise(resolve => setTimeout(resolve, 200));
        }
      };
      let most = 0;
      for (const action of actions) {
        added = 0;
        action();
        await isDone();
        most = Math.max(most, added);
      }
      return { added: most, drawn: document.querySelectorAll('tbody tr').length };
    });
  };

  test('stays smooth with 1,000 people: no action costs the browser more than with 100', async () => {
    const [few, many] = [await workWith(100), await workWith(MANY)];
    expect(many.drawn).toBeLessThan(40);
    expect(many.added).toBeLessThanOrEqual(few.added * 1.1);
  });

  test('draws whoever is scrolled to, and keeps the keyboard in the table', async () => {
    const leads = Array.from({ length: MANY }, (_, i) => ({ firstName: `P${i}`, lastName: 'X' }));
    await show('find_people', { leads, revealPrice: 0 });
    await expect.poll(() => host.text()).toContain('1,000 shown');
    await host.card.locator('.scroll').evaluate(scroll => {
      scroll.scrollTop = scroll.scrollHeight;
    });
    await expect.poll(() => host.card.locator('tbody .opener').last().innerText()).toBe('P999 X');
    await host.card.locator('tbody input').last().focus();
    for (let i = 0; i < 30; i++) await host.page.keyboard.press('ArrowUp');
    const focused = () => host.card.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await expect.poll(focused).toBe('Select P969 X');
  });
});
