import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { sent } from '../snovio/flows/kit.ts';

// Which campaigns may mail: tests say which there are.

const CAMPAIGNS = '/v1/get-user-campaigns';
const LISTS = '/v1/get-user-lists';
const CHANGE = '/v1/change-recipient-status';
const ADD = '/v1/add-prospect-to-list';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

function campaigns(...rows: object[]): void {
  h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'replace', body: rows, times: Infinity });
}

const quiet = { id: 1, campaign: 'Quiet', list_id: 7, status: 'Draft' };
const running = { id: 2, campaign: 'Running', list_id: 8, status: 'Active' };

describe('reactivating a recipient', () => {
  const activate = (campaignId: string, args = {}) =>
    h.call('change_recipient_status', {
      email: 'someone@acme.example',
      campaignId,
      status: 'Active',
      ...args,
    });

  test.each(['Draft', 'paused', 'Automatically paused', 'COMPLETED'])(
    'in a campaign that is %s needs nobody',
    async status => {
      campaigns(running, { ...quiet, status });
      await activate('1');
      expect(sent(h, CHANGE)).toHaveLength(1);
    },
  );

  test.each([{ status: 'Active' }, { status: 'Scheduled' }, { status: undefined }, { status: '' }])(
    'in one with %j needs the user, whichever is listed first',
    async status => {
      campaigns(quiet, { ...running, ...status });
      const refused = await activate('2');
      expect(refused).toMatchObject({ code: 'sending_not_allowed' });
      expect(refused.text).toBe(
        'The campaign is running: this person would be mailed. Ask the user, then repeat with allowSending: true. [campaign "Running", recipient "someone@acme.example"]',
      );
      expect(sent(h, CHANGE)).toHaveLength(0);
    },
  );

  test('in one that is not listed needs the user, and says why', async () => {
    campaigns(quiet);
    const refused = await activate('3');
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toBe(
      `The campaign is not among this account's, so it may be running: this person would be mailed. Ask the user, then repeat with allowSending: true. [campaign "3", recipient "someone@acme.example"]`,
    );
  });

  test.each(['2', '3'])('in campaign %s the user may allow', async id => {
    campaigns(quiet, running);
    await activate(id, { allowSending: true });
    expect(sent(h, CHANGE)).toHaveLength(1);
  });

  test('a campaign without a name is called by its id', async () => {
    campaigns({ id: 2, status: 'Active' });
    expect((await activate('2')).text).toContain('[campaign "2",');
  });
});

describe('filling a list', () => {
  const add = (listId: string, args = {}) =>
    h.call('add_prospect_to_list', { listId, email: 'new.person@novum.example', ...args });

  test('that another list’s campaign does not touch needs nobody', async () => {
    campaigns(quiet, running);
    await add('7');
    expect(sent(h, ADD)).toHaveLength(1);
  });

  test('while a running campaign names no list needs the user: it could feed on any', async () => {
    campaigns({ id: 3, status: 'Active' });
    const refused = await add('7');
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toMatch(/ \[list "7", campaign "3"\]$/);
  });

  test.each([
    ['has another name', [{ id: 9, name: 'Nine' }], '8'],
    ['has no name', [{ id: 8 }], '8'],
    [
      'has one',
      [
        { id: 9, name: 'Nine' },
        { id: 8, name: 'Eight' },
      ],
      'Eight',
    ],
  ])('a list that %s', async (_, lists, name) => {
    campaigns(running);
    h.sandbox.faults.add({ path: LISTS, kind: 'replace', body: lists });
    expect((await add('8')).text).toContain(`[list "${name}", campaign "Running"]`);
  });

  test('a list whose name cannot be read is called by its id', async () => {
    campaigns(running);
    h.sandbox.faults.add({ path: LISTS, kind: 'status', status: 403 });
    const refused = await add('8');
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toContain('[list "8", campaign');
  });

  test('lists are looked up once a minute', async () => {
    campaigns(quiet, running);
    await add('7');
    await add('7');
    await add('8');
    await add('8');
    expect(sent(h, LISTS)).toHaveLength(1);
    expect(sent(h, ADD)).toHaveLength(2);
  });
});

describe('campaigns that cannot be read', () => {
  const args = { listId: '7', email: 'new.person@novum.example', allowSending: true };

  test.each([
    [401, 'unauthorized'],
    [403, 'plan_forbidden'],
    [429, 'rate_limited'],
  ])('%i: the call says %s, which tells better what to do', async (status, code) => {
    const headers = { 'Retry-After': '600' };
    h.sandbox.faults.add({ path: CAMPAIGNS, kind: 'status', status, headers, times: Infinity });
    expect((await h.call('add_prospect_to_list', args)).code).toBe(code);
    expect(sent(h, ADD)).toHaveLength(0);
  });

  test.each([
    [404, 'status'],
    [500, 'status'],
    [200, 'malformed'],
  ] as const)('%i: it is unknown whether mail would go out', async (status, kind) => {
    h.sandbox.faults.add({ path: CAMPAIGNS, kind, status, times: Infinity });
    const refused = await h.call('add_prospect_to_list', args);
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toBe(
      'The campaigns could not be read, so it is unknown whether mail would go out; nothing was changed. Try again in a minute.',
    );
    expect(sent(h, ADD)).toHaveLength(0);
  });
});

describe('with SNOVIO_ALLOW_SENDING=never', () => {
  test.each([
    ['Running', running],
    ['Quiet', quiet],
  ])('nobody becomes Active in the campaign %s: mail would follow sooner or later', async (name, row) => {
    await using strict = await startHarness({ env: { SNOVIO_ALLOW_SENDING: 'never' }, reuse: h.sandbox });
    campaigns({ ...row, status: name === 'Quiet' ? 'Paused' : row.status });
    const args = { email: 'someone@acme.example', campaignId: name, status: 'Active', allowSending: true };
    const refused = await strict.call('change_recipient_status', args);
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toBe(
      `An Active recipient is mailed, now or when the campaign is started. The configuration forbids sending (SNOVIO_ALLOW_SENDING=never); nothing was changed. Only the user can change that: tell them. [campaign "${name}"]`,
    );
    expect(sent(h, CHANGE)).toHaveLength(0);
    await strict.call('change_recipient_status', { ...args, status: 'Paused' });
    expect(sent(h, CHANGE)).toHaveLength(1);
  });
});
