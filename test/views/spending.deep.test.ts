import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOSTILE, harm, overflow, violations } from './checks.ts';
import { CardHost, cannotRun, launch } from './kit.ts';
import { expectPicture } from './pictures.ts';

describe.skipIf(cannotRun)('the card of the credits', () => {
  let browser: Browser;
  let host: CardHost;

  beforeAll(async () => {
    browser = await launch();
    host = await CardHost.start(browser, { env: { SNOVIO_MAX_CREDITS_PER_DAY: '50' } });
    const emails = ['mara.lindqvist@acme.example', 'nobody@acme.example'];
    await host.harness.call('verify_emails', { emails });
  }, 60_000);

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
    await browser?.close();
  });

  test('tells what is left at Snov.io, what the limits leave, and where the credits went', async () => {
    await host.call('get_balance');
    await expect.poll(() => host.text()).toContain('998 left at Snov.io');
    const text = await host.text();
    expect(text).toMatch(/Today \(24 hours\)\s+2 of 50 used, 48 left/);
    expect(text).toMatch(/verify_emails\s+2/);
    const bars = host.card.locator('rect.bar');
    await expect.poll(() => bars.count()).toBe(1);
    expect(await bars.first().textContent()).toMatch(/: 2$/);
    const days = host.card.getByRole('table', { name: 'Spent by day, last 30 days' });
    expect(await days.getByRole('row').nth(1).textContent()).toMatch(/ 20\d\d2$/);
  });

  test('loads nothing from anywhere, and asks the server for nothing but where the credits went', async () => {
    await host.call('get_balance');
    await expect.poll(() => host.text()).toContain('Spent by day');
    expect(host.requests.filter(url => !url.startsWith('about:'))).toEqual([]);
    expect(host.called).toEqual([]);
  });

  test.each(
    (['light', 'dark'] as const).flatMap(theme => [320, 640, 1200].map(width => [theme, width] as const)),
  )('can be read by everybody, and fits: %s, %i pixels', async (theme, width) => {
    await host.call('get_balance', {}, { theme, width });
    await expect.poll(() => host.text()).toContain('Spent by day');
    expect(await violations(host.card)).toEqual([]);
    expect(await overflow(host.card)).toBe(0);
    await expectPicture(host, `spending-${theme}-${width}`);
  });

  test('speaks the language of the host, and writes numbers as it does', async () => {
    await host.show('get_balance', {}, { locale: 'de-DE' });
    await host.result({
      content: [],
      structuredContent: {
        balance: 12_345.5,
        daysToReset: 1,
        spending: { left: { day: 3 }, last24Hours: 7 },
      },
    });
    await expect.poll(() => host.text()).toContain('12.345,5 übrig bei Snov.io · morgen erneuert');
    expect(await host.text()).toContain('7 von 10 verbraucht, 3 übrig');
    expect(await host.card.locator('html').getAttribute('lang')).toBe('de');
  });

  test('follows the colours and the theme of the host, also when they change', async () => {
    const context = { styles: { variables: { '--color-background-primary': 'rgb(1, 2, 3)' } } };
    await host.show('get_balance', {}, { theme: 'dark', context });
    const background = () => host.card.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await background()).toBe('rgb(1, 2, 3)');
    await host.contextChanged({ styles: { variables: { '--color-background-primary': 'rgb(4, 5, 6)' } } });
    await expect.poll(background).toBe('rgb(4, 5, 6)');
  });

  test('reads once where the credits went, however often the host changes its looks', async () => {
    await host.show('get_balance');
    host.read.length = 0;
    await host.result(await host.harness.client.callTool({ name: 'get_balance', arguments: {} }));
    await expect.poll(() => host.text()).toContain('Spent by day');
    for (const locale of ['de-AT', 'de_AT', 'fr-FR', '!', 'en-GB']) await host.contextChanged({ locale });
    await expect.poll(() => host.text()).toContain('Spent by day');
    expect(host.read).toEqual(['snovio://spending']);
  });

  test.each([
    [{ since: { charged: 3, told: 3 } }, 'Snov.io charged what answers told.'],
    [{ since: { charged: 5, told: 3 }, untold: 1 }, /charged 5; answers told 3. 1 for answers .* Of 1 this/],
    [{ since: { charged: -20, told: 1 }, open: 2 }, /rose by 20.* Up to 2 for what is pending/],
    [{ daysToReset: 0, daysToExpiry: -3 }, 'renewed today · plan ends today'],
  ])('explains %j', async (facts, words) => {
    await host.show('get_balance');
    await host.result({ content: [], structuredContent: { balance: 5, ...facts } });
    await expect.poll(() => host.text()).toMatch(words);
  });

  test('says why there is no balance, and that a call was cancelled', async () => {
    await host.show('get_balance');
    expect(await host.text()).toContain('Reading the balance');
    await host.result({ isError: true, content: [{ type: 'text', text: 'Snov.io refused the token.' }] });
    await expect.poll(() => host.text()).toContain('Snov.io refused the token.');
    await host.show('get_balance');
    await host.cancel();
    await expect.poll(() => host.text()).toContain('was cancelled');
  });

  test.each(HOSTILE)('takes hostile text for text: %j', async text => {
    await host.show('get_balance');
    const spending = { byTool: [{ tool: text, last30Days: 3 }], left: { day: text }, process: text };
    await host.result({
      content: [],
      structuredContent: { balance: 5, since: { charged: text, told: text }, spending, daysToReset: text },
    });
    await expect.poll(() => host.text()).toContain('5 left');
    await host.result({ isError: true, content: [{ type: 'text', text }] });
    await expect.poll(() => host.card.locator('[role=status]').count()).toBe(1);
    expect(await harm(host)).toEqual([]);
    expect(await overflow(host.card)).toBe(0);
  });
});
