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
