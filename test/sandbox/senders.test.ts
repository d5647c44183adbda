import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Client, open, wait } from './client.ts';

let client: Client;
beforeEach(async () => {
  client = await open({ speed: 60, taskSeconds: [30, 30] });
});
afterEach(() => client.close());

const EMAILS = '/v2/sender-accounts/emails';
const SMTP = { host: 'smtp.novum.example', port: 587, encryption: 'tls' };
const SENDER = {
  sender_name: 'Ada Byron',
  email_from: 'ada@novum.example',
  password: 'app-password',
  smtp: SMTP,
};

const add = (json: object = {}) => client.ask('POST', EMAILS, { json: { ...SENDER, ...json } });
const update = (id: number, json: object) => client.ask('PATCH', `${EMAILS}/${id}`, { json });
const check = async (id: number) => {
  const query = { sender_account_id: String(id) };
  return (await client.ask('GET', '/v2/sender-accounts/check-sender-status', { query })).body.data;
};
const listed = async (id: number) =>
  (await client.ask('GET', EMAILS)).body.data.find((row: { id: number }) => row.id === id);

test('an added account is listed, and valid once its check has ended', async () => {
  const { id } = (await add()).body.data;
  expect([await check(id), (await listed(id)).valid]).toEqual([
    { smtp: { status: 'pending' }, imap: null },
    false,
  ]);
  await wait(550);
  expect([await check(id), (await listed(id)).valid]).toEqual([
    { smtp: { status: 'valid' }, imap: null },
    true,
  ]);
  expect((await add()).body.success).toBe(false);
});

test('a wrong password is found at both servers', async () => {
  const imap = { host: 'imap.novum.example', port: 143, encryption: 'none' };
  const { id } = (await add({ imap, password: 'wrong-password' })).body.data;
  await wait(550);
  const invalid = { status: 'invalid', errors: ['Username and password not accepted'] };
  expect(await check(id)).toEqual({ smtp: invalid, imap: invalid });
  await update(id, { password: 'app-password' });
  expect((await check(id)).smtp.status).toBe('pending');
});

test('a change keeps what it does not name, and null clears', async () => {
  const { id } = (await add({ tags: ['Cold'], reply_to: 'replies@novum.example' })).body.data;
  const { data } = (await update(id, { reply_to: null, delay_type: 'fixed' })).body;
  expect(data).toMatchObject({ sender_name: 'Ada Byron', reply_to: null, tags: ['Cold'], delay_fixed: 600 });
  expect(data.delay_from).toBeUndefined();
  expect((await update(id, { tags: null })).body.data.tags).toEqual([]);
});

test.each([
  { sender_name: undefined },
  { sender_name: 'x'.repeat(101) },
  { email_from: 'ada' },
  { password: '' },
  { smtp: undefined },
  { smtp: { host: 'smtp.novum.example' } },
  { smtp: { ...SMTP, port: 2525 } },
  { smtp: { ...SMTP, encryption: 'ssl' } },
  { imap: { host: 'imap.novum.example', port: 993, encryption: 'none' } },
  { limitation: 1201 },
  { limitation: 145 },
  { delay_type: 'never' },
  { delay_from: 900, delay_to: 900 },
  { delay_type: 'fixed', delay_fixed: 3601 },
  { timezoneId: 459 },
  { bcc_email: 'nobody' },
])('%j is refused', async json => {
  expect((await add(json)).status).toBe(422);
  expect((await client.ask('GET', EMAILS)).body.data).toHaveLength(4);
});

test('an empty change and unknown ids are refused', async () => {
  expect((await update(11_980, {})).status).toBe(422);
  expect((await update(99, { limitation: 5 })).status).toBe(404);
  for (const [sender_account_id, status] of [
    ['0', 422],
    ['99', 404],
  ] as const) {
    const query = { sender_account_id };
    expect((await client.ask('GET', '/v2/sender-accounts/check-sender-status', { query })).status).toBe(
      status,
    );
  }
});
