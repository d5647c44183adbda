import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

interface Listed {
  total?: number;
  returned: number;
  next?: string;
  note?: string;
}

function campaignsOf(lists: { name: string; campaigns?: object[] }[], list: string) {
  return lists.find(({ name }) => name === list)?.campaigns;
}

describe('get_user_lists', () => {
  test('answers the documented sample without its deleted list', async () => {
    const date = { date: '2020-04-07 08:25:44.000000', timezone_type: 3, timezone: 'UTC' };
    const gone = {
      id: 2,
      name: 'Gone',
      contacts: 10,
      isDeleted: true,
      creationDate: date,
      deletionDate: date,
    };
    const body = [
      {
        id: 1818597,
        name: 'FirstSend',
        contacts: 1,
        isDeleted: false,
        creationDate: date,
        deletionDate: null,
      },
      gone,
    ];
    h.sandbox.faults.add({ path: '/v1/get-user-lists', kind: 'replace', body, times: 2 });
    const list = { id: '1818597', name: 'FirstSend', contacts: 1, createdAt: '2020-04-07T08:25:44Z' };
    expect((await h.call('get_user_lists')).structured).toEqual({ total: 1, returned: 1, lists: [list] });
    const all = await h.call('get_user_lists', { includeDeleted: true });
    expect(all.structured).toMatchObject({
      total: 2,
      lists: [list, { id: '2', deleted: true, deletedAt: '2020-04-07T08:25:44Z' }],
    });
  });

  test('says which campaigns a list feeds', async () => {
    const { lists } = (await h.call('get_user_lists')).structured;
    expect(campaignsOf(lists, 'Berlin SaaS')).toEqual([{ id: '237951', name: 'Q4', status: 'active' }]);
    expect(campaignsOf(lists, 'Research')).toBeUndefined();
  });

  const path = '/v1/get-user-campaigns';

  test.each([{}, null, [{}], '<html></html>', { success: false }])(
    'tells that the campaigns could not be read (%j)',
    async body => {
      h.sandbox.faults.add({ path, kind: 'replace', body: JSON.stringify(body), times: 9 });
      const { structured } = await h.call('get_user_lists');
      expect(structured).toMatchObject({ total: 11, note: expect.stringContaining('could not be read') });
      expect(JSON.stringify(structured.lists)).not.toContain('campaigns');
    },
  );

  test('tells of campaigns whose list is not known', async () => {
    const body = [
      { id: 1, campaign: 'One', list_id: 8512901, status: 'Draft' },
      { id: 2, campaign: 'Two', list_id: null },
      { id: 3, campaign: 'Three', list_id: '8512901;8512902' },
    ];
    h.sandbox.faults.add({ path, kind: 'replace', body });
    const { lists, note } = (await h.call('get_user_lists')).structured;
    expect(note).toBe('Which list feeds these campaigns is unknown: 2.');
    expect(campaignsOf(lists, 'Berlin SaaS')).toEqual([
      { id: '1', name: 'One', status: 'draft' },
      { id: '3', name: 'Three' },
    ]);
    expect(campaignsOf(lists, 'Paris fintech')).toEqual([{ id: '3', name: 'Three' }]);
  });

  test('an object in the place of the rows is not taken for a row', async () => {
    h.sandbox.faults.add({
      path: '/v1/get-user-lists',
      kind: 'replace',
      body: { success: false },
      times: Number.POSITIVE_INFINITY,
    });
    expect((await h.call('get_user_lists')).isError).toBe(true);
  });

  test('pages with limit and next', async () => {
    const first = await h.call('get_user_lists', { limit: 8 });
    expect(first.structured).toMatchObject({ total: 11, returned: 8 });
    const { next } = first.structured as Listed;
    const rest = await h.call('get_user_lists', { limit: 8, next });
    expect(rest.structured).toMatchObject({ total: 11, returned: 3 });
    expect((rest.structured as Listed).next).toBeUndefined();
  });

  test.each(['abc', 'eyJvZmZzZXQiOi0xfQ', ''])('a tampered next (%s) is invalid_input', async next => {
    expect((await h.call('get_user_lists', { next })).code).toBe('invalid_input');
  });
});

