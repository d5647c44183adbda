import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HOSTILE, harm, overflow, violations } from './checks.ts';
import { CardHost, cannotRun, launch } from './kit.ts';

const TEXTS = [
  ...HOSTILE,
  'zero\u200B\u200Dwidth\uFEFF'.repeat(300),
  `e${'\u0301'.repeat(500)}`,
  'a b '.repeat(2500),
];

const report = (facts: object) => ({
  content: [],
  structuredContent: { campaignId: '1', name: 'Odd', counts: {}, ...facts },
});

describe.skipIf(cannotRun)('the card of a campaign, whatever it is told', () => {
  let browser: Browser;
  let host: CardHost;

  beforeAll(async () => {
    browser = await launch();
    host = await CardHost.start(browser, { sandbox: { replies: 250 } });
  }, 60_000);

  beforeEach(() => {
    host.called.length = 0;
    host.answer = undefined;
  });

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
    await browser?.close();
  });

  const nobody = () =>
    Promise.resolve({ content: [], structuredContent: { conversations: [], replies: [] } });

  async function shown(facts: object, width = 640): Promise<string> {
    await host.show('get_campaign_report', {}, { width });
    await host.result(report(facts));
    await expect.poll(() => host.text()).toContain('Nobody has replied yet.');
    return (await host.text()).replace(/\s+/g, ' ');
  }

  test.each([
    [
      'more opens than people',
      { opened: { people: 30 }, contactedByEmail: { people: 20 } },
      'Opened 30 Clicked',
    ],
    ['negative', { opened: { people: -5 }, sent: { people: 3 } }, 'Opened – Clicked'],
    ['half', { opened: { people: 2.5 }, sent: { people: 3 } }, 'Opened – Clicked'],
    ['text', { opened: { people: '7' }, sent: { people: 3 } }, 'Opened – Clicked'],
    ['beyond counting', { opened: { people: 1e300 }, sent: { people: 3 } }, 'Opened – Clicked'],
    [
      'huge',
      { opened: { people: 9_007_199_254_740_991 }, sent: { people: 3 } },
      /Opened 9007\.2(?:T|tn) Clicked/,
    ],
    [
      'no objects',
      { opened: 7, sent: { people: 3 }, clicked: null, replied: [] },
      'Opened – Clicked – Replied –',
    ],
  ])('counts that are %s', async (_, counts, words) => {
    host.answer = nobody;
    expect(await shown({ counts }, 320)).toMatch(words);
    expect(await host.text()).not.toContain('NaN');
    expect(await overflow(host.card)).toBe(0);
    expect(await violations(host.card)).toEqual([]);
  });

  test.each([Number.NaN, -1, 101, '50', 1e300, null])('a rate of %s is none', async rate => {
    host.answer = nobody;
    const counts = { replied: { people: 5 }, contactedByEmail: { people: 20 } };
    const text = await shown({ counts, ratesPercent: { replied: rate }, progressPercent: rate });
    expect(text).toContain('Replied 5 Unsubscribed');
    expect(text).not.toContain('through');
  });

  test('steps with more opens than mails have no share, and none has the most replies', async () => {
    host.answer = nobody;
    const step = { subject: 'One', sent: 10, opened: 25, clicked: 0, replied: 2, bounced: -1 };
    const text = await shown({
      counts: { sent: { people: 10 } },
      bySubject: [step, { ...step, subject: '' }, 7],
    });
    expect(text).toContain('One 10 25 0 0% 2 20% – No subject 10 25');
    expect(text).not.toContain('most replies');
  });

  test('names what could not be read, and why', async () => {
    host.answer = nobody;
    const missing = [{ part: 'statistics', reason: 'upstream_unavailable' }, { part: 'constructor' }, 5];
    const text = await shown({ missing });
    expect(text).toContain('Could not be read statistics: upstream_unavailable constructor:');
    expect(text).toContain('There are no numbers of this campaign.');
  });

  test('a status that it does not know is shown as it is, also one that objects have', async () => {
    host.answer = nobody;
    expect(await shown({ status: 'constructor' })).toContain('Odd constructor');
  });

  test('says why there is no report, and that a call was cancelled', async () => {
    await host.show('get_campaign_report');
    expect(await host.text()).toContain('Reading the campaign …');
    await host.result({ isError: true, content: [{ type: 'text', text: 'There is no such campaign.' }] });
    await expect.poll(() => host.text()).toContain('There is no such campaign.');
    await host.result({ content: [], structuredContent: { counts: {} } });
    await expect.poll(() => host.text()).toContain('The campaign could not be read.');
    await host.show('get_campaign_report');
    await host.cancel();
    await expect.poll(() => host.text()).toContain('The call was cancelled.');
    expect(await violations(host.card)).toEqual([]);
  });

  test('of many replies it reads the times of a thousand at once', async () => {
    await host.call('get_campaign_report', { campaignId: 'Replied' });
    await expect.poll(() => host.text()).toContain('By mail, in UTC.');
    const replies = host.called.filter(({ name }) => name === 'get_campaign_replies');
    expect(replies.map(call => [call.arguments?.limit, call.arguments?.fields])).toEqual([
      [100, expect.arrayContaining(['yourMail.beginning'])],
      [1000, ['repliedAt']],
    ]);
    expect(await host.card.getByRole('table', { name: /Replies by/ }).innerText()).toContain('250');
  });

  test.each(TEXTS)('takes hostile text for text in the numbers: %j', async text => {
    host.answer = nobody;
    const facts = {
      ...{ name: text, status: text, listName: text, startedAt: text, dateFrom: text, dateTo: text },
      counts: { sent: { people: 4, events: text }, [text.slice(0, 99)]: { people: text } },
      bySubject: [{ subject: text, sent: 4, opened: text }],
      missing: [{ part: text, reason: text }],
    };
    await shown(facts, 320);
    expect(await harm(host)).toEqual([]);
    expect(await overflow(host.card)).toBe(0);
    await host.result({ isError: true, content: [{ type: 'text', text }] });
    await expect.poll(() => host.card.locator('main > [role=status]').count()).toBe(1);
    expect(await harm(host)).toEqual([]);
    expect(await overflow(host.card)).toBe(0);
  });

  test.each(TEXTS)('takes hostile text for text in the replies: %j', async text => {
    const reply = { receivedAt: text, untrustedText: `${text}\n\nOn Monday, somebody wrote:\n> ${text}` };
    const who = { name: text, email: text, linkedIn: text, prospectHash: text, receivedAt: text };
    const conversations = [
      { ...who, replyType: text, replies: [reply] },
      {
        ...who,
        replyType: 'email',
        earlier: 3,
        replies: [{ ...reply, untrustedText: `Subject: ${text}\n\n${text}` }],
      },
      { replies: 'none' },
    ];
    const yourMail = { subject: text, beginning: text };
    const replies = [{ email: text, prospectHash: text, repliedAt: text, yourMail }];
    host.answer = () =>
      Promise.resolve({ content: [], structuredContent: { conversations, replies, next: text } });
    await host.show('get_campaign_report', {}, { width: 320 });
    await host.result(report({ counts: { sent: { people: 4 } } }));
    await expect.poll(() => host.card.locator('summary h3').count()).toBe(3);
    await expect.poll(() => host.called.length).toBe(3);
    await host.card.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      for (const button of document.querySelectorAll<HTMLElement>('[aria-expanded]')) button.click();
    });
    expect(await harm(host)).toEqual([]);
    expect(await overflow(host.card)).toBe(0);
    const outside = await host.card.evaluate(() => {
      const far = [...document.querySelectorAll('main *')].filter(one => {
        const { left, right } = one.getBoundingClientRect();
        return !one.closest('.unseen') && (left < -1 || right > document.documentElement.clientWidth + 1);
      });
      return far.map(one => one.className);
    });
    expect(outside).toEqual([]);
  });
});
