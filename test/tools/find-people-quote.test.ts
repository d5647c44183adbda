import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseArguments, quote } from '../../src/mcp/run-tool.ts';
import { findPeople } from '../../tools/find/find-people.ts';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const find = (args: object) => h.call('find_people', args);
const charged = () => h.sandbox.charges.reduce((sum, { credits }) => sum + credits, 0);

/** Tells the price of a call, and checks that nothing was sent for it. */
async function priceOf(args: object, { accounts } = h): Promise<number> {
  const before = h.sandbox.requests.length;
  const policy = { allowSending: 'never', webhookHosts: [] } as const;
  const context = { snovio: accounts.ownAccount(), policy };
  const price = await quote(findPeople, parseArguments(findPeople, args), context);
  expect(h.sandbox.requests).toHaveLength(before);
  return price;
}

/** Twelve people of Tarnhelm are on no list of the account. */
const TARNHELM = { domains: ['tarnhelm.example'] };

test('a preview costs nothing, whatever is known', async () => {
  expect(await priceOf({ ...TARNHELM, maxCredits: 50 })).toBe(0);
  await find(TARNHELM);
  expect(await priceOf(TARNHELM)).toBe(0);
});

test('a search that is not known may find as many people as it shows', async () => {
  expect(await priceOf({ companies: ['Tarnhelm'], limit: 7, reveal: true })).toBe(7);
  expect(await priceOf({ companies: ['Tarnhelm'], reveal: true })).toBe(25);
  expect(await priceOf({ companies: ['Tarnhelm'], limit: 7, reveal: true, maxCredits: 3 })).toBe(3);
});

test('of a search that is known only those cost whose addresses are not', async () => {
  const args = { ...TARNHELM, positions: ['sales'], reveal: true, limit: 10 };
  await find({ ...args, reveal: false });
  expect(await priceOf(args)).toBe(2);
  await find({ ...args, maxCredits: 1 });
  expect(await priceOf(args)).toBe(1);
  await find(args);
  expect(await priceOf(args)).toBe(0);
});

test('people on a list cost nothing, and their lists are not read for the price', async () => {
  const args = { companies: ['Globex'], limit: 3 };
  const folder = mkdtempSync(join(tmpdir(), 'snovio-quote-'));
  const options = { reuse: h.sandbox, env: { SNOVIO_STATE_DIR: folder } };
  {
    await using first = await startHarness(options);
    expect((await first.call('find_people', args)).structured.known).toHaveLength(10);
  }
  {
    await using second = await startHarness(options);
    expect(await priceOf({ ...args, reveal: true }, second)).toBe(0);
  }
  rmSync(folder, { recursive: true });
});

test('where a domain may have to be searched, all that was agreed to may be spent', async () => {
  const nobody = { total: 0, page: 1, total_pages: 0, prospects: [] };
  const body = { status: 'completed', data: nobody, meta: { task_hash: '0'.repeat(32), page: 1 } };
  h.sandbox.faults.add({
    path: '/v2/database-search/prospects/start',
    kind: 'replace',
    body,
    times: Number.POSITIVE_INFINITY,
  });
  const args = { ...TARNHELM, positions: ['manager'], limit: 3, reveal: true };
  const unknown = await priceOf({ ...args, maxCredits: 9 });
  await find({ ...args, reveal: false });
  const known = await priceOf({ ...args, maxCredits: 9 });
  expect([unknown, known]).toEqual([9, 9]);
  expect(await priceOf(args)).toBe(0);
  await find({ ...args, maxCredits: 9 });
  expect(charged()).toBeGreaterThan(0);
  expect(charged()).toBeLessThanOrEqual(9);
  // Everybody who is wanted is known by now; with more of them there may be pages to come.
  expect(await priceOf({ ...args, maxCredits: 9 })).toBe(0);
  expect(await priceOf({ ...args, limit: 60, maxCredits: 9 })).toBe(9);
});

describe('where a page of v1 may come before the reveals', () => {
  const sales = { domains: ['meridian.example'], positions: ['Head of Sales'], limit: 5, reveal: true };

  test('it counts until it is there, and nobody whom it has brought', async () => {
    expect(await priceOf(sales)).toBe(6);
    await find({ ...sales, reveal: false });
    expect(await priceOf(sales)).toBe(6);
    expect(await priceOf({ ...sales, maxCredits: 5 })).toBe(5);
    await find(sales);
    expect([await priceOf(sales), charged()]).toEqual([0, 1]);
    expect(await priceOf({ ...sales, limit: 6 })).toBe(0);
  });

  test('its price holds for companies of which nobody is known yet', async () => {
    const domains = ['quillon.example', 'solvane.example', 'tarnhelm.example'];
    const args = { domains, positions: ['manager'], limit: 15, reveal: true };
    const price = await priceOf(args);
    h.sandbox.faults.add({ path: '/v2/domain-emails-with-info', kind: 'drop', when: 'after', times: 3 });
    const { structured } = await find(args);
    expect(structured.credits.spent + structured.credits.reserved).toBeLessThanOrEqual(price);
    expect(charged()).toBeLessThanOrEqual(price);
    expect(price).toBeLessThanOrEqual(19);
  });
});

test.each([
  { companies: ['Tarnhelm'], limit: 4 },
  { ...TARNHELM, limit: 20, maxCredits: 20 },
  { domains: ['alder-media.example'], limit: 5, maxCredits: 5 },
  { domains: ['acme.example'], positions: ['engineer'], limit: 5, maxCredits: 5 },
])('%j never costs more than its price', async args => {
  const price = await priceOf({ ...args, reveal: true });
  await find({ ...args, reveal: true });
  expect(charged()).toBeLessThanOrEqual(price);
  expect(price).toBe(args.limit);
});
