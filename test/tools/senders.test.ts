import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { personWho } from '../person.ts';
import { until } from '../sandbox/client.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness();
});
afterEach(() => h.close());

const EMAILS = '/v2/sender-accounts/emails';
const CHECK = '/v2/sender-accounts/check-sender-status';
const PASSWORD = ' abcd efgh "ijkl/mnop';

const mailbox = {
  senderName: 'Ada Byron',
  emailFrom: 'ada@novum.example',
  password: PASSWORD,
  smtp: 'smtp.novum.example:465',
};

const writes = () =>
  h.sandbox.requests.filter(({ method, path }) => method !== 'GET' && path.startsWith(EMAILS));
const replace = (path: string, body: object | string, status = 200) =>
  h.sandbox.faults.add({ path, kind: 'replace', status, body });

describe('list_sender_accounts', () => {
  test('answers the documented sample', async () => {
    const account = { id: 11980, sender_name: 'Ada Byron', email_from: 'ada@example.com', valid: true };
    const imap = { username: 'ada@example.com', valid: true };
    const rest = { suspended: false, limitation: 50, provider: 'hostinger', tags: ['Work'], imap };
    replace(EMAILS, { data: [{ ...account, ...rest }] });
    expect((await h.call('list_sender_accounts')).structured).toEqual({
      total: 1,
      returned: 1,
      accounts: [
        {
          id: '11980',
          senderName: 'Ada Byron',
          emailFrom: 'ada@example.com',
          valid: true,
          suspended: false,
          dailyLimit: 50,
          provider: 'hostinger',
          tags: ['Work'],
          imap: { username: 'ada@example.com', valid: true },
        },
      ],
    });
  });

  test('says which of them are connected', async () => {
    const { structured } = await h.call('list_sender_accounts');
    expect(structured.accounts.map(({ id, valid }: { id: string; valid: boolean }) => [id, valid])).toEqual([
      ['11980', true],
      ['11981', true],
      ['11982', true],
      ['11983', false],
    ]);
  });

  test.each([
    {},
    { data: null },
    { data: {} },
    { data: [{ ID: 1, email: 'a@b.example' }] },
    { accounts: [] },
  ])('%j is no empty list', async body => {
    h.sandbox.faults.add({ path: EMAILS, kind: 'replace', body, times: Infinity });
    expect((await h.call('list_sender_accounts')).code).toBe('upstream_malformed');
  });

  test('passes on why Snov.io refuses', async () => {
    replace(EMAILS, { success: false, errors: ['Not in your plan'] });
    const refused = await h.call('list_sender_accounts');
    expect([refused.code, refused.text]).toEqual(['refused', expect.stringContaining('"Not in your plan"')]);
  });
});

describe('check_sender_account', () => {
  test('answers the documented sample', async () => {
    replace(CHECK, { data: { smtp: { status: 'invalid', errors: ['Connection refused'] }, imap: null } });
    expect((await h.call('check_sender_account', { senderAccountId: '11980' })).structured).toEqual({
      senderAccountId: '11980',
      smtp: { status: 'invalid', errors: ['Connection refused'] },
    });
  });

  test('finds an account by its address', async () => {
    const { structured } = await h.call('check_sender_account', {
      senderAccountId: 'Events@brightwell.example',
    });
    expect(structured).toEqual({
      senderAccountId: '11983',
      smtp: { status: 'invalid', errors: ['Connection refused'] },
      imap: { status: 'valid' },
    });
  });

  test.each([
    ['pending', 'pending'],
    ['connected', 'valid'],
    ['error', 'invalid'],
    ['ok', 'unknown'],
    ['VALID', 'unknown'],
  ])('%s is told as %s', async (status, told) => {
    replace(CHECK, { data: { smtp: { status }, imap: { status: 'valid' } } });
    const { structured } = await h.call('check_sender_account', { senderAccountId: '11980' });
    expect(structured.smtp).toEqual({ status: told });
    expect('note' in structured).toBe(told === 'pending');
  });

  test.each([
    {},
    { data: {} },
    { data: { smtp: null, imap: null } },
    { data: { smtp: { state: 'valid' }, imap: null } },
    { data: { smtp: { status: 'valid' } } },
  ])('%j says nothing', async body => {
    h.sandbox.faults.add({ path: CHECK, kind: 'replace', body, times: Infinity });
    const { code } = await h.call('check_sender_account', { senderAccountId: '11980' });
    expect(code).toBe('upstream_malformed');
  });

  test.each([
    ['99', 'not_found'],
    ['nobody@novum.example', 'not_found'],
    [' ', 'invalid_input'],
  ])('%j is %s', async (senderAccountId, code) => {
    expect((await h.call('check_sender_account', { senderAccountId })).code).toBe(code);
  });
});

