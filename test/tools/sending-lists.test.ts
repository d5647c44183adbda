import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { sent } from '../snovio/flows/kit.ts';

// The list of campaigns in forms that Snov.io does not document: understood where that is possible, else a refusal.

const CAMPAIGNS = '/v1/get-user-campaigns';
const ADD = '/v1/add-prospect-to-list';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
  h.sandbox.faults.add({ path: ADD, kind: 'replace', body: { success: true, added: true }, times: Infinity });
});
afterEach(() => h.close());

const answering = (body: string | object) =>
  h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'replace', body, times: Infinity });
const add = (listId: string, args = {}) =>
  h.call('add_prospect_to_list', { listId, email: 'new.person@novum.example', ...args });

describe('what is no list of campaigns', () => {
  test.each<[string | object]>([
    ['null'],
    ['""'],
    ['0'],
    [{}],
    [{ data: [] }],
    [{ id: 1, campaign: 'Alone', list_id: 7, status: 'Draft' }],
    [[null]],
    [[{}]],
    [['Draft']],
    [[{ id: 1, status: 'Draft' }, null]],
  ])('%j opens nothing, whatever the call says', async body => {
    answering(body);
    const refused = await add('7', { allowSending: true });
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toContain('could not be read');
    expect(sent(h, ADD)).toHaveLength(0);
  });

  test('an empty list is one', async () => {
    answering([]);
    await add('7');
    expect(sent(h, ADD)).toHaveLength(1);
  });
});

describe('the lists of a running campaign', () => {
  const running = { id: 1, campaign: 'Running', status: 'Active' };
  const FEEDS_101 = [
    { list_id: 101 },
    { list_id: '101' },
    { list_id: '101 ' },
    { list_id: '0101' },
    { list_id: '5,101' },
    { list_id: '5, 101' },
    { list_id: '[5,101]' },
    { list_id: '"101"' },
    { list_id: [101] },
    { list_id: [5, '101'] },
    { list_id: { id: 101, name: 'Some' } },
    { list_ids: [5, 101] },
    { listId: 101 },
    { lists: [{ id: 5 }, { id: '101' }] },
    { list_id: 5, lists: [101] },
    { list_id: 5, lists: [], list: '101' },
  ];

  test.each(FEEDS_101)('%j feeds from list 101, and not from 77', async lists => {
    answering([{ ...running, ...lists }]);
    expect((await add('101')).code).toBe('sending_not_allowed');
    expect(sent(h, ADD)).toHaveLength(0);
    await add('77');
    expect(sent(h, ADD)).toHaveLength(1);
  });

  test('5,101 may also be one number', async () => {
    answering([{ ...running, list_id: '5,101' }]);
    expect((await add('5101')).code).toBe('sending_not_allowed');
  });

  test.each([
    {},
    { list_id: null },
    { list_id: 0 },
    { list_id: '0' },
    { list_id: -5 },
    { list_id: 5.5 },
    { list_id: 1e21 },
    { list_id: true },
    { list_id: 'Berlin SaaS' },
    { list_id: '5 and 101' },
    { list_id: [] },
    { list_id: [[]] },
    { list_id: [5, null] },
    { list_id: { 0: 5 } },
    { list_id: 5, lists: 'all' },
    { lists: [{ name: 'Some' }] },
  ])('%j could be any list', async lists => {
    answering([{ ...running, ...lists }]);
    expect((await add('77')).code).toBe('sending_not_allowed');
    expect(sent(h, ADD)).toHaveLength(0);
  });

  test('two rows of one campaign: the one that may mail counts', async () => {
    answering([{ ...running, status: 'Draft' }, running]);
    const args = { email: 'someone@acme.example', campaignId: '1', status: 'Active' };
    expect((await h.call('change_recipient_status', args)).code).toBe('sending_not_allowed');
  });
});