describe('get_prospects_in_list', () => {
  test('answers the documented sample, smtpStatus as smtpCode', async () => {
    const emails = [
      {
        email: 'ada.byron@example.com',
        probability: 99,
        isVerified: null,
        jobStatus: 'any',
        domainType: 'linkedin_email',
        isValidFormat: true,
        isDisposable: false,
        smtpStatus: 3,
        planted: 1,
      },
    ];
    const body = {
      success: true,
      list: {
        name: 'Lead LIST',
        contacts: 1,
        creationDate: { date: '2020-05-19 17:34:39.000000', timezone_type: 3, timezone: 'UTC' },
        emailsCount: [],
      },
      prospects: [{ id: '706f', name: 'Ada Byron', firstName: 'Ada', lastName: 'Byron', emails }],
    };
    h.sandbox.faults.add({ path: '/v1/prospect-list', kind: 'replace', body });
    const full = await h.call('get_prospects_in_list', { listId: '1', detail: 'full' });
    expect(full.structured).toEqual({
      list: { id: '1', name: 'Lead LIST', contacts: 1, createdAt: '2020-05-19T17:34:39Z' },
      total: 1,
      returned: 1,
      note: expect.stringMatching(
        /^Addresses without status: .+ probability: .+ smtpCode: .+ verify_emails gives a verdict\.$/,
      ),
      prospects: [
        {
          prospectHash: '706f',
          name: 'Ada Byron',
          firstName: 'Ada',
          lastName: 'Byron',
          emails: [
            {
              email: 'ada.byron@example.com',
              probability: 99,
              jobStatus: 'any',
              domainType: 'linkedin_email',
              validFormat: true,
              disposable: false,
              smtpCode: 3,
            },
          ],
        },
      ],
    });
  });

  test.each<[object, string]>([
    [{ success: false }, 'not_found'],
    [{}, 'upstream_malformed'],
    [{ success: true, list: null, prospects: [] }, 'upstream_malformed'],
    [{ success: true, list: { name: 'Leads', contacts: 9 } }, 'upstream_malformed'],
  ])('%j is %s', async (body, code) => {
    h.sandbox.faults.add({ path: '/v1/prospect-list', kind: 'replace', body });
    expect((await h.call('get_prospects_in_list', { listId: '1' })).code).toBe(code);
  });

  test.each([
    [7, 7],
    ['7', 7],
    [[], undefined],
    [null, undefined],
  ])('emailsCount %j is %j', async (emailsCount, expected) => {
    const body = { success: true, list: { name: 'Leads', contacts: 9, emailsCount }, prospects: [] };
    h.sandbox.faults.add({ path: '/v1/prospect-list', kind: 'replace', body });
    const { structured } = await h.call('get_prospects_in_list', { listId: '1' });
    expect(structured.list).toEqual({
      id: '1',
      name: 'Leads',
      contacts: 9,
      ...(expected && { emailsCount: expected }),
    });
  });

  test('reaches everybody exactly once, across upstream pages and cut answers', async () => {
    const seen: string[] = [];
    let next: string | undefined;
    let cut = 0;
    do {
      const { structured } = await h.call('get_prospects_in_list', {
        listId: 'Everyone',
        limit: 130,
        detail: 'full',
        ...(next && { next }),
      });
      const { prospects, note, ...facts } = structured as unknown as Listed & {
        prospects: { prospectHash: string }[];
      };
      expect(facts).toMatchObject({ total: 202, returned: prospects.length });
      seen.push(...prospects.map(({ prospectHash }) => prospectHash));
      if (note) cut += 1;
      next = facts.next;
    } while (next);
    expect(seen.length).toBe(202);
    expect(new Set(seen).size).toBe(202);
    expect(cut).toBeGreaterThan(0);
  });

  test('takes the name in any case; two of one name need the id', async () => {
    expect((await h.call('get_prospects_in_list', { listId: ' RESEARCH ' })).structured).toMatchObject({
      list: { id: '8512908', name: 'Research' },
      total: 3,
    });
    const two = await h.call('get_prospects_in_list', { listId: 'conference' });
    expect(two.code).toBe('invalid_input');
    expect(two.text).toContain('8512909');
    expect(two.text).toContain('8512910');
  });

  test.each(['No such list', 'All prospects'])(
    'an unknown or deleted name (%s) is not_found',
    async listId => {
      const missing = await h.call('get_prospects_in_list', { listId });
      expect(missing.code).toBe('not_found');
      expect(missing.text).toContain('get_user_lists');
    },
  );

  test('an unknown id is not_found', async () => {
    expect((await h.call('get_prospects_in_list', { listId: '5' })).code).toBe('not_found');
  });
});

describe('create_prospect_list', () => {
  test('answers the id, and the name can be used at once', async () => {
    await h.call('get_prospects_in_list', { listId: 'Research' });
    const created = await h.call('create_prospect_list', { name: ' Fresh ' });
    expect(created.structured).toEqual({ id: '8512913', name: 'Fresh' });
    expect((await h.call('get_prospects_in_list', { listId: 'fresh' })).structured).toMatchObject({
      list: { id: '8512913' },
      total: 0,
      prospects: [],
    });
  });

  test('needs a name', async () => {
    expect((await h.call('create_prospect_list', { name: ' ' })).code).toBe('invalid_input');
  });

  const make = (name: string, more = {}) => h.call('create_prospect_list', { name, ...more });
  const listsOf = async (name: string) => {
    const { structured } = await h.call('get_user_lists', { limit: 1000 });
    return structured.lists
      .filter((list: { name: string }) => list.name === name)
      .map(({ id }: { id: string }) => id);
  };

  test('makes no second list of a name, in whatever spelling, unless that is wanted', async () => {
    const { structured } = await make('Berlin Ärzte');
    const { code, text } = await make(' berlin  ärzte ');
    expect(code).toBe('invalid_input');
    expect(text).toContain(`has this name already (id ${structured.id})`);
    expect(text).toContain('allowDuplicate: true');
    expect(await listsOf('Berlin Ärzte')).toEqual([structured.id]);
    const second = await make('Berlin Ärzte', { allowDuplicate: true });
    expect(second.isError).toBe(false);
    expect(await listsOf('Berlin Ärzte')).toHaveLength(2);
  });

  test('makes one list where several calls come at once, and each name on its own', async () => {
    const answers = await Promise.all(['At once', 'At once', 'AT ONCE', 'Another'].map(name => make(name)));
    expect(answers.map(({ isError }) => isError).sort()).toEqual([false, false, true, true]);
    expect(await listsOf('At once')).toHaveLength(1);
    expect(await listsOf('Another')).toHaveLength(1);
  });

  test('makes none where it cannot be told whether there is one', async () => {
    h.sandbox.faults.add({ path: '/v1/get-user-lists', kind: 'status', status: 403 });
    expect((await make('Unsure')).isError).toBe(true);
    expect(await listsOf('Unsure')).toEqual([]);
    expect((await make('Unsure')).isError).toBe(false);
  });

  test('a deleted list takes no name away', async () => {
    const body = [{ id: 5, name: 'Gone', contacts: 0, isDeleted: true }];
    h.sandbox.faults.add({ path: '/v1/get-user-lists', kind: 'replace', body });
    expect((await make('Gone')).isError).toBe(false);
  });
});
