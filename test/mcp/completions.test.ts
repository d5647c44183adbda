import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tools } from '../../tools/index.ts';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const LISTS = '/v1/get-user-lists';
const sent = (path: string) => h.sandbox.requests.filter(request => request.path === path).length;
const argument = (name: string, value: string) => ({ name, value });
const complete = async (ref: { uri: string } | { name: string }, value: string, name = 'id') => {
  const full =
    'uri' in ref ? { type: 'ref/resource' as const, ...ref } : { type: 'ref/prompt' as const, ...ref };
  return (await h.client.complete({ ref: full, argument: argument(name, value) })).completion;
};
const list = { uri: 'snovio://lists/{id}' };
const campaign = { uri: 'snovio://campaigns/{id}' };
const checkList = { name: 'check_list' };

describe('what fits', () => {
  test('ids of lists, by name in any letter case or by id', async () => {
    expect(await complete(list, 'berlin')).toEqual({ values: ['8512901'], total: 1, hasMore: false });
    expect((await complete(list, 'conFER')).values.sort()).toEqual(['8512909', '8512910']);
    expect((await complete(list, '85129')).total).toBe(11);
    expect((await complete(list, '')).total).toBe(11);
    expect((await complete(list, 'nobody')).values).toEqual([]);
  });

  test('ids of campaigns; who begins with it comes first', async () => {
    expect((await complete(campaign, 'q4')).values).toEqual(['237951']);
    expect((await complete(campaign, 'n')).values.slice(0, 2).sort()).toEqual(['237955', '237957']);
    expect((await complete(campaign, 'push')).values).toEqual(['237956']);
  });

  test('names of tools, without a request', async () => {
    const { values } = await complete({ uri: 'snovio://reference/{tool}' }, 'VERIFY', 'tool');
    expect(values[0]).toBe('verify_emails');
    expect(values).toEqual(tools.map(({ name }) => name).filter(name => name.includes('verify')));
    expect(h.sandbox.requests).toEqual([]);
  });

  test('for prompts names, and ids where two have the same one', async () => {
    expect((await complete(checkList, 'berlin', 'list')).values).toEqual(['Berlin SaaS']);
    expect((await complete(checkList, 'conf', 'list')).values.sort()).toEqual(['8512909', '8512910']);
    expect((await complete({ name: 'triage_replies' }, 'spring', 'campaign')).values).toEqual([
      'Spring relaunch',
    ]);
    expect((await complete({ name: 'build_lead_list' }, 'acme', 'company')).values).toEqual([]);
  });

  test('at most 100 values, and how many there are', async () => {
    const rows = Array.from({ length: 700 }, (_, id) => ({ id: id + 1, name: `List ${id + 1}` }));
    h.sandbox.faults.add({ path: LISTS, kind: 'replace', body: rows, times: 9 });
    const { values, total, hasMore } = await complete(list, 'list');
    expect([values.length, total, hasMore]).toEqual([100, 700, true]);
    expect((await complete(list, 'list 699')).values).toEqual(['699']);
  });

  test('names leave cleaned', async () => {
    h.sandbox.faults.add({ path: LISTS, kind: 'replace', body: [{ id: 1, name: 'A\u202E<b>B</b>\u200Bc' }] });
    expect((await complete(checkList, '', 'list')).values).toEqual(['A B c']);
  });
});

describe('what it costs', () => {
  test('typing a name is one read', async () => {
    for (const value of ['', 'b', 'be', 'ber', 'berl']) await complete(list, value);
    await Promise.all(['n', 'no', 'nor'].map(value => complete(checkList, value, 'list')));
    expect(sent(LISTS)).toBe(1);
  });

  test('Snov.io fails: nothing fits, no error, and not a request for each key', async () => {
    h.sandbox.faults.add({ path: LISTS, kind: 'status', status: 403, times: 99 });
    for (const value of ['b', 'be', 'ber', 'berl'])
      expect(await complete(list, value)).toEqual({ values: [], total: 0, hasMore: false });
    expect(sent(LISTS)).toBe(1);
  });

  test('without an account nothing fits', async () => {
    await using other = await startHarness({ env: { SNOVIO_CLIENT_ID: '', SNOVIO_CLIENT_SECRET: '' } });
    const ref = { type: 'ref/resource' as const, uri: list.uri };
    const { completion } = await other.client.complete({ ref, argument: argument('id', 'b') });
    expect(completion.values).toEqual([]);
  });

  test('a key that is pressed on takes the read along', { timeout: 20_000 }, async () => {
    h.sandbox.faults.add({ path: LISTS, kind: 'slow', delayMs: 300 });
    const stop = new AbortController();
    const ref = { type: 'ref/resource' as const, uri: list.uri };
    const first = h.client
      .complete({ ref, argument: argument('id', 'b') }, { signal: stop.signal })
      .catch(() => 'cancelled');
    while (sent(LISTS) === 0) await new Promise(resolve => setTimeout(resolve, 5));
    stop.abort('next key');
    expect(await first).toBe('cancelled');
    expect((await complete(list, 'be')).values).toEqual(['8512901']);
    expect(sent(LISTS)).toBe(1);
  });

  test('who types waits no longer than seconds', { timeout: 20_000 }, async () => {
    h.sandbox.faults.add({ path: LISTS, kind: 'hang', times: 999 });
    const since = performance.now();
    expect((await complete(list, 'b')).values).toEqual([]);
    expect(performance.now() - since).toBeLessThan(4500);
  });
});

describe('what there is not', () => {
  test.each([
    [{ uri: 'snovio://nothing/{id}' }, 'no such resource template'],
    [{ name: 'nothing' }, 'no such prompt'],
  ])('%j', async (ref, words) => {
    const error = await complete(ref, '').catch(reason => reason);
    expect(error).toMatchObject({ code: -32602 });
    expect(error.message).toContain(words);
  });

  test('an address without a variable and an unknown argument complete to nothing', async () => {
    expect((await complete({ uri: 'snovio://lists' }, 'b')).values).toEqual([]);
    expect((await complete(checkList, 'b', 'other')).values).toEqual([]);
  });
});