describe('add_sender_account', () => {
  const add = (args = {}) => h.call('add_sender_account', { ...mailbox, confirm: true, ...args });

  test('connects a mailbox, whose check ends later', async () => {
    const imap = 'imap.novum.example:993';
    const { structured } = await add({ imap });
    expect(structured).toEqual({
      account: {
        id: expect.any(String),
        senderName: 'Ada Byron',
        emailFrom: 'ada@novum.example',
        dailyLimit: 50,
        smtp: { status: 'pending', host: 'smtp.novum.example', port: 465 },
        imap: { status: 'pending', host: 'imap.novum.example', port: 993 },
      },
      note: expect.stringContaining('check_sender_account'),
    });
    expect(writes().at(-1)?.body).toEqual({
      sender_name: 'Ada Byron',
      email_from: 'ada@novum.example',
      password: PASSWORD,
      smtp: { host: 'smtp.novum.example', port: 465, encryption: 'ssl' },
      imap: { host: 'imap.novum.example', port: 993, encryption: 'ssl' },
    });
    let status = 'pending';
    const senderAccountId = structured.account.id;
    for (let tries = 0; status === 'pending' && tries < 100; tries++)
      status = (await h.call('check_sender_account', { senderAccountId })).structured.smtp.status;
    expect(status).toBe('valid');
  });

  test('asks first, and names the mailbox and its servers', async () => {
    const refused = await add({ confirm: undefined, imap: 'imap.evil.example:143' });
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toBe(
      'confirm: Snov.io would get the password of this mailbox, and campaigns could send from it. Ask the user, then repeat with confirm: true. [emailFrom "ada@novum.example", smtp "smtp.novum.example:465", imap "imap.evil.example:143"]',
    );
    expect(writes()).toEqual([]);
  });

  test.each([
    [{ smtp: 'smtp.novum.example' }, 'smtp: write it as host:port, with a port of 25, 465, 587'],
    [{ smtp: 'smtp.novum.example:993' }, 'with a port of 25, 465, 587'],
    [{ smtp: `${'a'.repeat(101)}:465` }, 'a host of up to 100 characters'],
    [{ imap: 'imap.novum.example:465' }, 'imap: write it as host:port, with a port of 143, 993'],
    [{ emailFrom: 'ada' }, 'emailFrom: this is not an e-mail address'],
    [{ senderName: 'x'.repeat(101) }, 'senderName: is longer than 100 characters'],
    [{ senderName: ' ' }, 'senderName: is empty'],
    [{ password: ' 1234567 ' }, 'password: has to have at least 8 characters'],
    [{ password: undefined }, 'password'],
  ])('%j is refused, and nothing is sent', async (args, told) => {
    const refused = await add(args);
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toContain(told);
    expect(refused.text).not.toContain('1234567');
    expect(writes()).toEqual([]);
  });

  test('passes on why Snov.io refuses', async () => {
    await add();
    const refused = await add();
    expect([refused.code, refused.text]).toEqual([
      'refused',
      expect.stringContaining('"This email account is already connected"'),
    ]);
  });

  test.each([{}, { data: {} }, { data: { id: 5 } }, { data: { id: 5, smtp: {} } }, '<html>'])(
    '%j is no success, and may be one',
    async body => {
      replace(EMAILS, body);
      const unclear = await add();
      expect(unclear.code).toBe('upstream_malformed');
      expect(unclear.text).toContain('look with list_sender_accounts before you repeat');
      expect(writes()).toHaveLength(1);
    },
  );
});

