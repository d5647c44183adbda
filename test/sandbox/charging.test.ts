import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Client, type Json, open, wait } from './client.ts';

let client: Client;
beforeEach(async () => {
  client = await open();
});
afterEach(() => client.close());

const charged = () => client.sandbox.charges.map(({ item }) => item);
const names = (firstName: string, lastName: string, domain: string) => ({
  json: { firstName, lastName, domain },
});
const VERIFY = '/v2/email-verification';
const FIND = '/v2/emails-by-domain-by-name';
const STATUS = '/v1/get-emails-verification-status';
const ADD = '/v1/add-emails-to-verification';

const verify = async (emails: string[]) => {
  const start = await client.ask('POST', `${VERIFY}/start`, { query: { 'emails[]': emails } });
  return client.result(`${VERIFY}/result`, { task_hash: start.body.data.task_hash });
};

test('v2 verification charges at the start, per well-formed address, and answers in another order', async () => {
  const emails = ['valid1@load.example', 'bounce1@load.example', 'broken', 'catchall1@load.example'];
  const { body } = await verify(emails);
  expect(charged()).toEqual(emails.filter(email => email !== 'broken'));
  expect(client.sandbox.charges[0]).toMatchObject({
    method: 'POST /v2/email-verification/start',
    credits: 1,
  });
  expect(body.data.map(({ email }: Json) => email)).toEqual(emails.reverse());
  expect(client.sandbox.credits()).toBe(997);
  await verify(['valid1@load.example']);
  expect(client.sandbox.credits()).toBe(996);
});

test('every kind of mailbox has its status and reason', async () => {
  const kinds: Record<string, [string, string?]> = {
    'mara.lindqvist@acme.example': ['valid'],
    'ruben.oakes@acme.example': ['not_valid'],
    'nobody@acme.example': ['not_valid'],
    'anything@umbra.example': ['unknown', 'catchall'],
    'gordon.pryce@greyfield.example': ['unknown', 'greylist'],
    'sigrid.haugen@tarnhelm.example': ['unknown', 'banned'],
    'taras.bondar@solvane.example': ['unknown', 'connection_error'],
    'hanna.zielinska@quillon.example': ['unknown', 'hidden_by_owner'],
  };
  const { body } = await verify(Object.keys(kinds));
  for (const { email, result } of body.data) {
    expect([email, result.smtp_status, result.unknown_status_reason]).toEqual(
      [email, ...(kinds[email] ?? []), undefined].slice(0, 3),
    );
  }
  const flags = await verify([
    'leila.freeborn@freemail.example',
    'valid9@throwaway.example',
    'xkcdqwrtz@load.example',
  ]);
  const set = flags.body.data.map(({ result }: Json) =>
    Object.entries(result)
      .filter(([key, on]) => on === true && key !== 'is_valid_format')
      .map(([key]) => key),
  );
  expect(set.reverse()).toEqual([['is_webmail'], ['is_disposable'], ['is_gibberish']]);
});

test('v2 finder charges per address found, by name only, namesakes and all', async () => {
  const rows = [
    { first_name: 'Mara', last_name: 'Lindqvist', domain: 'acme.example' },
    { first_name: 'mara', last_name: 'LINDQVIST', domain: 'globex.example' },
    { first_name: 'Tomas', last_name: 'Keller', domain: 'acme.example' },
    { first_name: 'Ruben', last_name: 'Oakes', domain: 'acme.example' },
    { first_name: 'Any', last_name: 'Body', domain: 'load.example' },
  ];
  const start = await client.ask('POST', `${FIND}/start`, { json: { rows } });
  const { body } = await client.result(`${FIND}/result`, { task_hash: start.body.data.task_hash });
  expect(charged()).toHaveLength(5);
  expect(Object.fromEntries(body.data.map(({ people, result }: Json) => [people, result.length]))).toEqual({
    'Mara Lindqvist': 1,
    'mara LINDQVIST': 1,
    'Tomas Keller': 2,
    'Ruben Oakes': 0,
    'Any Body': 1,
  });
});

test('a finder task without enough credits ends as not_enough_credits; others answer 402', async () => {
  const poor = await open({ accounts: [{ id: 'poor', secret: 'p', credits: 1 }] });
  const rows = ['One', 'Two'].map(first_name => ({ first_name, last_name: 'Body', domain: 'load.example' }));
  const start = await poor.ask('POST', `${FIND}/start`, { json: { rows } });
  const { body } = await poor.result(`${FIND}/result`, { task_hash: start.body.data.task_hash });
  expect([body.status, body.data.length, poor.sandbox.credits()]).toEqual(['not_enough_credits', 1, 0]);
  expect(
    (await poor.ask('POST', `${VERIFY}/start`, { query: { 'emails[]': 'a@load.example' } })).status,
  ).toBe(402);
  expect(
    (await poor.ask('POST', '/v1/add-names-to-find-emails', names('A', 'B', 'load.example'))).status,
  ).toBe(402);
  await poor.close();
});

