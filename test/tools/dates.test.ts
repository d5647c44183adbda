import { describe, expect, test } from 'vitest';
import { startHarness } from '../harness.ts';

/** A point in time in the forms that Snov.io writes, and as it is told. */
const FORMS: [form: string, upstream: unknown, told: string][] = [
  [
    'a date object',
    { date: '2020-04-07 08:25:44.000000', timezone_type: 3, timezone: 'UTC' },
    '2020-04-07T08:25:44Z',
  ],
  ['a plain text', '2020-04-07 08:25:44', '2020-04-07T08:25:44Z'],
  ['a date object without a zone', { date: '2020-04-07 08:25:44.000000' }, '2020-04-07T08:25:44Z'],
  ['Unix seconds', 1586247944, '2020-04-07T08:25:44Z'],
  ['ISO 8601', '2020-04-07T08:25:44+00:00', '2020-04-07T08:25:44Z'],
];

/** What a tool answers when Snov.io answers so to the path. */
async function answered(tool: string, args: object, path: string, body: object) {
  await using h = await startHarness();
  h.sandbox.faults.add({ path, kind: 'replace', body, times: Infinity });
  return (await h.call(tool, args)).structured;
}

describe.each(FORMS)('%s', (_, upstream, told) => {
  test('get_user_lists: creation, and deletion in both spellings', async () => {
    const body = [
      { id: 1, name: 'A', creationDate: upstream, deletionDate: null },
      { id: 2, name: 'B', isDeleted: true, deletionDate: upstream },
      { id: 3, name: 'C', isDeleted: true, deleteDate: upstream },
    ];
    const { lists } = await answered('get_user_lists', { includeDeleted: true }, '/v1/get-user-lists', body);
    expect(lists).toEqual([
      { id: '1', name: 'A', createdAt: told },
      { id: '2', name: 'B', deleted: true, deletedAt: told },
      { id: '3', name: 'C', deleted: true, deletedAt: told },
    ]);
  });

  test.each(['creationDate', 'creation_date'])('get_prospects_in_list: %s', async key => {
    const body = { success: true, list: { name: 'A', contacts: 0, [key]: upstream }, prospects: [] };
    const { list } = await answered('get_prospects_in_list', { listId: '1' }, '/v1/prospect-list', body);
    expect(list).toEqual({ id: '1', name: 'A', contacts: 0, createdAt: told });
  });

  test('get_user_campaigns', async () => {
    const body = [{ id: 1, created_at: upstream, updated_at: upstream, started_at: upstream }];
    const { campaigns } = await answered(
      'get_user_campaigns',
      { detail: 'full' },
      '/v1/get-user-campaigns',
      body,
    );
    expect(campaigns).toEqual([{ id: '1', createdAt: told, updatedAt: told, startedAt: told }]);
  });

  test('list_webhooks', async () => {
    const body = { data: [{ data: { id: 17, created_at: upstream } }], meta: { webhooks_count: 1 } };
    const { webhooks } = await answered('list_webhooks', {}, '/v2/webhooks', body);
    expect(webhooks).toEqual([{ id: '17', createdAt: told }]);
  });

  test.each([
    ['get_campaign_replies', '/v1/get-emails-replies', 'replies', 'repliedAt'],
    ['get_campaign_opens', '/v1/get-emails-opened', 'opens', 'openedAt'],
    ['get_campaign_clicks', '/v1/get-emails-clicked', 'clicks', 'clickedAt'],
  ])('%s', async (tool, path, rows, time) => {
    const answer = await answered(tool, { campaignId: '1' }, path, [{ visitedAt: upstream }]);
    expect(answer[rows]).toEqual([{ [time]: told }]);
  });

  test('get_campaign_sent_emails', async () => {
    const { sent } = await answered('get_campaign_sent_emails', { campaignId: '1' }, '/v1/emails-sent', [
      { sentDate: upstream },
    ]);
    expect(sent).toEqual([{ sentAt: told }]);
  });

  test('get_all_campaign_replies', async () => {
    const conversation = { receivedAt: upstream, replies: [{ message: 'Thanks', receivedAt: upstream }] };
    const { conversations } = await answered(
      'get_all_campaign_replies',
      { campaignId: '1', limit: 1, detail: 'full' },
      '/v2/campaigns/1/all-replies',
      { data: [conversation], meta: {} },
    );
    expect(conversations).toEqual([
      { receivedAt: told, replies: [{ receivedAt: told, untrustedText: 'Thanks' }] },
    ]);
  });

  test('a job and the last update of a profile', async () => {
    const job = { companyName: 'Acme', startDate: upstream, endDate: upstream };
    const body = { success: true, data: { name: 'Ada', currentJob: [job], lastUpdateDate: upstream } };
    const { prospect } = await answered('get_prospect_by_id', { id: '1' }, '/v1/get-prospect-by-id', body);
    expect(prospect).toMatchObject({
      currentJobs: [{ companyName: 'Acme', startDate: told, endDate: told }],
      lastUpdated: told,
    });
  });
});

/** The dates of lists, as answers tell them. */
async function told(upstream: readonly unknown[]): Promise<unknown[]> {
  const body = upstream.map((creationDate, id) => ({ id, creationDate }));
  const { lists } = await answered('get_user_lists', { limit: 50 }, '/v1/get-user-lists', body);
  return lists.map((list: { createdAt?: string }) => list.createdAt);
}

test('other forms of a date are told in the same way, times in UTC', async () => {
  const forms: [upstream: unknown, told: string][] = [
    ['1586247944', '2020-04-07T08:25:44Z'],
    [1586247944000, '2020-04-07T08:25:44Z'],
    ['2020-04-07T08:25:44.123Z', '2020-04-07T08:25:44Z'],
    ['2020-04-07 08:25:44+0200', '2020-04-07T06:25:44Z'],
    ['2020-04-07 08:25', '2020-04-07T08:25:00Z'],
    ['2020-04-07', '2020-04-07'],
    ['07 Apr 2020', '2020-04-07'],
    ['7 April 2020, 08:25', '2020-04-07T08:25:00Z'],
    ['Apr 7, 2020', '2020-04-07'],
    ['Tue, 07 Apr 2020 08:25:44 GMT', '2020-04-07T08:25:44Z'],
    ['Tuesday, April 7, 2020 08:25:44', '2020-04-07T08:25:44Z'],
    [
      { date: '2020-04-07 08:25:44.000000', timezone_type: 3, timezone: 'Europe/Kyiv' },
      '2020-04-07T08:25:44',
    ],
    [
      { date: '2020-04-07 08:25:44.000000', timezone_type: 1, timezone: '+03:00' },
      '2020-04-07T05:25:44Z',
    ],
  ];
  expect(await told(forms.map(([upstream]) => upstream))).toEqual(forms.map(([, iso]) => iso));
});

test('no date is made of what is none', async () => {
  const nonsense = [
    ...['0000-00-00 00:00:00', '', null, 0, 'yesterday', {}, [], -1, 12, Number.MAX_SAFE_INTEGER, '123456'],
    ...[
      '2020-13-45',
      '2021-02-29',
      '2020-04-07 25:00:00',
      '31 Feb 2021',
      '05 Foo 2023',
      '07/04/2020',
      '7.4.2020',
    ],
    ...[{ date: 'Invalid Date', timezone: 'UTC' }, { date: null }, '1586247944000000'],
  ];
  expect(await told(nonsense)).toEqual(nonsense.map(() => undefined));
});
