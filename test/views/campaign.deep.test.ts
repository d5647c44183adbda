import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { overflow, violations } from './checks.ts';
import { CardHost, cannotRun, launch } from './kit.ts';
import { expectPicture } from './pictures.ts';

const CAMPAIGN = 'Quiet engines, autumn';
const days = { campaignId: CAMPAIGN, dateFrom: '2026-08-27', dateTo: '2026-09-26' };
const FIRST_PAGE = { campaignId: '237959', detail: 'full', limit: 10 };

describe.skipIf(cannotRun)('the card of a campaign', () => {
  let browser: Browser;
  let host: CardHost;

  beforeAll(async () => {
    browser = await launch();
    host = await CardHost.start(browser, { sandbox: { sequence: true } });
  }, 60_000);

  beforeEach(() => {
    host.called.length = 0;
    host.answer = undefined;
  });

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
    await browser?.close();
  });

  const button = (name: string) => host.card.getByRole('button', { name, exact: true });
  const rows = (name: string) => host.card.getByRole('table', { name }).getByRole('row').allInnerTexts();
  const people = () => host.card.locator('summary h3').allInnerTexts();
  /** The card has read all that it reads by itself. */
  const isFilled = () => expect.poll(() => host.text()).toMatch(/(?:By mail|Per E-Mail), in UTC/);
  const names = () => host.called.map(({ name }) => name);

  test('tells what became of the mails, and what the shares are of', async () => {
    await host.call('get_campaign_report', days);
    await isFilled();
    const text = await host.text();
    expect(text).toMatch(/^Quiet engines, autumn\s+Running\s+List Everyone · started 27 Aug 2026/);
    expect(text).toMatch(
      /80% through · 41 people still under way\s+17\.3% replied · 32 of 185 people reached/,
    );
    const cells = (await rows('What became of the mails')).map(row => row.split(/\s*\t\s*|\n/).join(' '));
    expect(cells.map(row => row.replace(/\s+/g, ' ').trim()).slice(1)).toEqual([
      'People mailed 202 482 mails',
      'Reached 185 100%',
      'Opened 150 81.1% 228 times',
      'Clicked 40 21.6% 45 times',
      'Replied 32 17.3% 32 times',
      'Unsubscribed 1 0.5%',
      'Mails bounced 17 3.5%',
    ]);
    expect(text).toContain('Shares are of the 185 people reached');
    expect(text).toContain('Bounced is of the 482 mails sent.');
  });

  test('compares the steps, and says which brought most replies', async () => {
    await host.call('get_campaign_report', days);
    const steps = (await rows('Steps compared')).map(row => row.replace(/\s+/g, ' ').trim());
    expect(steps).toEqual([
      'Sent Opened Clicked Replied Bounced',
      'A quieter engine for your rockets',
      '202 105 52% 19 9.4% 15 7.4% 17 8.4%',
      'Three numbers from the test stand most replies',
      '168 85 50.6% 15 8.9% 14 8.3% 0 0%',
      'Shall I close your file?',
      '112 38 33.9% 11 9.8% 3 2.7% 0 0%',
    ]);
  });

  test('shows the replies by day, to screen readers as a table', async () => {
    await host.call('get_campaign_report', days);
    await isFilled();
    const [head, ...table] = await rows('Replies by day');
    expect(head?.split('\t')).toEqual(['Day', 'Replies']);
    const replies = table.map(row => Number(row.split('\t')[1]));
    expect(replies.reduce((sum, one) => sum + one, 0)).toBe(32);
    expect(await host.card.locator('.days rect.bar').count()).toBe(replies.length);
  });

  test('reads the replies and our mails once, one after the other, and loads nothing else', async () => {
    let running = 0;
    host.answer = call => {
      expect(++running).toBe(1);
      return host.harness.client
        .callTool({ name: call.name, arguments: call.arguments ?? {} })
        .finally(() => running--);
    };
    await host.call('get_campaign_report', days);
    await isFilled();
    for (const locale of ['de-DE', 'en-GB']) await host.contextChanged({ locale, theme: 'dark' });
    await isFilled();
    expect(host.called.map(call => call.name)).toEqual(['get_all_campaign_replies', 'get_campaign_replies']);
    expect(host.called[0]?.arguments).toEqual(FIRST_PAGE);
    expect(host.requests.filter(url => !url.startsWith('about:'))).toEqual([]);
  });

  test('shows a reply below our mail, and unfolds what it quotes', async () => {
    await host.call('get_campaign_report', days);
    await isFilled();
    expect(await people()).toHaveLength(10);
    const first = host.card.locator('details.person').first();
    expect(await first.locator('.ours').innerText()).toBe('Your mail: A quieter engine for your rockets');
    await first.locator('.ours summary').click();
    expect(await first.locator('.ours').innerText()).toContain('Hello Tomas, a word about');
    const quoting = host.card.locator('details.person', { hasText: 'Quoted mail' }).first();
    if (!(await quoting.evaluate(item => (item as HTMLDetailsElement).open)))
      await quoting.locator('> summary').click();
    const said = quoting.locator('.theirs > .words');
    expect(await said.innerText()).not.toContain('half the noise');
    await quoting.getByText('Quoted mail').click();
    expect(await quoting.locator('.quoted').innerText()).toContain('half the noise');
  });

  test('reads on page by page, and the keyboard goes on with the first new one', async () => {
    await host.call('get_campaign_report', days);
    await isFilled();
    const seen = new Set<string>();
    for (let page = 2; await button('More replies').isVisible(); page++) {
      await button('More replies').focus();
      await host.page.keyboard.press('Enter');
      await expect.poll(async () => (await people()).length).toBeGreaterThan((page - 1) * 10);
      const focused = await host.card.evaluate(
        () => document.activeElement?.querySelector('h3')?.textContent,
      );
      expect(focused).toBe((await people())[(page - 1) * 10]);
      seen.add(String(host.called.at(-1)?.arguments?.next));
    }
    const everybody = await people();
    expect(new Set(everybody.map(String)).size).toBeGreaterThan(30);
    expect(seen.size).toBe(Math.ceil(everybody.length / 10) - 1);
    expect(await host.text()).toContain('LinkedIn');
  });

  test.each(
    (['light', 'dark'] as const).flatMap(theme => [320, 640, 1200].map(width => [theme, width] as const)),
  )('can be read by everybody, and fits: %s, %i pixels', async (theme, width) => {
    await host.call('get_campaign_report', days, { theme, width });
    await isFilled();
    expect(await violations(host.card)).toEqual([]);
    expect(await overflow(host.card)).toBe(0);
    await expectPicture(host, `campaign-${theme}-${width}`);
  });

  test('speaks German, also on a small screen', async () => {
    await host.call('get_campaign_report', days, { locale: 'de-AT', width: 320 });
    await isFilled();
    const text = await host.text();
    expect(text).toMatch(/17,3\s%\s+haben geantwortet · 32 von 185 erreichten Personen/);
    expect(text).toContain('41 Personen noch unterwegs');
    expect(text).toContain('Weitere Antworten');
    expect(text).not.toMatch(/\b(?:Replies|people|of the|Sent|Opened)\b/);
    expect(await violations(host.card)).toEqual([]);
    expect(await overflow(host.card)).toBe(0);
  });

  test('says what it is reading, and tries again where the host refuses', async () => {
    let release = (_: object) => {};
    host.answer = () => new Promise(resolve => (release = resolve));
    await host.call('get_campaign_report', days);
    await expect.poll(() => host.text()).toContain('Reading the replies …');
    expect(await host.text()).toContain('17.3%');
    release({ isError: true, content: [{ type: 'text', text: 'Too many requests.' }] });
    await expect.poll(() => host.text()).toContain('The replies could not be read. Too many requests.');
    expect(await violations(host.card)).toEqual([]);
    host.answer = () => Promise.reject(new Error('The user said no.'));
    await button('Try again').click();
    await expect.poll(() => host.text()).toContain('The user said no.');
    host.answer = undefined;
    await button('Try again').press('Enter');
    await isFilled();
    expect(await people()).toHaveLength(10);
    expect(names().filter(name => name === 'get_campaign_replies')).toHaveLength(1);
  });

  test('says so where it may read nothing', async () => {
    await host.call('get_campaign_report', days, { capabilities: {} });
    await expect.poll(() => host.text()).toContain('This host does not let the card read more.');
    expect(host.called).toEqual([]);
  });

  test('asks for nothing where nothing was mailed yet', async () => {
    await host.call('get_campaign_report', { campaignId: 'Draft idea' });
    await expect.poll(() => host.text()).toContain('No mail has gone out yet.');
    expect(await host.text()).toContain('Draft');
    expect(await host.text()).not.toContain('What they wrote');
    expect(host.called).toEqual([]);
    expect(await violations(host.card)).toEqual([]);
  });

  test('compares the steps of the first or the last days of a long campaign on request', async () => {
    await host.call('get_campaign_report', { campaignId: CAMPAIGN });
    await expect.poll(() => host.text()).toContain('Snov.io tells the steps of 31 days at most.');
    await expect.poll(() => names().length).toBe(2);
    await button('First 31 days').click();
    await expect.poll(() => host.text()).toContain('Steps compared, 27 Aug – 27 Sept 2026');
    expect(host.called.at(-1)).toMatchObject({
      name: 'get_campaign_report',
      arguments: { campaignId: '237959', dateFrom: '2026-08-27', dateTo: '2026-09-27' },
    });
    expect((await rows('Steps compared, 27 Aug – 27 Sept 2026')).length).toBe(7);
    await button('Last 31 days').click();
    await expect.poll(() => host.text()).toContain('No mail of these days.');
  });

  describe('beside replies', () => {
    test('reads whole texts where they were told in brief, and the numbers on request', async () => {
      await host.call('get_all_campaign_replies', { campaignId: CAMPAIGN });
      await isFilled();
      expect(await host.text()).toMatch(/^Replies to a campaign/);
      expect(names()).toEqual(['get_all_campaign_replies', 'get_campaign_replies']);
      expect(await violations(host.card)).toEqual([]);
      await button('Show the numbers').press('Enter');
      await expect.poll(() => host.text()).toContain('32 of 185 people reached');
      expect(await host.card.evaluate(() => document.activeElement?.textContent)).toBe(CAMPAIGN);
      expect(await people()).toHaveLength(10);
    });

    test('takes what was told in full, and goes on from there', async () => {
      await host.call('get_all_campaign_replies', { campaignId: CAMPAIGN, detail: 'full', limit: 3 });
      await isFilled();
      expect(names()).toEqual(['get_campaign_replies']);
      expect(await people()).toHaveLength(3);
      await button('More replies').click();
      await expect.poll(async () => (await people()).length).toBe(13);
      expect(new Set(await people()).size).toBe(13);
    });
  });
});