describe('update_sender_account', () => {
  const update = (args = {}) =>
    h.call('update_sender_account', { senderAccountId: '11981', confirm: true, ...args });

  test('answers the documented sample', async () => {
    const smtp = { host: 'smtp.example.com', port: 465, encryption: 'ssl', status: 'pending' };
    const imap = { host: 'imap.example.com', port: 993, encryption: 'ssl', status: 'pending' };
    const names = { id: 869852, sender_name: 'Ada B.', email_from: 'ada@example.com' };
    const rest = { limitation: 100, delay_type: 'fixed', delay_fixed: 600, tags: ['Campaign 2025'] };
    const data = { ...names, smtp, imap, ...rest, updated_at: '2026-04-22T11:04:37+00:00' };
    replace(`${EMAILS}/{id}`, { data });
    const { structured } = await update({ senderAccountId: '869852', senderName: 'Ada B.', dailyLimit: 100 });
    expect(structured.account).toEqual({
      id: '869852',
      senderName: 'Ada B.',
      emailFrom: 'ada@example.com',
      dailyLimit: 100,
      smtp: { status: 'pending', host: 'smtp.example.com', port: 465 },
      imap: { status: 'pending', host: 'imap.example.com', port: 993 },
    });
  });

  test('removes what is given empty, and sends nothing else', async () => {
    await update({ replyTo: '', signature: ' ', tags: [], bccEmail: 'copy@novum.example' });
    expect(writes().at(-1)?.body).toEqual({
      reply_to: null,
      signature: null,
      tags: null,
      bcc_email: 'copy@novum.example',
    });
  });

  test.each([
    ['60', { delay_type: 'fixed', delay_fixed: 60 }],
    ['60-60', { delay_type: 'fixed', delay_fixed: 60 }],
    [' 5 - 3600 ', { delay_type: 'random', delay_from: 5, delay_to: 3600 }],
  ])('takes a delay of %j', async (delay, body) => {
    expect((await update({ delay, dailyLimit: 1200 })).isError).toBe(false);
    expect(writes().at(-1)?.body).toEqual({ ...body, limitation: 1200 });
  });

  test.each([
    [{ replyTo: 'ada' }, 'replyTo: this is not an e-mail address'],
    [{ tags: [''] }, 'tags: is empty'],
    [{ dailyLimit: 1201 }, 'dailyLimit: takes at most 1200'],
    [
      { delay: '100-200', dailyLimit: 865 },
      'dailyLimit: with 100 s between mails at most 864 fit into a day',
    ],
    [{ delay: '4' }, 'delay: write 5 to 3600 seconds'],
    [{ delay: '5-3601' }, 'delay: write 5 to 3600 seconds'],
    [{ delay: '20-10' }, 'with the smaller one first'],
    [{ delay: 'random' }, 'delay: write'],
    [{ delay: '' }, 'delay: write'],
  ])('%j is refused, and nothing is sent', async (args, told) => {
    const refused = await update(args);
    expect([refused.code, refused.text]).toEqual(['invalid_input', expect.stringContaining(told)]);
    expect(h.sandbox.requests).toEqual([]);
  });

  test('asks first, and names the account and what would change', async () => {
    const refused = await update({ confirm: undefined, smtp: 'evil.example:587', password: PASSWORD });
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toBe(
      'confirm: password, smtp of a sender account would change, and with it what campaigns send. Ask the user, then repeat with confirm: true. [sender "sales@brightwell.example", smtp "evil.example:587"]',
    );
    expect(writes()).toEqual([]);
  });

  test('a new connection is checked anew', async () => {
    const { structured } = await update({ smtp: 'refused.novum.example:25' });
    expect(structured.account.smtp).toEqual({ status: 'pending', host: 'refused.novum.example', port: 25 });
    const check = () => h.call('check_sender_account', { senderAccountId: '11981' });
    let last = await check();
    while (last.structured.smtp.status === 'pending') last = await check();
    expect(last.structured.smtp).toEqual({ status: 'invalid', errors: ['Connection refused'] });
  });

  test('without a change, or of an account that is not there, it says so', async () => {
    const nothing = await update();
    expect([nothing.code, nothing.text]).toEqual([
      'invalid_input',
      expect.stringContaining('at least one setting'),
    ]);
    expect((await update({ senderAccountId: '99', dailyLimit: 5 })).code).toBe('not_found');
  });
});

