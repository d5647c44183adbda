import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { violations } from './checks.ts';
import { CardHost, cannotRun, launch } from './kit.ts';
import { leadsCard } from './leads-kit.ts';

/** Six people who are on no list, and ten who are. */
const SEARCH = { companies: ['Tarnhelm', 'Globex'], positions: ['manager', 'sales'] };
const EMAILS = ['petra.winslow@globex.example', 'nobody@acme.example', 'mara.lindqvist@acme.example'];

describe.skipIf(cannotRun)('what can be done in the card of leads', () => {
  let browser: Browser;
  let host: CardHost;

  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  beforeEach(async () => {
    host = await CardHost.start(browser);
  }, 60_000);
  afterEach(() => host?.[Symbol.asyncDispose]());
  afterAll(() => browser?.close());

  const { boxes, press, notice, charged, told, calls } = leadsCard(() => host);
  const select = async (...places: number[]) => {
    for (const place of places) await boxes().nth(place).check();
  };

  test('finds the addresses of those who are selected, for what the button says', async () => {
    await host.call('find_people', SEARCH);
    await select(0, 2);
    await press('Find addresses (at most 2 credits)');
    await expect.poll(notice).toMatch(/\d credits? spent/);
    const [{ arguments: args = {} } = {}] = calls('find_people');
    expect(args).toMatchObject({ ...SEARCH, reveal: true, maxCredits: 2 });
    expect(args.only).toHaveLength(2);
    expect(charged()).toBeLessThanOrEqual(2);
    const rows = await host.card.locator('tbody tr').allInnerTexts();
    expect(rows.filter(row => /@tarnhelm|Not found/.test(row))).toHaveLength(2);
    await expect.poll(told).toContain('find_people called for 2 people');
  });

  test('makes one call, however often a button is pressed, and says how it goes', async () => {
    await host.call('find_people', SEARCH);
    let answer = (_: object) => {};
    host.answer = () => new Promise(resolve => (answer = resolve));
    await select(0, 1);
    await host.card.getByRole('button', { name: /^Find addresses/ }).dblclick();
    await expect.poll(notice).toContain('Find addresses: 2 people');
    await expect.poll(() => host.called.length).toBe(1);
    await host.progress({ progressToken: Number(host.called[0]?._meta?.progressToken), progress: 1 });
    await expect.poll(notice).toContain('1 of 2');
    expect(await host.card.locator('tbody .chip.working').count()).toBe(2);
    expect(host.called).toHaveLength(1);
    answer({ isError: true, content: [{ type: 'text', text: 'A credit limit stops this call.' }] });
    await expect.poll(notice).toBe('A credit limit stops this call.');
    expect(await host.card.locator('tbody .chip.working').count()).toBe(0);
    expect(await boxes().nth(0).isChecked()).toBe(true);
  });

  test('saves to a list, leaves out who takes no mail, and tells the model', async () => {
    await host.call('verify_emails', { emails: EMAILS });
    await host.card.getByRole('checkbox', { name: 'Select all shown' }).check();
    await press('Save 2 to a list …');
    expect(await host.card.locator('.panel').innerText()).toContain('1 person without an address');
    await expect.poll(() => host.card.locator('.panel option').count()).toBeGreaterThan(2);
    await host.card.locator('.panel select').selectOption({ label: 'Conference (4)' });
    await host.card.locator('.panel .primary').dblclick();
    await expect.poll(notice).toContain('2 saved to “Conference”');
    expect(calls('save_prospects')).toHaveLength(1);
    const { prospects = [] } = (calls('save_prospects')[0]?.arguments ?? {}) as { prospects?: object[] };
    expect(prospects).toEqual([EMAILS[0], EMAILS[2]].map(email => ({ email })));
    await expect.poll(told).toContain('saved 2 people');
    // Who was saved is not selected any longer.
    expect(await host.card.locator('footer p').innerText()).toContain('1 selected');
  });

  test('creates a list once, also where saving to it takes a second try', async () => {
    await host.call('verify_emails', { emails: [EMAILS[0]] });
    await select(0);
    const saveToNew = async () => {
      await press(/^Save 1/);
      await host.card.locator('.panel select').selectOption('new');
      await host.card.getByLabel('Name of the new list').fill('Fair 2027');
      await host.card.getByLabel('Name of the new list').press('Enter');
    };
    host.answer = ({ name }) =>
      name === 'save_prospects' ? Promise.reject(new Error('not now')) : undefined;
    await saveToNew();
    await expect.poll(notice).toContain('The host passed no answer on (not now)');
    host.answer = undefined;
    await saveToNew();
    await expect.poll(notice).toContain('1 saved to “Fair 2027”');
    expect(calls('create_prospect_list')).toHaveLength(1);
  });

  test('makes no second list of a name', async () => {
    await host.call('verify_emails', { emails: [EMAILS[0]] });
    await select(0);
    await press(/^Save 1/);
    await host.card.locator('.panel select').selectOption('new');
    await host.card.getByLabel('Name of the new list').fill(' conference');
    expect(await violations(host.card)).toEqual([]);
    await host.card.getByLabel('Name of the new list').press('Enter');
    await expect.poll(notice).toContain('1 saved to “Conference”');
    expect(calls('create_prospect_list')).toHaveLength(0);
  });

  test('selects ranges with shift, by the mouse and by the keyboard', async () => {
    await host.call('find_people', SEARCH);
    await select(1);
    await boxes()
      .nth(4)
      .click({ modifiers: ['Shift'] });
    const count = () => host.card.locator('footer p').innerText();
    await expect.poll(count).toContain('4 selected');
    await boxes().nth(4).focus();
    await host.page.keyboard.press('Shift+ArrowDown');
    await expect.poll(count).toContain('5 selected');
    await host.page.keyboard.press('Space');
    await expect.poll(count).toContain('4 selected');
  });

  test('asks again for what is paid for already, and lets that cost nothing', async () => {
    const people = [{ firstName: 'Petra', lastName: 'Winslow', domain: 'globex.example' }];
    await host.show('find_emails', { people });
    const results = people.map(person => ({ ...person, status: 'pending', emails: [] }));
    await host.result({ content: [], structuredContent: { results, pending: 1, credits: { spent: 0 } } });
    await press('Look again, free');
    await expect.poll(() => calls('find_emails')[0]?.arguments).toEqual({ people, maxCredits: 0 });
    await expect.poll(notice).toContain('0 credits spent');
  });

  test('copies as CSV that no spreadsheet runs; where the host refuses, it stands there to be copied', async () => {
    await host.show('find_people');
    const leads = [{ firstName: '=1+1', lastName: '"quoted", name', position: '@cmd' }];
    await host.result({ content: [], structuredContent: { leads, revealPrice: 1 } });
    await press('Copy as CSV');
    const area = host.card.getByRole('textbox', { name: 'CSV' });
    const [heading = '', line] = (await area.inputValue()).split(/\r?\n/);
    expect(heading).toContain('Person,Position,Company');
    expect(line).toMatch(/^"'=1\+1 ""quoted"", name",'@cmd,/);
    expect(await violations(host.card)).toEqual([]);
    const isMarked = await area.evaluate(
      element => element instanceof HTMLTextAreaElement && element.selectionEnd === element.value.length,
    );
    expect(isMarked).toBe(true);
    await host.page.keyboard.press('Escape');
    await expect.poll(() => area.count()).toBe(0);
  });

  test('copies where the host lets it', async () => {
    await host.page.context().grantPermissions(['clipboard-write', 'clipboard-read']);
    await host.show('find_people', {}, { allow: 'clipboard-write' });
    const leads = [{ firstName: 'Mara', lastName: 'Li***', companyName: 'Acme' }];
    await host.result({ content: [], structuredContent: { leads, revealPrice: 1 } });
    await host.page.locator('iframe').focus();
    await press('Copy as CSV');
    await expect.poll(notice).toBe('1 person copied.');
    expect(await host.page.evaluate(() => navigator.clipboard.readText())).toContain('Mara Li***,,Acme');
  });

  test('says that the host refused, and spends nothing', async () => {
    host.answer = () => Promise.reject(new Error('denied by the user'));
    await host.call('find_people', SEARCH);
    await select(0);
    await press(/^Find addresses/);
    await expect.poll(notice).toContain('denied by the user');
    expect(charged()).toBe(0);
  });
});
