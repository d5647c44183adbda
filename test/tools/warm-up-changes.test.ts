import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { personWho } from '../person.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const PATH = '/v2/warm-up';

const writes = () =>
  h.sandbox.requests.filter(({ method, path }) => method !== 'GET' && path.startsWith(PATH));
const replace = (path: string, body: object, method?: string) =>
  h.sandbox.faults.add({ path, kind: 'replace', body, ...(method && { method }) });

describe('create_warm_up', () => {
  const SETTINGS = { senderAccountId: '11981', perDay: 20, from: 2, increase: 2 };
  const create = (args = {}) => h.call('create_warm_up', { ...SETTINGS, allowSending: true, ...args });

  test('starts a warm-up', async () => {
    const { structured } = await create({ senderAccountId: 'sales@brightwell.example' });
    expect(structured).toEqual({ warmUpId: '125', senderAccountId: '11981' });
    expect(writes().at(-1)?.body).toEqual({
      email_account_id: 11981,
      strategy: 'progressive',
      per_day: 20,
      from: 2,
      increase: 2,
    });
    const { warmUp } = (await h.call('get_warm_up', { warmUpId: '125' })).structured;
    expect(warmUp).toMatchObject({ status: 'active', dailyLimit: 2 });
  });

  test('asks first, since mail goes out', async () => {
    const refused = await create({ allowSending: undefined });
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toBe(
      'Snov.io would send up to 20 mails a day from this account to warm it up. Ask the user, then repeat with allowSending: true. [sender "sales@brightwell.example"]',
    );
    expect(writes()).toEqual([]);
  });

  test.each([
    [{ from: undefined }, 'from: give from and increase for a progressive warm-up'],
    [{ increase: undefined }, 'increase: give from and increase for a progressive warm-up'],
    [{ from: 3, perDay: 2 }, 'from: is more than perDay'],
    [{ from: 6 }, 'takes at most 5'],
    [{ increase: 6 }, 'takes at most 5'],
    [{ perDay: 1001 }, 'takes at most 1000'],
  ])('%j is refused, and nothing is sent', async (args, told) => {
    const refused = await create(args);
    expect([refused.code, refused.text]).toEqual(['invalid_input', expect.stringContaining(told)]);
    expect(h.sandbox.requests).toEqual([]);
  });

  test('passes on why Snov.io refuses', async () => {
    const told = async (senderAccountId: string) => (await create({ senderAccountId })).text;
    expect(await told('11980')).toContain('"This email account already has a warm-up"');
    expect(await told('11983')).toContain('"The email account is not connected"');
    expect((await create({ senderAccountId: '99' })).code).toBe('not_found');
  });

  test.each([{}, { success: true }, { data: { id: 5 } }, { data: { id: 5 }, success: 'maybe' }])(
    '%j is no success, and may be one',
    async body => {
      replace(PATH, body);
      const unclear = await create();
      expect(unclear.code).toBe('upstream_malformed');
      expect(unclear.text).toContain('look with list_warm_ups before you repeat');
      expect(writes()).toHaveLength(1);
    },
  );
});

test('a lost answer may be a success, too: the request is not repeated', async () => {
  h.sandbox.faults.add({ path: PATH, method: 'POST', kind: 'drop', when: 'after' });
  const create = { senderAccountId: '11981', perDay: 5, strategy: 'steady', allowSending: true };
  const lost = await h.call('create_warm_up', create);
  expect([lost.code, lost.text]).toEqual([
    'upstream_unavailable',
    expect.stringContaining('look with list_warm_ups before you repeat'),
  ]);
  expect(writes()).toHaveLength(1);
});