test('where sending is forbidden, no account is connected or changed, whatever the call says', async () => {
  await using never = await startHarness({ env: { SNOVIO_ALLOW_SENDING: 'never' }, reuse: h.sandbox });
  for (const [tool, args] of [
    ['add_sender_account', mailbox],
    ['update_sender_account', { senderAccountId: '11981', dailyLimit: 5 }],
  ] as const) {
    const refused = await never.call(tool, { ...args, confirm: true });
    expect(refused.code).toBe('sending_not_allowed');
    expect(refused.text).toContain('Mail can go out from a connected sender account.');
    expect(refused.text).toContain('SNOVIO_ALLOW_SENDING=never');
  }
  expect(writes()).toEqual([]);
});

test('whoever is asked sees where the password and the mail would really go', async () => {
  const smtp = `smtp.novum.example.${'a'.repeat(50)}.evil.example:587`;
  const refused = await h.call('add_sender_account', { ...mailbox, smtp });
  expect([refused.code, refused.text]).toEqual([
    'invalid_input',
    expect.stringContaining('aaa.evil.example:587"'),
  ]);
  const copied = await h.call('update_sender_account', {
    senderAccountId: '11981',
    bccEmail: 'Eve <eve@evil.example?cc=ada@novum.example>',
  });
  expect([copied.code, copied.text]).toEqual([
    'invalid_input',
    expect.stringContaining('bccEmail "eve@evil.example"]'),
  ]);
  expect(writes()).toEqual([]);
});

test('an account whose address was changed is not known by the old one any more', async () => {
  await h.call('check_sender_account', { senderAccountId: 'sales@brightwell.example' });
  const change = { senderAccountId: '11981', emailFrom: 'new@brightwell.example', confirm: true };
  expect((await h.call('update_sender_account', change)).isError).toBe(false);
  const old = await h.call('update_sender_account', {
    senderAccountId: 'sales@brightwell.example',
    dailyLimit: 5,
  });
  expect(old.code).toBe('not_found');
});

describe('the password is told to nobody', () => {
  const FORMS: [form: string, text: string][] = [
    ['as it is', PASSWORD],
    ['without its blanks', PASSWORD.replaceAll(' ', '')],
    ['without those around it', PASSWORD.trim()],
    ['for JSON', JSON.stringify(PASSWORD)],
    ['for URLs', encodeURIComponent(PASSWORD)],
    ['as SMTP sends it', Buffer.from(`\0ada@novum.example\0${PASSWORD}`).toString('base64')],
  ];
  const isTold = (text: string) =>
    FORMS.some(([, form]) => text.includes(form) || text.includes(JSON.stringify(form).slice(1, -1)));

  test.each(FORMS)('when Snov.io repeats it %s', async (_, form) => {
    const said = `Login failed with ${form}.`;
    const answers = [];
    for (const [status, body] of [
      [422, { errors: { code: 422, title: said, source: 'password' } }],
      [200, { success: false, message: said }],
    ] as const) {
      replace(EMAILS, body, status);
      answers.push(await h.call('add_sender_account', { ...mailbox, confirm: true }));
    }
    expect(answers.map(({ code }) => code)).toEqual(['refused', 'refused']);
    // The same process asks later how the check has ended.
    replace(CHECK, { data: { smtp: { status: 'invalid', errors: [said] }, imap: null } });
    const later = await h.call('check_sender_account', { senderAccountId: '11980' });
    expect(later.structured.smtp.errors).toHaveLength(1);
    expect([...answers, later].filter(({ text }) => isTold(text))).toEqual([]);
    expect([...answers, later].filter(({ text }) => !text.includes('[secret]'))).toEqual([]);
  });

  test('when a person is asked, and when the call fails', async () => {
    const { questions, options } = personWho(() => questions.length > 1);
    await using asked = await startHarness({ reuse: h.sandbox, ...options });
    const declined = await asked.call('add_sender_account', { ...mailbox, confirm: true });
    expect([declined.code, writes()]).toEqual(['invalid_input', []]);
    const wrong = await asked.call('add_sender_account', { ...mailbox, passwort: PASSWORD });
    const added = await asked.call('add_sender_account', mailbox);
    expect(added.structured.account.emailFrom).toBe('ada@novum.example');
    await until(() => writes().length === 1);
    expect(questions[0]).toBe(
      'snovio-mcp: connect this mailbox to Snov.io? Its password goes there, and campaigns can send from it. [emailFrom "ada@novum.example", smtp "smtp.novum.example:465"]',
    );
    expect([...questions, declined.text, wrong.text, added.text].filter(isTold)).toEqual([]);
  });
});
