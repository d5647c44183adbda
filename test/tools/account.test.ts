import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

describe('get_balance', () => {
  test('answers the documented sample with numbers', async () => {
    const data = {
      balance: '25000.00',
      teamwork: false,
      unique_recipients_used: 0,
      limit_resets_in: 29,
      expires_in: 359,
      planted: 1,
    };
    h.sandbox.faults.add({ path: '/v1/get-balance', kind: 'replace', body: { success: true, data } });
    expect((await h.call('get_balance')).structured).toMatchObject({
      balance: 25000,
      teamwork: false,
      recipientsUsed: 0,
      daysToReset: 29,
      daysToExpiry: 359,
    });
  });

  test('reads the other spelling of the recipients', async () => {
    const body = { success: true, data: { balance: 7, recipients_used: '12' } };
    h.sandbox.faults.add({ path: '/v1/get-balance', kind: 'replace', body });
    expect((await h.call('get_balance')).structured).toMatchObject({ balance: 7, recipientsUsed: 12 });
  });

  test('tells when the plan does not allow the API', async () => {
    h.sandbox.faults.add({ path: '/v1/get-balance', kind: 'status', status: 403 });
    expect((await h.call('get_balance')).code).toBe('plan_forbidden');
  });
});

describe('do-not-email lists', () => {
  test('list_do_not_email_lists answers the documented sample', async () => {
    const body = { data: [{ id: 8, name: 'Do-not-email List', owner: 'Ada Byron', total: 100 }] };
    h.sandbox.faults.add({ path: '/v2/blacklists', kind: 'replace', body });
    expect((await h.call('list_do_not_email_lists')).structured).toEqual({
      total: 1,
      returned: 1,
      lists: [{ id: '8', name: 'Do-not-email List', owner: 'Ada Byron', entries: 100 }],
    });
    expect((await h.call('list_do_not_email_lists', { next: 'x' })).code).toBe('invalid_input');
  });

  test('add_to_do_not_email_list takes addresses and domains in any spelling', async () => {
    const items = [
      'Jane <Jane@Novum.example>',
      'https://www.novum.example/about',
      'press@acme.example',
      'no@',
      '?',
    ];
    const added = await h.call('add_to_do_not_email_list', { listId: 'do-not-email list', items });
    expect(added.structured).toEqual({
      added: 2,
      duplicates: ['press@acme.example'],
      rejected: [
        { item: 'no@', reason: 'format' },
        { item: '?', reason: 'format' },
      ],
    });
    const sent = h.sandbox.requests.at(-1);
    expect(JSON.stringify(sent)).toContain('novum.example');
  });

  test.each([
    [{ listId: '8', items: ['?'] }, 'invalid_input'],
    [{ listId: '8', items: [] }, 'invalid_input'],
    [{ listId: 'Nobody', items: ['a.example'] }, 'not_found'],
    [{ listId: '99', items: ['a.example'] }, 'not_found'],
  ])('%j is %s', async (args, code) => {
    expect((await h.call('add_to_do_not_email_list', args)).code).toBe(code);
  });
});