describe('update_warm_up', () => {
  const update = (args = {}) => h.call('update_warm_up', { warmUpId: '123', ...args });
  const statusOf = async (warmUpId: string) =>
    (await h.call('get_warm_up', { warmUpId })).structured.warmUp.status;

  test.each(['paused', 'completed'])('%s stops the mail, so nobody is asked', async status => {
    expect((await update({ status })).structured).toEqual({ warmUpId: '123', updated: true });
    expect(writes().at(-1)?.body).toEqual({ status });
    expect(await statusOf('123')).toBe(status);
  });

  test.each([{ status: 'active' }, { perDay: 40 }, { status: 'active', perDay: 5 }, { deadline: 'none' }])(
    '%j can make mail go out: the user is asked',
    async args => {
      const refused = await update({ warmUpId: '124', ...args });
      expect(refused.code).toBe('sending_not_allowed');
      expect(refused.text).toBe(
        'An active warm-up sends mail from its sender account each day, by these settings. Ask the user, then repeat with allowSending: true. [warm_up "124", sender "ada@try-brightwell.example"]',
      );
      expect(writes()).toEqual([]);
      expect((await update({ warmUpId: '124', allowSending: true, ...args })).isError).toBe(false);
    },
  );

  test('sets texts, replies, providers and an end', async () => {
    const texts = { subject: 'Lunch', body: 'At noon?' };
    const rest = { providers: ['gmail'], replyRate: 45, deadline: '2100-01-31' };
    await update({ ...texts, ...rest, allowSending: true });
    expect(writes().at(-1)?.body).toEqual({
      ...{ email_content: 'specific', ...texts },
      ...{ providers: ['gmail'], reply_rate: 45, campaign_deadline: '2100-01-31' },
    });
    const { warmUp } = (await h.call('get_warm_up', { warmUpId: '123' })).structured;
    expect(warmUp).toMatchObject({ status: 'active', deadline: '2100-01-31' });
  });

  test('starts and changes it', async () => {
    const steady = { strategy: 'steady', perDay: 7, deadline: 'None', status: 'active', allowSending: true };
    await update({ warmUpId: '124', ...steady });
    const { warmUp } = (await h.call('get_warm_up', { warmUpId: '124' })).structured;
    expect(warmUp).toMatchObject({ status: 'active', perDay: 7, dailyLimit: 7 });
    expect(warmUp.deadline).toBeUndefined();
    expect((await update({ from: 10, perDay: 20, allowSending: true })).isError).toBe(false);
  });

  test.each([
    [{}, 'nothing is to be changed'],
    [{ from: 11, status: 'paused' }, 'takes at most 10'],
    [{ strategy: 'progressive' }, 'from: give from and increase'],
    [{ replyRate: 9 }, 'takes at least 10'],
    [{ replyRate: 46 }, 'takes at most 45'],
    [{ subject: 'Lunch' }, 'body: give it too: subject and body go together'],
    [{ body: 'At noon?' }, 'subject: give it too: subject and body go together'],
    [{ subject: 'x'.repeat(201), body: 'x' }, 'subject: is longer than 200 characters'],
    [{ subject: 'Lunch', body: ' ' }, 'body: is empty'],
    [{ subject: 'Lunch', body: 'x'.repeat(10_001) }, 'body: at most 10000 characters'],
    [{ providers: [] }, 'providers: is empty'],
    [{ providers: ['yahoo'] }, 'providers'],
    [{ deadline: 'tomorrow' }, 'deadline: is no day; write it as YYYY-MM-DD'],
    [{ status: 'deleted' }, 'status'],
    [{ warmUpId: 'x', status: 'paused' }, 'warmUpId: this is not a warm-up id'],
  ])('%j is refused, and nothing is sent', async (args, told) => {
    const refused = await update(args);
    expect([refused.code, refused.text]).toEqual(['invalid_input', expect.stringContaining(told)]);
    expect(h.sandbox.requests).toEqual([]);
  });

  test('passes on why Snov.io refuses', async () => {
    await update({ status: 'completed' });
    const refused = await update({ status: 'active', allowSending: true });
    expect([refused.code, refused.text]).toEqual([
      'refused',
      expect.stringContaining('"A completed warm-up can not be started again"'),
    ]);
    expect((await update({ warmUpId: '99', status: 'paused' })).code).toBe('not_found');
  });

  test.each([{}, { data: { id: 123 } }, { success: null }, { success: 'done' }])(
    '%j is no success',
    async body => {
      replace(`${PATH}/123`, body);
      const unclear = await update({ status: 'paused' });
      expect([unclear.code, unclear.text]).toEqual([
        'upstream_malformed',
        expect.stringContaining('look with get_warm_up before you repeat'),
      ]);
    },
  );
});

describe('delete_warm_up', () => {
  const remove = (args = {}) => h.call('delete_warm_up', { warmUpId: '0124', ...args });

  test('deletes it once the user has agreed', async () => {
    const refused = await remove();
    expect([refused.code, refused.text]).toEqual([
      'invalid_input',
      'confirm: the warm-up and its statistics would be gone for good. Ask the user, then repeat with confirm: true. [warm_up "124", sender "ada@try-brightwell.example"]',
    ]);
    expect(writes()).toEqual([]);
    const deleted = { warmUpId: '124', deleted: true };
    expect((await remove({ confirm: true })).structured).toEqual(deleted);
    for (const confirm of [true, undefined]) expect((await remove({ confirm })).code).toBe('not_found');
  });

  test.each([{}, { data: { id: 124 } }, { data: { id: 124 }, success: 0.5 }])(
    '%j is no success',
    async body => {
      replace(`${PATH}/124`, body, 'DELETE');
      expect((await remove({ confirm: true })).code).toBe('upstream_malformed');
    },
  );
});

test('where sending is forbidden, warm-ups can only be stopped, whatever the call says', async () => {
  await using never = await startHarness({ env: { SNOVIO_ALLOW_SENDING: 'never' }, reuse: h.sandbox });
  for (const [tool, args] of [
    ['create_warm_up', { senderAccountId: '11981', perDay: 5, strategy: 'steady' }],
    ['update_warm_up', { warmUpId: '124', status: 'active' }],
    ['update_warm_up', { warmUpId: '123', perDay: 5 }],
  ] as const) {
    const refused = await never.call(tool, { ...args, allowSending: true });
    expect([refused.code, refused.text]).toEqual([
      'sending_not_allowed',
      expect.stringContaining('SNOVIO_ALLOW_SENDING=never'),
    ]);
  }
  expect(writes()).toEqual([]);
  const paused = await never.call('update_warm_up', { warmUpId: '123', status: 'paused' });
  expect(paused.isError).toBe(false);
});

test('a person who can be asked has to agree, whatever the call says', async () => {
  const { questions, options } = personWho(() => questions.length > 1);
  await using asked = await startHarness({ reuse: h.sandbox, ...options });
  const create = { senderAccountId: '11981', perDay: 5, strategy: 'steady', allowSending: true };
  expect((await asked.call('create_warm_up', create)).code).toBe('sending_not_allowed');
  expect(writes()).toEqual([]);
  expect((await asked.call('create_warm_up', create)).structured.warmUpId).toBe('125');
  expect(questions).toEqual(
    Array(2).fill(
      'snovio-mcp: Snov.io would send up to 5 mails a day from this account to warm it up. Let the mail go out? [sender "sales@brightwell.example"]',
    ),
  );
  await asked.call('delete_warm_up', { warmUpId: '124' });
  expect(questions[2]).toBe(
    'snovio-mcp: delete this warm-up and its statistics for good? [warm_up "124", sender "ada@try-brightwell.example"]',
  );
});
