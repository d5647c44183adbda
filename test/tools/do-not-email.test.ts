import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

describe('do-not-email lists', () => {
  test('list_do_not_email_lists answers the documented sample', async () => {
    const body = { data: [{ id: 8, name: 'Do-not-email List', owner: 'Ada Byron', total: 100 }] };
    h.sandbox.faults.add({ path: '/v2/blacklists', kind: 'replace', body });
    expect((await h.call('list_do_not_email_lists')).structured).toEqual({
      total: 1,
      returned: 1,
      lists: [{ id: '8', name: 'Do-not-email List', owner: 'Ada Byron', entries: 100 }],
      note: "Who is on them Snov.io's API does not tell: its app does.",
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

  test.each<[unknown, string]>([
    [{}, 'upstream_malformed'],
    [[], 'upstream_malformed'],
    [[{ success: true }], 'upstream_malformed'],
    [[{ success: true, data: { duplicates: 'none' } }], 'upstream_malformed'],
    [[{ success: false, data: { duplicates: [] } }], 'refused'],
  ])('%j does not say that anything was added', async (body, code) => {
    h.sandbox.faults.add({ path: '/v1/do-not-email-list', kind: 'replace', body: body as object });
    const args = { listId: 'do-not-email list', items: ['novum.example'] };
    expect((await h.call('add_to_do_not_email_list', args)).code).toBe(code);
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
