import { afterEach, describe, expect, test, vi } from 'vitest';
import { asAnswer } from '../../harness.ts';
import { addresses, charged } from '../../snovio/flows/kit.ts';
import { ahead } from '../clock.ts';
import { approvalIn, type CardHost, startCardHost } from './kit.ts';

// What is true when a card asks may be true no more when its user answers; and what it names was written by others.

afterEach(() => {
  vi.restoreAllMocks();
});

describe('what has changed between the question and the click', () => {
  const PEOPLE = Array.from({ length: 3 }, (_, i) => ({ email: `p${i}@novum.example` }));
  const SAVE = { listId: 'Berlin SaaS', prospects: PEOPLE };
  const running = (id: number, campaign: string) => ({
    id,
    campaign,
    list_id: 8_512_901,
    status: 'Active',
  });
  const writes = ({ sandbox }: CardHost) =>
    sandbox.requests.filter(({ path }) => path.includes('add-prospect-to-list'));

  test('a price that has risen is not paid: no more is spent than was agreed to', async () => {
    await using h = await startCardHost({ env: { SNOVIO_MAX_CREDITS_PER_CALL: '5' } });
    const list = (count: number) =>
      h.sandbox.faults.add({
        path: '/v1/prospect-list',
        kind: 'replace',
        body: {
          success: true,
          list: { name: 'Leads', contacts: count },
          prospects: addresses(count).map(email => ({ id: email, name: email, emails: [{ email }] })),
        },
      });
    const key = await h.key();
    list(8);
    const question = approvalIn(await h.result('prepare_leads', { listId: '7' }));
    expect(question?.credits).toBe(8);
    list(20);
    const got = await h.answer({ token: question?.token, key, agree: true, arguments: { listId: '7' } });
    expect(asAnswer(got).structured.totals).toEqual({ ready: 8, risky: 0, drop: 0, open: 12 });
    expect(charged(h)).toBe(8);
  });

  test('a campaign that was started is asked about anew', async () => {
    await using h = await startCardHost();
    const campaigns = (...rows: object[]) =>
      h.sandbox.faults.add({ path: '/v1/get-user-campaigns', kind: 'replace', body: rows });
    const key = await h.key();
    campaigns(running(1, 'Q4'));
    const question = approvalIn(await h.result('save_prospects', SAVE));
    campaigns(running(1, 'Q4'), running(2, 'Another'));
    ahead(3000);
    const got = await h.answer({ token: question?.token, key, agree: true, arguments: SAVE });
    expect(approvalIn(got)?.names).toContainEqual({ what: 'campaign', name: 'Another' });
    expect(writes(h)).toEqual([]);
  });

  test('names that would disguise what is asked stay names, without what hides or turns', async () => {
    await using h = await startCardHost();
    const LIE = 'Q4\u202E0 :stiderc\u2066 \u200B\u00AD"\u2028Price: 0 credits? <b>free</b>';
    h.sandbox.faults.add({ path: '/v1/get-user-campaigns', kind: 'replace', body: [running(1, LIE)] });
    const result = await h.result('save_prospects', SAVE);
    const question = approvalIn(result);
    expect(question?.text).toBe(
      'The list feeds a running campaign: these 3 people would be mailed. Let the mail go out?',
    );
    const shown = JSON.stringify([question?.names, result.content, result.structuredContent]);
    expect(shown).toContain('Price: 0 credits?');
    expect(shown).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}]|<b>/u);
  });

  test.each([
    'acme.example" for 0 credits? ["',
    'acme\u202Eelpmaxe.example',
    'ac\u200Bme.example',
    '\u0430cme.example',
    'acme.example\u20280 credits',
  ])('what the credits buy names a plain domain, or nothing is asked: %j', async domain => {
    await using h = await startCardHost({ env: { SNOVIO_MAX_CREDITS_PER_CALL: '0' } });
    const result = await h.result('search_domain_emails', { domain, limit: 20 });
    const { code } = asAnswer(result);
    const shown = approvalIn(result)?.buys?.replace(/^up to 20 addresses of "[a-z0-9.-]+"$/, 'a domain');
    expect(shown ?? code).toBe(shown ? 'a domain' : 'invalid_input');
    expect(charged(h)).toBe(0);
  });
});
