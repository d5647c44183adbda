import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { overflow, violations } from './checks.ts';
import { type CardCall, CardHost, cannotRun, launch } from './kit.ts';
import { leadsCard } from './leads-kit.ts';

const PEOPLE = { companies: ['Tarnhelm', 'Globex'], positions: ['manager', 'sales'] };
const LIST = 'Berlin SaaS';

describe.skipIf(cannotRun)('what the card of leads pays for, and asks about', () => {
  let browser: Browser;
  let host: CardHost;

  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  beforeEach(async () => {
    host = await CardHost.start(browser, { env: { SNOVIO_MAX_CREDITS_PER_CALL: '2' } });
  }, 60_000);
  afterEach(() => host?.[Symbol.asyncDispose]());
  afterAll(() => browser?.close());

  const { boxes, press, notice, charged, told, calls } = leadsCard(() => host);
  const working = () => host.card.locator('tbody .chip.working').count();
  const agree = () => host.card.locator('button.agree');
  const saved = () => host.harness.sandbox.requests.filter(({ path }) => /add-prospect-to-list/.test(path));
  const answerOf = (structuredContent: object) => ({ content: [], structuredContent });
  const verdicts = (emails: readonly string[], spent: number) =>
    answerOf({ results: emails.map(email => ({ email, status: 'valid' })), credits: { spent } });
  const emailsOf = ({ arguments: args }: CardCall) => (args as { emails: string[] }).emails;
  /** A list of so many whose addresses nobody has verified, all selected. */
  const unverified = async (count: number) => {
    const prospects = Array.from({ length: count }, (_, i) => ({
      ...{ firstName: `P${i}`, lastName: 'X', emails: [{ email: `p${i}@acme.example` }] },
    }));
    await host.show('get_prospects_in_list', { listId: LIST });
    await host.result(answerOf({ prospects, list: { id: '1', name: LIST } }));
    await host.card.getByRole('checkbox', { name: 'Select all shown' }).check();
  };
  /** Calls that wait until they are answered here. */
  const held = () => {
    const waiting: { call: CardCall; answer: (result: object) => void; refuse: (error: Error) => void }[] =
      [];
    host.answer = call =>
      new Promise<object>((answer, refuse) => void waiting.push({ call, answer, refuse }));
    return waiting;
  };

  test('asks about the price of the agent\u2019s call, and shows whom it brought after one click', async () => {
    await host.call('find_people', { ...PEOPLE, reveal: true });
    await expect.poll(() => host.text()).toMatch(/Spend up to \d credits\?/);
    expect(charged()).toBe(0);
    expect(await violations(host.card)).toEqual([]);
    await agree().dblclick();
    await expect.poll(notice).toContain('You agreed.');
    expect(await boxes().count()).toBeGreaterThan(5);
    expect(charged()).toBeGreaterThan(2);
    expect(calls('answer_card')).toHaveLength(1);
    expect(await host.text()).toContain(`${charged()} credits spent`);
  });

  test('shows the question in another language, and the table when it is answered', async () => {
    await host.call('find_people', { ...PEOPLE, reveal: true });
    await expect.poll(() => host.text()).toContain('Spend up to');
    await host.contextChanged({ locale: 'de-DE' });
    await expect.poll(() => host.text()).toMatch(/^Bis zu \d Credits ausgeben\?/);
    await agree().click();
    await expect.poll(notice).toContain('Sie haben zugestimmt.');
    expect(await host.text()).toContain('Credits ausgegeben');
  });

  describe('a list that feeds a campaign', () => {
    const saveThere = async () => {
      await host.call('verify_emails', { emails: ['petra.winslow@globex.example'] });
      await boxes().nth(0).check();
      await press(/^Save 1/);
      await expect.poll(() => host.card.locator('.panel option').count()).toBeGreaterThan(2);
      const label = await host.card.locator('.panel option', { hasText: LIST }).innerText();
      await host.card.locator('.panel select').selectOption({ label });
      await expect.poll(() => host.card.locator('.warning').innerText()).toContain('may get its mail');
      await host.card.locator('.panel .primary').click();
      await expect.poll(() => host.text()).toContain('Let the mail go out?');
      await expect.poll(() => agree().isEnabled()).toBe(true);
      expect(calls('save_prospects')[0]?.arguments).not.toHaveProperty('allowSending');
      expect(saved()).toHaveLength(0);
    };

    test('is asked about below the table, and saved to after a click', async () => {
      await saveThere();
      expect(await violations(host.card)).toEqual([]);
      expect(await overflow(host.card)).toBe(0);
      await agree().dblclick();
      await expect.poll(notice).toContain(`1 saved to \u201c${LIST}\u201d`);
      expect(saved()).toHaveLength(1);
      expect(calls('answer_card')).toHaveLength(1);
      expect(await host.card.locator('.approval').count()).toBe(0);
      await expect.poll(told).toContain('saved 1 people');
    });

    test('is left alone when the user does not agree, and the card goes on', async () => {
      await saveThere();
      await host.card.locator('button.decline').click();
      await expect.poll(notice).toBe('You did not agree. Nothing was done.');
      expect(saved()).toHaveLength(0);
      expect(await host.card.locator('.approval').count()).toBe(0);
      await press(/^Save 1/);
      await expect.poll(() => host.card.locator('.panel').count()).toBe(1);
    });
  });

  test('tells what was paid, also when it breaks off in the middle', async () => {
    await unverified(150);
    host.answer = call =>
      emailsOf(call)[0] === 'p0@acme.example'
        ? Promise.resolve(verdicts(emailsOf(call), 100))
        : Promise.reject(new Error('gone'));
    await press('Verify (at most 150 credits)');
    await expect.poll(notice).toMatch(/^100 credits spent\. The host passed no answer on \(gone\)\./);
    expect(host.called.map(({ arguments: args }) => args?.maxCredits)).toEqual([100, 50]);
    expect(await host.text()).toContain('100 credits spent');
    expect(await working()).toBe(0);
    await expect.poll(told).toContain('called for 100 people, which cost 100 credits');
    // What is left can be tried again, and costs no more than that.
    await expect.poll(() => host.card.getByRole('button', { name: /^Verify/ }).innerText()).toContain('50');
  });

  test('pays once where the host loses the answer and the user presses again', async () => {
    await host.call('find_people', PEOPLE);
    for (const place of [0, 1]) await boxes().nth(place).check();
    host.answer = async call => {
      await host.harness.client.callTool({ name: call.name, arguments: call.arguments ?? {} });
      throw new Error('Request timed out');
    };
    await press(/^Find addresses/);
    await expect.poll(notice, { timeout: 15_000 }).toContain('nothing is paid for twice');
    const paid = charged();
    expect(paid).toBeGreaterThan(0);
    host.answer = undefined;
    await press(/^Find addresses/);
    await expect.poll(notice).toMatch(/^0 credits spent, \d credits? paid earlier/);
    expect(charged()).toBe(paid);
  });

  test('takes no second click while it runs, also when the host turns to another language meanwhile', async () => {
    await unverified(2);
    const waiting = held();
    await press(/^Verify/);
    await expect.poll(() => waiting.length).toBe(1);
    await host.contextChanged({ locale: 'de-DE' });
    await expect.poll(() => host.text()).toContain('zu sehen');
    await host.card.getByRole('button', { name: /^Pr\u00fcfen/ }).dblclick({ force: true });
    await host.result(answerOf({ prospects: [], list: { id: '1' } }));
    waiting[0]?.answer(verdicts(['p0@acme.example', 'p1@acme.example'], 2));
    await expect.poll(notice).toBe('2 Credits ausgegeben.');
    expect(host.called).toHaveLength(1);
    expect(await host.card.locator('tbody .chip.valid').count()).toBe(2);
  });

  test('keeps what came when the host tells the first answer once more', async () => {
    await unverified(1);
    host.answer = call => Promise.resolve(verdicts(emailsOf(call), 1));
    await press(/^Verify/);
    await expect.poll(notice).toBe('1 credit spent.');
    const prospects = [{ emails: [{ email: 'p0@acme.example' }] }];
    await host.result(answerOf({ prospects, list: { id: '1' } }));
    await host.cancel();
    expect(await host.card.locator('tbody .chip').innerText()).toBe('Valid');
    expect(await host.text()).toContain('1 credit spent');
  });

  test('gives up an answer that does not come, sends nothing more, and fills in what comes late', async () => {
    await host.page.clock.install();
    await unverified(150);
    const waiting = held();
    await press(/^Verify/);
    await expect.poll(() => waiting.length).toBe(1);
    await host.page.clock.runFor(61_000);
    await press('Stop waiting');
    await expect.poll(notice).toContain('Not waited for any longer');
    expect(await working()).toBe(0);
    await press('Verify (at most 150 credits)');
    await expect.poll(() => waiting.length).toBe(2);
    const [first, second] = waiting;
    first?.answer(verdicts(emailsOf(first.call), 100));
    await expect.poll(() => host.text()).toContain('100 credits spent');
    // The first press has sent one call of two, and nothing since the user gave it up.
    expect(waiting).toHaveLength(2);
    second?.refuse(new Error('gone'));
    await expect.poll(notice).toContain('The host passed no answer on (gone)');
    expect(await host.card.locator('tbody .chip').first().innerText()).toBe('Valid');
    await expect.poll(() => host.card.getByRole('button', { name: /^Verify/ }).innerText()).toContain('50');
  });
});
