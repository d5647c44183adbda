import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { addresses, links, using } from '../snovio/flows/kit.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness(using('v2'));
});
afterAll(() => h.close());

const PEOPLE = [
  { firstName: ' Mara ', lastName: 'Lindqvist', domain: 'https://acme.example/' },
  { firstName: '', lastName: 'Nameless', domain: 'acme.example' },
  { firstName: 'Petra', lastName: 'Winslow', domain: 'globex.example' },
];
const WRONG = { status: 'error', reason: 'format' };

/** Calls that may pay for nothing, and how the answer names what was not run; the second item is none. */
const CALLS: [tool: string, args: object, named: string[]][] = [
  [
    'find_emails',
    { people: PEOPLE },
    ['Mara Lindqvist, https://acme.example/', 'Petra Winslow, globex.example'],
  ],
  [
    'verify_emails',
    { emails: ['Ada <ADA@x.example>', '?', 'b@x.example'] },
    ['Ada <ADA@x.example>', 'b@x.example'],
  ],
  ['find_prospects_by_url', { urls: [...links(1), '?', ...links(1, 1)] }, links(2)],
  ['reveal_people', { personIds: ['abcdefgh', '?', 'ijklmnop'] }, ['abcdefgh', 'ijklmnop']],
  ['reveal_domain_people', { personIds: ['abcdefgh', '?', 'ijklmnop'] }, ['abcdefgh', 'ijklmnop']],
  ['find_domains_by_name', { names: ['Globex', ' ', 'Acme'] }, ['Globex', 'Acme']],
  [
    'get_company_by_domain',
    { domains: ['www.globex.example', '?', 'acme.example'] },
    ['www.globex.example', 'acme.example'],
  ],
];

describe('what was not run stands in groups, as the caller spelled it', () => {
  test.each(CALLS)('%s', async (tool, args, named) => {
    const { structured } = await h.call(tool, { ...args, maxCredits: 0 });
    expect(structured.results).toHaveLength(1);
    expect(structured.results[0]).toMatchObject(tool === 'verify_emails' ? { reason: 'format' } : WRONG);
    expect(structured.not_run).toEqual([{ reason: 'credit_ceiling', items: named }]);
    const price = tool === 'find_prospects_by_url' ? 4 : 2;
    expect(structured.note).toMatch(
      `2 not_run (credit_ceiling). The rest can cost at most ${price} credits.`,
    );
  });

  test('in the order of the call, what is given twice twice, and each reason by itself', async () => {
    await using slow = await startHarness(using('v2'));
    const emails = addresses(4);
    await slow.call('verify_emails', { emails: emails.slice(1, 2) });
    const given = [...emails, emails[0]];
    const { structured } = await slow.call('verify_emails', { emails: given, maxCredits: 1 });
    expect(structured.results).toMatchObject([
      { email: emails[0] },
      { email: emails[1] },
      { email: emails[0] },
    ]);
    expect(structured.not_run).toEqual([{ reason: 'credit_ceiling', items: emails.slice(2) }]);
  });

  test('where all is run there are none', async () => {
    const { structured } = await h.call('verify_emails', { emails: addresses(1) });
    expect(structured).not.toHaveProperty('not_run');
  });

  test('100 of them cost a fraction of the tokens of rows', async () => {
    const emails = addresses(100, 1000);
    const { text, structured } = await h.call('verify_emails', { emails, maxCredits: 0 });
    const rows = emails.map(email => ({ email, status: 'not_run', reason: 'credit_ceiling' }));
    expect(structured.not_run[0].items).toEqual(emails);
    expect(text.length).toBeLessThan(JSON.stringify(rows).length / 2);
  });
});
