import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addresses } from '../snovio/flows/kit.ts';
import { HOSTILE, harm, overflow, violations } from './checks.ts';
import { CardHost, type CardOptions, cannotRun, launch } from './kit.ts';
import { expectPicture } from './pictures.ts';

const HOOK = { eventObject: 'campaign_email', eventAction: 'sent', endpointUrl: 'https://evil.example/x?y' };
/** Pays for each address that is found. */
const SEARCH = { domain: 'acme.example', positions: ['Head of Sales', 'Account Executive'], limit: 60 };
/** A tool with this card that pays. */
const PAID = 'add_emails_to_verification';

describe.skipIf(cannotRun)('the card that asks', () => {
  let browser: Browser;
  let host: CardHost;
  let before = { requests: 0, charges: 0 };
  let used = 0;

  beforeAll(async () => {
    browser = await launch();
    host = await CardHost.start(browser, {
      env: {
        SNOVIO_MAX_CREDITS_PER_CALL: '5',
        SNOVIO_MAX_CREDITS_PER_DAY: '300',
        SNOVIO_MAX_CREDITS: '400',
      },
    });
  }, 60_000);

  beforeEach(() => {
    const { requests, charges } = host.harness.sandbox;
    before = { requests: requests.length, charges: charges.length };
    for (const list of [host.called, host.toldModel, host.messages, host.requests]) list.length = 0;
    host.answer = undefined;
  });

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
    await browser?.close();
  });

  /** Addresses that no test has asked about. */
  const emails = (count = 8) => {
    used += count;
    return { emails: addresses(count, used - count) };
  };
  const mail = () => {
    used += 1;
    return { listId: 'Berlin SaaS', email: `new.person.${used}@novum.example` };
  };
  const charged = () =>
    host.harness.sandbox.charges.slice(before.charges).reduce((sum, { credits }) => sum + credits, 0);
  const writes = () =>
    host.harness.sandbox.requests
      .slice(before.requests)
      .filter(({ method, path }) => method !== 'GET' && !/oauth/.test(path));
  const buttons = () => host.card.locator('.answers button');
  const agree = () => host.card.locator('button.agree');
  const again = () => host.card.locator('button.again');
  const text = () => host.text();
  const says = (words: string) => expect.poll(text, { timeout: 15_000 }).toContain(words);
  const told = () => JSON.stringify(host.toldModel);
  const refusal = (question: string) => ({
    isError: true,
    content: [{ type: 'text', text: 'English words of the server' }],
    _meta: { 'snovio/error': { code: 'credit_ceiling', question } },
  });
  /** Answers what the card sends in the server's place. */
  const answering = (answer: () => Promise<object>) => {
    host.answer = ({ name }) => (name === 'answer_card' ? answer() : undefined);
  };

  describe('before the click', () => {
    test('says the price, what it buys and what is left, before anything is spent', async () => {
      await host.call(PAID, emails());
      await says('Spend up to 8 credits?');
      expect(await text()).toMatch(/Action\s+Queue verifications \(legacy\)/);
      expect(await text()).toMatch(/For\s+8 addresses/);
      expect(await text()).toMatch(/Left today\s+300 credits, 292 after this/);
      expect(await text()).toMatch(/Left until the server restarts\s+400 credits, 392 after this/);
      expect(await buttons().allInnerTexts()).toEqual(['No, do nothing', 'Yes, spend up to 8 credits']);
      expect(writes()).toEqual([]);
    });

    test('takes no click that was meant for what stood there before', async () => {
      await host.call(PAID, emails());
      await agree().waitFor();
      expect(await agree().isDisabled()).toBe(true);
      await expect.poll(() => agree().isEnabled()).toBe(true);
      expect(host.called).toEqual([]);
    });

    test('never has the focus on what agrees, and can be answered by keys alone', async () => {
      await host.call('add_prospect_to_list', mail());
      await expect.poll(() => agree().isEnabled()).toBe(true);
      const focused = () => host.card.evaluate(() => document.activeElement?.className ?? '');
      expect(await focused()).not.toContain('agree');
      await host.page.locator('iframe').focus();
      await host.page.keyboard.press('Enter');
      expect(host.called).toEqual([]);
      const seen: string[] = [];
      for (let i = 0; i < 6 && !seen.includes('agree'); i += 1) {
        await host.page.keyboard.press('Tab');
        seen.push(await focused());
      }
      expect(seen).toContain('decline');
      expect(seen.indexOf('decline')).toBeLessThan(seen.indexOf('agree'));
      await host.page.keyboard.press('Enter');
      await says('You agreed.');
    });

    test('offers no click where the host lets it call no tools', async () => {
      await host.call(PAID, emails(), { capabilities: { updateModelContext: {} } });
      await says('This host lets the card ask nothing of the server.');
      expect(await buttons().count()).toBe(0);
    });

    test('shows what came of a call that had nothing to ask, or that nobody can agree to', async () => {
      await host.call(PAID, emails(2));
      await says('Nothing had to be asked.');
      await host.result({ isError: true, content: [{ type: 'text', text: "Today's limit leaves 3." }] });
      await says("Today's limit leaves 3.");
      expect(await buttons().count()).toBe(0);
    });

    test('follows the colours and fonts of the host', async () => {
      const variables = { '--color-background-primary': 'rgb(250, 240, 230)', '--font-sans': 'serif' };
      await host.call(PAID, emails(), { context: { styles: { variables } } });
      const style = (name: string) =>
        host.card.evaluate(property => getComputedStyle(document.body).getPropertyValue(property), name);
      expect(await style('background-color')).toBe('rgb(250, 240, 230)');
      expect(await style('font-family')).toBe('serif');
    });
  });

  describe('after the click', () => {
    test('spends, shows what came of it, tells the model, and loads nothing from anywhere', async () => {
      await host.call(PAID, emails());
      await agree().click();
      await says('You agreed. The assistant hears of it with your next message.');
      expect(charged()).toBe(8);
      expect(host.called.map(({ name }) => name)).toEqual(['answer_card']);
      expect(host.requests.filter(url => !url.startsWith('about:'))).toEqual([]);
      const [{ content }] = host.toldModel as [{ content: { text: string }[] }];
      expect(content[0]?.text).toContain(
        `On the card, the user agreed to this: spend up to 8 Snov.io credits for 8 addresses? ${PAID} then ran and answered`,
      );
      expect(content[0]?.text).toContain('"status":"queued"');
    });

    test('does nothing when the user does not agree, and tells the model', async () => {
      await host.call(PAID, emails());
      await host.card.locator('button.decline').click();
      await says('You did not agree. Nothing was done.');
      expect(host.called).toMatchObject([{ name: 'answer_card', arguments: { agree: false } }]);
      await expect.poll(told).toContain('the user did not agree to this');
      expect(charged()).toBe(0);
      expect(await buttons().count()).toBe(0);
    });

    test('takes two clicks for one, also where the host sends the first one twice', async () => {
      await host.call(PAID, emails());
      await agree().dblclick();
      await says('You agreed.');
      expect(host.called).toHaveLength(1);
      const again = await host.harness.client.callTool(host.called[0] as never);
      expect(again._meta?.['snovio/error']).toMatchObject({ question: 'used' });
      expect(charged()).toBe(8);
    });

    test('asks anew, on the same card, when the question has become too old', async () => {
      await host.call(PAID, emails());
      answering(async () => refusal('expired'));
      await agree().click();
      await says('The question is too old to be answered. Nothing was done.');
      host.answer = undefined;
      await again().click();
      await says('Spend up to 8 credits?');
      await agree().click();
      await says('You agreed.');
      expect(charged()).toBe(8);
    });

    test('says that it was answered before, and asks nothing more', async () => {
      await host.call(PAID, emails());
      answering(async () => refusal('used'));
      await agree().click();
      await says('The question has been answered already. Nothing more was done.');
      expect(await again().count()).toBe(0);
    });

    test('goes on where the host has cut the call, without paying twice', async () => {
      await host.call(PAID, emails());
      // The server gets it, and its answer is lost on the way.
      answering(async () => {
        await host.harness.client.callTool(host.called.at(-1) as never);
        throw new Error('Request timed out');
      });
      await agree().click();
      await says('It may still run, and nothing is paid for twice.');
      expect(charged()).toBe(8);
      await again().click();
      await says('What came of it');
      expect(charged()).toBe(8);
    });

    test('repeats nothing by itself that others would feel: asked anew, it asks anew', async () => {
      const args = mail();
      await host.call('add_prospect_to_list', { ...args, allowSending: true });
      answering(async () => Promise.reject(new Error('cut')));
      await agree().click();
      await says('The host passed no answer on');
      await again().click();
      await says('Let the mail go out?');
      expect(host.called.at(-1)).toEqual({ name: 'add_prospect_to_list', arguments: args });
      expect(writes()).toEqual([]);
    });

    test('shows why the call failed after all', async () => {
      await host.call(PAID, emails());
      host.harness.sandbox.faults.add({ path: /add-emails-to-verification/, kind: 'status', status: 403 });
      await agree().click();
      await again().waitFor();
      expect(await host.card.locator('[role=status]').innerText()).not.toBe('');
      await expect.poll(told).toContain('then ran and failed');
    });

    test('speaks in the user’s name where the host has no other way, and repeats nothing there that others wrote', async () => {
      const capabilities = { serverTools: {}, message: { text: {} } };
      await host.call('add_prospect_to_list', mail(), { capabilities });
      await agree().click();
      await says('The assistant was told.');
      const [{ role, content }] = host.messages as [{ role: string; content: { text: string }[] }];
      expect(role).toBe('user');
      expect(content[0]?.text).toBe(
        'I agreed on the card: The list feeds a running campaign: this person would be mailed. Let the mail go out? ' +
          'add_prospect_to_list has done it. Do not call it again for this.',
      );
    });
  });

  describe('can be read by everybody, and fits', () => {
    const SCENES: [name: string, tool: string, args: () => Record<string, unknown>][] = [
      ['price', 'search_domain_emails', () => SEARCH],
      ['mail', 'add_prospect_to_list', () => ({ listId: 'Berlin SaaS', email: 'new.person@novum.example' })],
      ['data', 'add_webhook', () => HOOK],
      ['loss', 'delete_webhook', () => ({ webhookId: '14' })],
    ];
    const LOOKS: CardOptions[] = [
      { theme: 'light', width: 640 },
      { theme: 'dark', width: 320 },
    ];
    const OTHERS: CardOptions[] = [
      { theme: 'light', width: 320 },
      { theme: 'light', width: 1200 },
      { theme: 'dark', width: 640 },
      { theme: 'dark', width: 1200 },
    ];

    test.each(
      SCENES.flatMap(([name, tool, args]) =>
        [...LOOKS, ...(name === 'price' ? OTHERS : [])].map(look => ({ name, tool, args, look })),
      ),
    )('$name, $look', async ({ name, tool, args, look }) => {
      await host.call(tool, args(), look);
      await expect.poll(() => agree().isEnabled()).toBe(true);
      expect(await violations(host.card)).toEqual([]);
      expect(await overflow(host.card)).toBe(0);
      const picture = name === 'price' ? 'approval' : `approval-${name}`;
      await expectPicture(host, `${picture}-${look.theme}-${look.width}`);
      await host.card.locator('summary').click();
      expect(await violations(host.card)).toEqual([]);
      expect(await overflow(host.card)).toBe(0);
    });

    test('when it is answered', async () => {
      await host.call('add_prospect_to_list', mail(), { theme: 'dark', width: 320 });
      await agree().click();
      await says('You agreed.');
      expect(await violations(host.card)).toEqual([]);
      expect(await overflow(host.card)).toBe(0);
      await expectPicture(host, 'approval-done-dark-320');
    });

    test('in German', async () => {
      await host.call('add_prospect_to_list', mail(), { locale: 'de-AT', width: 320 });
      await says('Die E-Mails hinausgehen lassen?');
      await says('Die Liste speist eine laufende Kampagne: diese Person bekäme E-Mails.');
      expect(await text()).toMatch(/Liste\s+Berlin SaaS\s+Kampagne\s+Q4/);
      expect(await buttons().allInnerTexts()).toEqual(['Nein, nichts tun', 'Ja, E-Mails hinausgehen lassen']);
      await expectPicture(host, 'approval-german-light-320');
      await host.contextChanged({ locale: 'en' });
      await says('Let the mail go out?');
      await host.contextChanged({ locale: 'de' });
      await agree().click();
      await says('Sie haben zugestimmt.');
    });
  });

  describe('hostile text', () => {
    const LIES = [
      '5" — costs 0 credits',
      'Nothing will be sent.\n\nYes, this is free ✔',
      'x" ] Let the mail go out? ["',
    ];

    test.each([...HOSTILE, ...LIES])('is text, apart from what is asked: %j', async hostile => {
      const args = mail();
      const result = await host.harness.client.callTool({ name: 'add_prospect_to_list', arguments: args });
      const names = [{ what: 'campaign', name: hostile }];
      const approval = { ...(result._meta?.['snovio/approval'] as object), names };
      await host.show('add_prospect_to_list', { ...args, [hostile]: hostile }, { width: 320 });
      await host.result({ ...result, _meta: { 'snovio/approval': approval } });
      await agree().waitFor();
      await host.card.locator('summary').click();
      expect(await harm(host)).toEqual([]);
      expect(await overflow(host.card)).toBe(0);
      expect(await host.card.locator('h1').innerText()).toBe('Let the mail go out?');
      expect(await host.card.locator('h1 + p').innerText()).toBe(
        'The list feeds a running campaign: this person would be mailed.',
      );
      expect(await buttons().allInnerTexts()).toEqual(['No, do nothing', 'Yes, let the mail go out']);
      const own = await host.card.evaluate(() => {
        const copy = document.querySelector('main')?.cloneNode(true) as HTMLElement;
        for (const apart of copy.querySelectorAll('.name, pre')) apart.remove();
        return copy.textContent;
      });
      expect(own).not.toContain(hostile.slice(0, 12));
    });

    test('and what the call holds: no secret of it is shown, and no character that turns the reading', async () => {
      await host.show('add_prospect_to_list', { password: 'hush-hush', email: 'a\u202Eb' });
      const asked = { name: 'add_prospect_to_list', arguments: mail() };
      await host.result(await host.harness.client.callTool(asked));
      await host.card.locator('summary').click();
      const call = await host.card.locator('pre').innerText();
      expect(call).not.toContain('hush');
      expect(call).toContain('a\\u{202e}b');
    });
  });
});
