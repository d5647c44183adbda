import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stateDirectory } from '../faults/kit.ts';
import { type Harness, startHarness } from '../harness.ts';
import { addresses, charged, until, using } from '../snovio/flows/kit.ts';

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

  test('tells what was spent up to now, by which tool; what cost nothing is no line', async () => {
    await using own = await startHarness(using('v2'));
    const spent = (credits: number) => ({ last24Hours: credits, last7Days: credits, last30Days: credits });
    expect((await own.call('get_balance')).structured.spending).toMatchObject({ ...spent(0), byTool: [] });
    await own.call('verify_emails', { emails: addresses(3) });
    const [nobody, mara] = [
      { firstName: 'Nobody', lastName: 'Here', domain: 'acme.example' },
      { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' },
    ];
    await own.call('find_emails', { people: [nobody] });
    const byTool = [{ tool: 'verify_emails', ...spent(3) }];
    expect((await own.call('get_balance')).structured.spending).toMatchObject({ ...spent(3), byTool });
    await own.call('find_emails', { people: [mara] });
    const { structured } = await own.call('get_balance');
    expect(structured.spending).toMatchObject({
      process: 4,
      ...spent(4),
      byTool: [{ tool: 'find_emails', ...spent(1) }, ...byTool],
    });
  });

  test('tells when the plan does not allow the API', async () => {
    h.sandbox.faults.add({ path: '/v1/get-balance', kind: 'status', status: 403 });
    expect((await h.call('get_balance')).code).toBe('plan_forbidden');
  });
});

describe('what was charged against what answers told', () => {
  const BALANCE = '/v1/get-balance';
  const START = '/v2/email-verification/start';

  async function look(own: Harness, balance?: number) {
    const body = { success: true, data: { balance } };
    if (balance !== undefined) own.sandbox.faults.add({ path: BALANCE, kind: 'replace', body });
    return (await own.call('get_balance')).structured;
  }

  test('a first look has nothing to compare with', async () => {
    await using own = await startHarness(using('v2'));
    const first = await look(own);
    expect(first.note).toMatch(/first look at this balance/);
    expect(first).not.toHaveProperty('since');
  });

  test('agrees where every answer came', async () => {
    await using own = await startHarness(using('v2'));
    const { balance } = await look(own);
    await own.call('verify_emails', { emails: addresses(3) });
    const second = await look(own);
    expect(second.since).toEqual({ at: expect.stringMatching(/Z$/), balance, charged: 3, told: 3 });
    expect(second.note).toBe('Snov.io charged 3, as answers told.');
    await own.call('verify_emails', { emails: addresses(2, 3) });
    expect((await look(own)).since).toMatchObject({ balance, charged: 5, told: 5 });
  });

  test('what a cancelled call has paid for is open until it is made again', async () => {
    await using own = await startHarness(using('v2'));
    await look(own);
    const cancelled = new AbortController();
    const emails = addresses(4);
    const call = own.call('verify_emails', { emails }, { signal: cancelled.signal }).catch(() => {});
    await until(() => charged(own) === 4);
    cancelled.abort();
    await call;
    await until(() => !own.accounts.ownAccount().busy);
    const second = await look(own);
    expect(second).toMatchObject({ since: { charged: 4, told: 0 }, open: 4 });
    expect(second.note).toMatch(
      /charged 4 more than answers told; up to 4 for what is pending or in doubt\.$/,
    );
    expect((await own.call('verify_emails', { emails })).structured.credits.spent).toBe(4);
    const third = await look(own);
    expect(third).toMatchObject({
      since: { charged: 4, told: 4 },
      note: 'Snov.io charged 4, as answers told.',
    });
    expect(third).not.toHaveProperty('open');
  });

  test('what is in doubt may explain a difference', async () => {
    await using own = await startHarness(using('v2'));
    await look(own);
    own.sandbox.faults.add({ path: START, kind: 'drop', when: 'after' });
    await own.call('verify_emails', { emails: addresses(2) });
    const second = await look(own);
    expect(second).toMatchObject({ since: { charged: 2, told: 0 }, open: 2 });
    expect(second.note).toMatch(
      /charged 2 more than answers told; up to 2 for what is pending or in doubt\.$/,
    );
  });

  test.each<[balances: number[], note: RegExp]>([
    [
      [100, 93],
      /charged 7 more than answers told; 7 that this server knows nothing of: others who use the account/,
    ],
    [[100, 100.5], /balance rose by 0\.5: credits were bought or renewed/],
    [[100, 1100, 1099.3], /charged 0\.7 more than answers told; 0\.7 that this server knows nothing of/],
  ])('%j', async (balances, note) => {
    await using own = await startHarness(using('v2'));
    for (const balance of balances.slice(0, -1)) await look(own, balance);
    expect((await look(own, balances.at(-1))).note).toMatch(note);
  });

  test('less than told: a price was lower than assumed, or credits came in between', async () => {
    await using own = await startHarness(using('v2'));
    await look(own, 100);
    await own.call('verify_emails', { emails: addresses(3) });
    const second = await look(own, 98.5);
    expect(second.since).toMatchObject({ charged: 1.5, told: 3 });
    expect(second.note).toMatch(
      /charged 1\.5 less than answers told: credits were added meanwhile, or .* less than assumed/,
    );
  });

  test('a ledger that cannot be written says nothing of it, and the balance all the same', async () => {
    using state = stateDirectory();
    await using own = await startHarness(using('v2', { env: { SNOVIO_STATE_DIR: state.path } }));
    const db = new DatabaseSync(join(state.path, 'ledger.db'));
    db.exec('DROP TABLE look');
    db.close();
    const answer = await look(own);
    expect(answer.balance).toBeGreaterThan(0);
    expect(answer).not.toHaveProperty('note');
  });
});