test('v1 finder: not_found, then charged and in_progress, then complete; known people are free', async () => {
  const slow = await open({ taskSeconds: [300, 300] });
  const read = (ask: object) => slow.ask('POST', '/v1/get-emails-from-names', ask);
  const petra = names('Petra', 'Winslow', 'globex.example');
  expect((await read(petra)).body).toMatchObject({
    status: { identifier: 'not_found' },
    data: { emails: [] },
  });
  expect((await slow.ask('POST', '/v1/add-names-to-find-emails', petra)).body).toMatchObject({ sent: true });
  expect((await read(petra)).body.status.identifier).toBe('in_progress');
  await wait(620);
  expect((await read(petra)).body.data.emails).toEqual([
    { email: 'petra.winslow@globex.example', emailStatus: 'valid' },
  ]);
  await slow.ask('POST', '/v1/add-names-to-find-emails', petra);
  expect(slow.sandbox.credits()).toBe(998);
  expect((await read(names('Bill', 'Lumen', 'initech.example'))).body.status.identifier).toBe('complete');
  expect(slow.sandbox.credits()).toBe(998);
  await slow.close();
});

test('v1 URL search: charged on the add, no marker while pending, LinkedIn and X only', async () => {
  const url = 'https://x.com/petrawinslow';
  const read = () => client.ask('POST', '/v1/get-emails-from-url', { json: { url } });
  expect((await read()).body.success).toBe(false);
  await client.ask('POST', '/v1/add-url-for-search', { json: { url } });
  await wait(40);
  expect((await read()).body).toMatchObject({
    success: true,
    data: [{ emails: [{ email: 'petra.winslow@globex.example' }] }],
  });
  const bad = await client.ask('POST', '/v1/add-url-for-search', {
    json: { url: 'https://social.example/me' },
  });
  expect(bad.body.success).toBe(false);
  expect(charged()).toEqual([url]);
});

test('v1 verifier: not_verified, in_progress, complete; every add is charged, the read never', async () => {
  const slow = await open({ taskSeconds: [300, 300] });
  const email = 'valid1@load.example';
  const read = async () => (await slow.ask('POST', STATUS, { query: { 'emails[]': email } })).body[email];
  expect(await read()).toMatchObject({ status: { identifier: 'not_verified' }, data: [] });
  await slow.ask('POST', ADD, { form: [['emails[0]', email]] });
  expect((await read()).status.identifier).toBe('in_progress');
  await wait(620);
  expect(await read()).toMatchObject({
    status: { identifier: 'complete' },
    data: { smtpStatus: 'valid', isCatchall: false },
  });
  await slow.ask('POST', ADD, { json: { emails: [email] } });
  expect(slow.sandbox.credits()).toBe(998);
  await slow.close();
});

test('v1 greylisted is free until it resolves after 15 simulated minutes, then charged once', async () => {
  const email = 'grey1@load.example';
  const fast = await open({ speed: 1000 });
  const read = async () => (await fast.ask('POST', STATUS, { query: { 'emails[]': email } })).body[email];
  await fast.ask('POST', ADD, { query: { 'emails[]': email } });
  await wait(20);
  expect((await read()).data).toMatchObject({ smtpStatus: 'greylisted', isGreylist: true });
  expect(fast.sandbox.charges).toEqual([]);
  await wait(920);
  expect((await read()).data.smtpStatus).toMatch(/^(valid|not_valid)$/);
  await read();
  expect(fast.sandbox.charges.map(({ item }) => item)).toEqual([email]);
  await fast.close();
});

test('single look-ups: 1 credit per profile known, free otherwise', async () => {
  const ask = (email: string) => client.ask('POST', '/v1/get-profile-by-email', { json: { email } });
  expect((await ask('mara.lindqvist@acme.example')).body.lastName).toBe('Lindqvist');
  expect((await ask('nobody@acme.example')).body.success).toBe(false);
  expect(charged()).toEqual(['mara.lindqvist@acme.example']);
  const urls = [
    'https://linkedin.com/in/load-17',
    'https://www.linkedin.com/in/nobody-at-all',
    'https://x.com/petrawinslow',
  ];
  const start = await client.ask('POST', '/v2/li-profiles-by-urls/start', { json: { urls } });
  const { body } = await client.result('/v2/li-profiles-by-urls/result', {
    task_hash: start.body.data.task_hash,
  });
  expect(body.data.map(({ result }: Json) => Array.isArray(result))).toEqual([false, true, true]);
  expect(charged()).toHaveLength(2);
});

