import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const person = { email: 'new.person@novum.example', firstName: 'New' };

function writes(harness: Harness, path: string) {
  return harness.sandbox.requests.filter(request => request.path === path).length;
}

describe('a list that feeds a running campaign', () => {
  test.each([
    ['add_prospect_to_list', { listId: 'Berlin SaaS', ...person }],
    ['save_prospects', { listId: '8512901', prospects: [person] }],
  ])('%s refuses and names list and campaign', async (name, args) => {
    const refused = await h.call(name, args);
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toBe(
      'The list feeds a running campaign: this person would be mailed. Ask the user, then repeat with allowSending: true. [list "Berlin SaaS", campaign "Q4"]',
    );
    expect(writes(h, '/v1/add-prospect-to-list')).toBe(0);
    expect(h.sandbox.mailed).toEqual([]);
  });

  test('an id with zeros before it is the same list', async () => {
    const refused = await h.call('add_prospect_to_list', { listId: '0008512901', ...person });
    expect(refused.code).toBe('sending_not_allowed');
  });

  test('lets the person in once the user has agreed', async () => {
    const added = await h.call('add_prospect_to_list', {
      listId: 'berlin saas',
      ...person,
      allowSending: true,
    });
    expect(added.structured).toMatchObject({ status: 'added', listId: '8512901' });
    expect(h.sandbox.mailed).toMatchObject([{ email: person.email, campaign: 'Q4' }]);
  });

  test.each([
    ['Nordic shops', 'Active (On hold)'],
    ['Warsaw agencies', 'Scheduled'],
  ])('%s, whose campaign is %s, counts as able to mail', async listId => {
    expect((await h.call('add_prospect_to_list', { listId, ...person })).code).toBe('sending_not_allowed');
  });

  test.each(['Paris fintech', 'Ideas', 'Old leads', 'Research'])(
    '%s, which no running campaign uses, takes people unasked',
    async listId => {
      const added = await h.call('add_prospect_to_list', { listId, ...person });
      expect(added.structured).toMatchObject({ status: 'added' });
      expect(h.sandbox.mailed).toEqual([]);
    },
  );

  test.each(['Активна', '', 'Archived'])(
    'a campaign status that is not known (%s) may mail',
    async status => {
      const campaigns = [{ id: 1, campaign: 'Strange', list_id: 8512908, status, created_at: 1639469976 }];
      h.sandbox.faults.add({ path: '/v1/get-user-campaigns', kind: 'replace', body: campaigns });
      const refused = await h.call('add_prospect_to_list', { listId: 'Research', ...person });
      expect(refused.code).toBe('sending_not_allowed');
      expect(refused.text).toContain('[list "Research", campaign "Strange"]');
    },
  );
});

test('when the campaigns cannot be read, nothing is changed', async () => {
  h.sandbox.faults.add({
    path: '/v1/get-user-campaigns',
    kind: 'malformed',
    times: Number.POSITIVE_INFINITY,
  });
  const refused = await h.call('add_prospect_to_list', { listId: '8512908', ...person, allowSending: true });
  expect(refused.code).toBe('sending_not_allowed');
  expect(refused.text).toContain('could not be read');
  expect(writes(h, '/v1/add-prospect-to-list')).toBe(0);
});

describe('setting a recipient to Active', () => {
  const email = 'someone@acme.example';
  const active = { email, campaignId: 'q4', status: 'Active' };

  test('in a running campaign needs the user', async () => {
    const refused = await h.call('change_recipient_status', active);
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toMatch(/^The campaign is running: .* \[campaign "Q4"\]$/);
    expect(writes(h, '/v1/change-recipient-status')).toBe(0);
  });

  test('in a campaign that is unknown needs the user too', async () => {
    const refused = await h.call('change_recipient_status', { ...active, campaignId: '999' });
    expect(refused.code).toBe('sending_not_allowed');
  });

  test('pausing needs nobody', async () => {
    await h.call('change_recipient_status', { ...active, status: 'Paused' });
    expect(writes(h, '/v1/get-user-campaigns')).toBe(1);
    expect(writes(h, '/v1/change-recipient-status')).toBe(1);
  });
});

describe('SNOVIO_ALLOW_SENDING=never', () => {
  test('refuses even with allowSending', async () => {
    const strict = await startHarness({ env: { SNOVIO_ALLOW_SENDING: 'never' } });
    const args = { listId: 'Berlin SaaS', ...person, allowSending: true };
    const refused = await strict.call('add_prospect_to_list', args);
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toContain('SNOVIO_ALLOW_SENDING=never');
    expect(strict.sandbox.mailed).toEqual([]);
    const quiet = await strict.call('add_prospect_to_list', { listId: 'Research', ...person });
    expect(quiet.structured).toMatchObject({ status: 'added' });
    await strict.close();
  });
});
