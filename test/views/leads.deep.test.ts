import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { overflow, violations } from './checks.ts';
import { CardHost, cannotRun, launch } from './kit.ts';
import { expectPicture } from './pictures.ts';

/** Six people who are on no list, and ten who are. */
const SEARCH = { companies: ['Tarnhelm', 'Globex'], positions: ['manager', 'sales'] };
/** People of eight companies, and some on lists. */
const SELLERS = { positions: ['sales'] };
const SIZES = (['light', 'dark'] as const).flatMap(theme =>
  [320, 640, 1200].map(width => [theme, width] as const),
);

describe.skipIf(cannotRun)('the card of leads', () => {
  let browser: Browser;
  let host: CardHost;
  /** What the paid call of the pictures was answered with: the same again would be free. */
  let paid: Promise<object> | undefined;

  beforeAll(async () => {
    browser = await launch();
    host = await CardHost.start(browser);
  }, 60_000);

  beforeEach(() => {
    host.answer = undefined;
  });

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
    await browser?.close();
  });

  const names = () => host.card.locator('tbody .opener').allInnerTexts();
  const shown = () => host.card.locator('footer p').innerText();

  test.each(SIZES)('can be read by everybody, and fits: %s, %i pixels', async (theme, width) => {
    host.answer = ({ name, arguments: args = {} }) => {
      paid ??= host.harness.client.callTool({ name, arguments: args });
      return paid;
    };
    await host.call('find_people', SELLERS, { theme, width });
    await expect.poll(shown).toContain('shown');
    const boxes = host.card.locator('tbody input');
    for (const row of [0, 1, 6, 7]) await boxes.nth(row).check();
    await host.card.getByRole('button', { name: 'Find addresses (at most 4 credits)' }).click();
    await expect.poll(() => host.text()).toContain('3 credits spent');
    await boxes.nth(6).uncheck();
    for (const row of [2, 3]) await boxes.nth(row).check();
    await host.card.locator('tbody .opener').first().click();
    expect(await violations(host.card)).toEqual([]);
    expect(await overflow(host.card)).toBe(0);
    await host.card.locator('tbody .opener').first().click();
    await host.page.mouse.move(0, 0);
    await host.card.evaluate(() => (document.activeElement as HTMLElement).blur());
    await expectPicture(host, `leads-${theme}-${width}`);
  });

  test('is sorted by the headings, and says so', async () => {
    await host.call('find_people', SEARCH);
    await expect.poll(shown).toContain('16 shown');
    const before = await names();
    const person = host.card.getByRole('columnheader', { name: 'Person' });
    await person.getByRole('button').click();
    await expect.poll(() => person.getAttribute('aria-sort')).toBe('ascending');
    const [first = ''] = await names();
    expect(first).toBe([...before].sort((a, b) => a.localeCompare(b))[0]);
    await person.getByRole('button').click();
    await expect.poll(() => person.getAttribute('aria-sort')).toBe('descending');
    expect((await names())[0]).not.toBe(first);
    await person.getByRole('button').click();
    await expect.poll(() => person.getAttribute('aria-sort')).toBe(null);
    expect(await names()).toEqual(before);
  });

  test('is narrowed by words, company, and whether somebody is known', async () => {
    await host.call('find_people', SEARCH);
    await host.card.getByRole('button', { name: 'New 6' }).click();
    await expect.poll(shown).toContain('6 of 16 shown');
    await host.card.getByRole('searchbox').fill('office tarn');
    await expect.poll(shown).toContain('1 of 16 shown');
    await host.card.getByRole('searchbox').fill('no such word');
    await expect.poll(shown).toContain('Nobody passes');
    await host.card.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(shown).toContain('16 shown');
    await host.card.getByRole('combobox').selectOption('Globex');
    await expect.poll(shown).toContain('10 of 16 shown');
  });

  test('is narrowed by verdict, which stands there as a word', async () => {
    await host.call('verify_emails', { emails: ['mara.lindqvist@acme.example', 'nobody@acme.example'] });
    await host.card.getByRole('button', { name: 'Not valid 1' }).click();
    await expect.poll(names).toEqual(['nobody@acme.example']);
    expect(await host.card.locator('tbody .chip').innerText()).toBe('Not valid');
  });

  test('says what each has cost, and all together', async () => {
    const people = [
      { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' },
      { firstName: 'Nobody', lastName: 'Here', domain: 'acme.example' },
      { firstName: 'Petra', lastName: 'Winslow', domain: 'globex.example' },
      { firstName: 'Oda', lastName: 'Lindqvist', domain: 'globex.example' },
    ];
    await host.call('find_emails', { people, maxCredits: 2 }, { width: 900 });
    await expect.poll(() => host.text()).toContain('2 credits spent');
    const cell = (name: string) => host.card.getByRole('row', { name }).locator('.cost').innerText();
    const costs = await Promise.all(['Mara', 'Nobody', 'Petra', 'Oda'].map(cell));
    expect(costs).toEqual(['1', '0', '1', '']);
    expect(await host.text()).toMatch(/Oda Lindqvist[\s\S]*Not run/);
  });

  test('has a row for everybody whom prepare_leads judges, with the reason in words', async () => {
    const emails = ['petra.winslow@globex.example', 'info@acme.example', 'not an address'];
    await host.call('prepare_leads', { emails });
    await expect.poll(shown).toContain('3 shown');
    const text = await host.text();
    expect(text).toMatch(/petra\.winslow@globex\.example\s+Ready/);
    expect(text).toMatch(/info@acme\.example\s+Leave out\s+the address of a function/);
  });

  test('tells what was asked while the call runs, also before all of it is written', async () => {
    await host.open('find_emails');
    await host.partialInput({ people: [{ firstName: 'Mara', lastName: 'Li' }] });
    await expect.poll(names).toEqual(['Mara Li']);
    const people = ['Mara', 'Oda'].map(firstName => ({ firstName, lastName: 'L', domain: 'acme.example' }));
    await host.show('find_emails', { people });
    await expect.poll(() => host.text()).toContain('Working on 2 people');
    await host.cancel();
    await expect.poll(() => host.text()).toContain('was cancelled');
    await host.show('find_people', SEARCH);
    await expect.poll(() => host.text()).toMatch(/manager · sales · Tarnhelm · Globex[\s\S]*Searching/);
  });

  test('goes on where a list has more, without paying', async () => {
    await host.call('get_prospects_in_list', { listId: 'Berlin SaaS', limit: 10 });
    await expect.poll(shown).toContain('10 shown');
    await host.card.getByRole('button', { name: 'Show more' }).click();
    await expect.poll(shown).toContain('20 shown');
    expect(host.called.at(-1)).toMatchObject({
      name: 'get_prospects_in_list',
      arguments: { listId: 'Berlin SaaS', limit: 10, next: expect.any(String) },
    });
  });

  test('opens details, and pages by the host alone', async () => {
    await host.call('find_people', { ...SEARCH, reveal: true, maxCredits: 4 });
    await host.card.locator('tbody .opener').first().click();
    await host.card.getByRole('button', { name: 'Open profile' }).click();
    await expect.poll(() => host.opened.at(-1)).toMatchObject({ url: expect.stringMatching(/^https:/) });
    expect(await host.card.locator('a').count()).toBe(0);
  });

  test('looks somebody up on the lists when asked, free', async () => {
    await host.call('get_prospects_in_list', { listId: 'Berlin SaaS', limit: 3 });
    await host.card.locator('tbody .opener').first().click();
    await host.card.getByRole('button', { name: 'Look up on your lists' }).click();
    await expect.poll(() => host.card.locator('.details').innerText()).toMatch(/Lists\s+Berlin SaaS/);
    expect(host.called.at(-1)?.name).toBe('get_prospects_by_email');
  });

  test('speaks German, and writes numbers so', async () => {
    await host.show('find_people', {}, { locale: 'de-DE' });
    const leads = Array.from({ length: 1200 }, (_, i) => ({ firstName: `P${i}` }));
    await host.result({ content: [], structuredContent: { leads, revealPrice: 1200, credits: {} } });
    await expect.poll(shown).toContain('1.200 zu sehen');
    expect(await host.text()).toContain('Adressen: höchstens 1.200 Credits');
    await host.contextChanged({ locale: 'en-GB' });
    await expect.poll(shown).toContain('1,200 shown');
  });
});