test('v1 domain search: 1 credit per ten begun, by cursor to the end, nothing for nothing', async () => {
  const page = async (lastId: number, domain = 'acme.example') =>
    (
      await client.ask('GET', '/v2/domain-emails-with-info', {
        query: { domain, lastId: String(lastId), limit: '45' },
      })
    ).body;
  const seen: string[] = [];
  for (let lastId = 0, more = true; more; ) {
    const { emails, lastId: next, result } = await page(lastId);
    expect(result).toBe(139);
    seen.push(...emails.map(({ email }: Json) => email));
    [lastId, more] = [next, emails.length === 45];
  }
  expect(new Set(seen).size).toBe(139);
  expect(client.sandbox.charges.map(({ credits }) => credits)).toEqual([5, 5, 5, 1]);
  expect(await page(0, 'freemail.example')).toMatchObject({ webmail: true, result: 0, emails: [] });
  expect(client.sandbox.charges).toHaveLength(4);
});

test('v2 domain search: 1 credit per page with results, next to the end', async () => {
  const addresses: string[] = [];
  let next = '/v2/domain-search/domain-emails/start?domain=acme.example';
  while (next) {
    const start = await client.ask('POST', next.replace(client.sandbox.url, ''));
    const { body } = await client.result(start.body.links.result.replace(client.sandbox.url, ''));
    addresses.push(...body.data.map(({ email }: Json) => email));
    next = body.links.next;
  }
  expect([new Set(addresses).size, charged().length]).toEqual([139, 3]);
  const query = { domain: 'acme.example', page: '7' };
  const start = await client.ask('POST', '/v2/domain-search/prospects/start', { query });
  const { body } = await client.result(new URL(start.body.links.result).pathname);
  expect([body.data.length, body.meta.total_count, body.links.next]).toEqual([10, 130, '']);
});

test('a company costs 1 credit, a domain by name 1 if it is found, a page of role addresses 1', async () => {
  const query = { domain: 'globex.example' };
  const start = await client.ask('POST', '/v2/domain-search/start', { query });
  const company = await client.result(new URL(start.body.links.result).pathname);
  expect(company.body).toMatchObject({ data: { company_name: 'Globex' }, meta: { prospects_count: 34 } });
  const none = await client.ask('POST', '/v2/domain-search/start', { query: { domain: 'nowhere.example' } });
  expect(none.status).toBe(404);
  const names = ['Nobody Ltd', 'globex', 'Umbra Textiles'];
  const named = await client.ask('POST', '/v2/company-domain-by-name/start', { json: { names } });
  const domains = await client.result('/v2/company-domain-by-name/result', {
    task_hash: named.body.data.task_hash,
  });
  expect(domains.body.data).toEqual([
    { name: 'Nobody Ltd', result: [] },
    { name: 'globex', result: { domain: 'globex.example' } },
    { name: 'Umbra Textiles', result: { domain: 'umbra.example' } },
  ]);
  await client.ask('POST', '/v2/domain-search/generic-contacts/start', { query });
  const eleven = Array.from({ length: 11 }, (_, i) => `Company ${i}`);
  const many = await client.ask('POST', '/v2/company-domain-by-name/start', { json: { names: eleven } });
  expect(many.status).toBe(422);
  expect(charged()).toEqual([
    'globex.example',
    'globex.example',
    'umbra.example',
    'globex.example service 0',
  ]);
});

test('the address of a person of a domain costs 1 credit, and no address none', async () => {
  const query = { domain: 'acme.example', 'positions[]': ['Head of Sales', 'Sales Manager'] };
  const start = await client.ask('POST', '/v2/domain-search/prospects/start', { query });
  const { body } = await client.result(new URL(start.body.links.result).pathname);
  const addresses = [];
  for (const { search_emails_start } of body.data.slice(0, 2)) {
    const search = await client.ask('POST', new URL(search_emails_start).pathname);
    const { body } = await client.result(new URL(search.body.links.result).pathname);
    addresses.push(body.data.emails);
  }
  expect(addresses).toEqual([[{ email: 'mara.lindqvist@acme.example', smtp_status: 'valid' }], []]);
  expect(charged()).toEqual(['acme.example 1', 'mara.lindqvist@acme.example']);
});
