import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { sent, until } from '../snovio/flows/kit.ts';

// A campaign that is started while a call runs: what the list of campaigns said at first is not good for long.

const CAMPAIGNS = '/v1/get-user-campaigns';
const ADD = '/v1/add-prospect-to-list';
const CHANGE = '/v1/change-recipient-status';
/** How old the list may be when a write leaves, and a little more. */
const TOO_OLD_MS = 2100;

const campaign = (status: string) => ({ id: 1, campaign: 'Spring', list_id: 8_512_908, status });
const prospects = ['ada', 'bob', 'cleo'].map(name => ({ email: `${name}@novum.example` }));

/** The campaign is a draft in the first answers, and runs in those that follow. */
function startsAfter(h: Harness, answers: number): void {
  h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'replace', body: [campaign('Draft')], times: answers });
  h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'replace', body: [campaign('Active')], times: Infinity });
}

const paths = (h: Harness) =>
  h.sandbox.requests.map(({ path }) => path).filter(path => /campaigns|add-p/.test(path));

test('two seconds later the campaigns are read again, in the middle of a call', async () => {
  await using h = await startHarness();
  startsAfter(h, 1);
  h.sandbox.faults.add({ path: ADD, kind: 'slow', delayMs: 1100, times: 2 });
  const { structured } = await h.call('save_prospects', { listId: '8512908', prospects });
  expect(structured.results[0].status).toBe('added');
  expect(structured.not_run).toMatchObject([
    { reason: 'sending_not_allowed', items: expect.arrayContaining([prospects[2]?.email]) },
  ]);
});

test('a write that Snov.io answers with 429 is repeated only after another look', async () => {
  await using h = await startHarness();
  startsAfter(h, 1);
  h.sandbox.faults.add({ path: ADD, kind: 'status', status: 429 });
  const refused = await h.call('save_prospects', { listId: '8512908', prospects });
  expect(refused.code).toBe('sending_not_allowed');
  expect(paths(h)).toEqual([CAMPAIGNS, ADD, CAMPAIGNS]);
});

test('a write that has to wait for the pace leaves after another look', async () => {
  const env = { SNOVIO_RATE_LIMIT: '3', SNOVIO_RATE_WINDOW_MS: '4000' };
  await using h = await startHarness({ env });
  startsAfter(h, 1);
  // The token, the campaigns and the first person use the window up.
  const { structured } = await h.call('save_prospects', { listId: '8512908', prospects });
  expect(structured.results).toMatchObject([{ status: 'added' }]);
  expect(structured.not_run).toEqual([
    { reason: 'sending_not_allowed', items: prospects.slice(1).map(({ email }) => email) },
  ]);
  expect(paths(h)).toEqual([CAMPAIGNS, ADD, CAMPAIGNS]);
});

test('a wait costs one look, and the writes after it go on', async () => {
  const env = { SNOVIO_RATE_LIMIT: '3', SNOVIO_RATE_WINDOW_MS: '4000' };
  await using h = await startHarness({ env });
  h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'replace', body: [campaign('Draft')], times: Infinity });
  const { structured } = await h.call('save_prospects', { listId: '8512908', prospects });
  expect(structured.results).toMatchObject(prospects.map(() => ({ status: 'added' })));
  expect(paths(h)).toEqual([CAMPAIGNS, ADD, CAMPAIGNS, ADD, ADD]);
});

test('a write that comes too late behind many others has the next slot after another look', async () => {
  const env = { SNOVIO_RATE_LIMIT: '10', SNOVIO_RATE_WINDOW_MS: '1000', SNOVIO_WAIT_SECONDS: '30' };
  await using h = await startHarness({ env });
  h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'replace', body: [campaign('Draft')], times: Infinity });
  let isOver = false;
  // Forty at a time: whoever joins behind them waits 4 s.
  const others = Array.from({ length: 40 }, async () => {
    while (!isOver) await h.call('get_balance');
  });
  const saved = await h.call('add_prospect_to_list', { listId: '8512908', ...prospects[0] });
  isOver = true;
  expect(saved.structured).toMatchObject({ status: 'added' });
  expect(paths(h)).toEqual([CAMPAIGNS, CAMPAIGNS, ADD]);
  await Promise.all(others);
});

test('a wait past the end of the call is said as such', async () => {
  const env = { SNOVIO_RATE_LIMIT: '3', SNOVIO_RATE_WINDOW_MS: '60000' };
  await using h = await startHarness({ env });
  h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'replace', body: [campaign('Draft')], times: Infinity });
  const { structured } = await h.call('save_prospects', { listId: '8512908', prospects });
  expect(structured.results).toMatchObject([{ status: 'added' }]);
  expect(structured.not_run).toEqual([
    { reason: 'rate_limit', items: prospects.slice(1).map(({ email }) => email) },
  ]);
  expect(paths(h)).toEqual([CAMPAIGNS, ADD]);
});

test('what another tool has read does not make the list older', async () => {
  await using h = await startHarness();
  startsAfter(h, 1);
  h.sandbox.faults.add({ path: CHANGE, kind: 'replace', body: { success: true }, times: Infinity });
  const change = (status: string) =>
    h.call('change_recipient_status', { email: 'someone@acme.example', campaignId: 'Spring', status });
  await change('Paused');
  await sleep(TOO_OLD_MS);
  expect((await change('Active')).code).toBe('sending_not_allowed');
  expect(sent(h, CHANGE)).toHaveLength(1);
});

test('calls at once share a look', async () => {
  await using h = await startHarness();
  h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'replace', body: [campaign('Draft')], times: Infinity });
  await Promise.all(
    prospects.map(person => h.call('add_prospect_to_list', { listId: '8512908', ...person })),
  );
  expect(paths(h).sort()).toEqual([ADD, ADD, ADD, CAMPAIGNS]);
});

/** Requests may take as long as they do in life. */
const LIFELIKE = { SNOVIO_RATE_WINDOW_MS: '60000' };

describe('a look that another call has begun', () => {
  const save = (h: Harness, name: string, waitSeconds: number) =>
    h.call('save_prospects', {
      listId: '8512908',
      prospects: [{ email: `${name}@novum.example` }],
      waitSeconds,
    });
  const slowLook = (h: Harness) => {
    h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'slow', delayMs: 6000, times: 1 });
    h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'replace', body: [campaign('Draft')], times: Infinity });
  };

  test('ends with that call, and the one that has time left looks for itself', async () => {
    await using h = await startHarness({ env: LIFELIKE });
    slowLook(h);
    const first = save(h, 'ada', 3);
    await until(() => sent(h, CAMPAIGNS).length === 1);
    const second = save(h, 'bob', 60);
    expect((await first).isError).toBe(true);
    expect((await second).structured.results).toMatchObject([{ status: 'added' }]);
  });

  test('is not waited for longer than the call may take', async () => {
    await using h = await startHarness({ env: LIFELIKE });
    slowLook(h);
    const first = save(h, 'ada', 60);
    await until(() => sent(h, CAMPAIGNS).length === 1);
    const second = save(h, 'bob', 1);
    expect(await Promise.race([first.then(() => 'first'), second.then(() => 'second')])).toBe('second');
    expect((await second).isError).toBe(true);
    expect((await first).structured.results).toMatchObject([{ status: 'added' }]);
  });
});
