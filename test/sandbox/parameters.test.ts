import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ask, type Client, open } from './client.ts';
import { reference } from './reference.ts';

let client: Client;
beforeAll(async () => {
  client = await open();
});
afterAll(() => client.close());

type Value = string | number | boolean | string[] | object;

/** A good value for each required parameter of the reference. */
const VALUES: Record<string, Value> = {
  grant_type: 'client_credentials',
  client_id: 'sandbox',
  client_secret: 'sandbox',
  domain: 'acme.example',
  lastId: '0',
  'names[]': ['Globex'],
  'urls[]': ['https://www.linkedin.com/in/load-1'],
  'emails[]': ['mara.lindqvist@acme.example'],
  'items[]': ['a@other.example'],
  rows: [{ first_name: 'Mara', last_name: 'Lindqvist', domain: 'acme.example' }],
  firstName: 'Mara',
  lastName: 'Lindqvist',
  url: 'https://www.linkedin.com/in/load-1',
  email: 'mara.lindqvist@acme.example',
  listId: '8512901',
  name: 'New list',
  campaign_id: '237951',
  campaignId: '237951',
  date_from: '2026-08-20',
  date_to: '2026-09-30',
  dateFrom: '2026-08-20',
  dateTo: '2026-09-20',
  status: 'Paused',
  event_object: 'campaign_email',
  event_action: 'sent',
  endpoint_url: 'https://hooks.other.example/c/',
  sender_name: 'Ada Byron',
  email_from: 'ada@novum.example',
  password: 'app-password',
  smtp: { host: 'smtp.novum.example', port: 465, encryption: 'ssl' },
  sender_account_id: '11980',
  email_account_id: '11981',
  per_day: '2',
  title: 'New campaign',
  priority: 'low',
  recipients: { list_id: 8_512_908 },
  complete_campaign_after_last_step: true,
  archive_in_months: 3,
  sequence: { entry: '1', steps: [{ _ref: '1', type: 'linkedin', action: 'visit' }] },
  action: 'pause',
  content_id: 23_795_310,
  subject: 'Hello',
  body: '<p>Hello</p>',
  plain_text: false,
  usage: 'active',
};

/** The campaign for methods that do not take a running one. */
const DRAFT: Record<string, string> = { create_step_content: '237953' };

/** Where the value above doesn't fit. */
const EXCEPTIONS: Record<string, Record<string, Value>> = {
  update_webhook: { status: 'deactivated' },
  do_not_email_add: { listId: '8' },
};

/** What else a request needs that has no more than the required ones. */
const BESIDES: Record<string, Record<string, Value>> = {
  // `from` and `increase` are required with the default strategy only.
  create_warm_up: { strategy: 'steady' },
};

const PLACES = ['query', 'form', 'json'] as const;
type Place = (typeof PLACES)[number];

/** The parameters in one place: `name[]` in query and form, `name` in JSON. */
function inPlace(place: Place, params: [string, Value][]): Ask {
  if (place === 'json')
    return { json: Object.fromEntries(params.map(([name, value]) => [name.replace('[]', ''), value])) };
  const pairs = params.flatMap(([name, value]) =>
    [value]
      .flat()
      .map((item): [string, string] => [name, typeof item === 'string' ? item : JSON.stringify(item)]),
  );
  return place === 'form' ? { form: pairs } : { query: Object.fromEntries(pairs) };
}

// The hash of a result must exist, so its place is tested below; so is the prospect's id.
const methods = reference.filter(
  ({ id, params }) =>
    id !== 'get_prospect_by_id' && params.some(({ name, required }) => required && name !== 'task_hash'),
);

for (const { id, verb, path, params } of methods) {
  // `fetch` sends no body with a GET.
  for (const place of verb === 'GET' ? (['query'] as const) : PLACES) {
    const required = params.filter(param => param.required);
    const isDocumented = required.some(param => param.in.includes(place));
    test(`${verb} ${path} ${isDocumented ? 'reads' : 'ignores'} parameters in ${place}`, async () => {
      const given = required
        .filter(param => !isDocumented || param.in.includes(place))
        .map(({ name }): [string, Value] => [name, EXCEPTIONS[id]?.[name] ?? VALUES[name] ?? '']);
      given.push(...Object.entries(BESIDES[id] ?? {}));
      const realPath = path
        .replace('{campaign_id}', DRAFT[id] ?? '237951')
        .replace('{step_id}', '2379531')
        .replace('{webhook_id}', '14')
        .replace('{pipeline_id}', '1106350');
      const { status, body } = await client.ask(verb, realPath, inPlace(place, given));
      const isRefused = status >= 400 || body.errors !== undefined;
      expect([isRefused, JSON.stringify(body).slice(0, 200)]).toEqual([!isDocumented, expect.any(String)]);
    });
  }
}

test('a prospect is read by either of its ids', async () => {
  const { body } = await client.ask('POST', '/v1/get-prospects-by-email', {
    form: [['email', 'mara.lindqvist@acme.example']],
  });
  const [{ id }] = body.data;
  for (const ask of [{ form: [['id', id]] as [string, string][] }, { json: { id } }])
    expect((await client.ask('POST', '/v1/get-prospect-by-id', ask)).body.data.id).toBe(id);
  expect((await client.ask('POST', '/v1/get-prospect-by-id', { query: { id } })).status).toBe(422);
});

test('the hash of a task is read from the query, and only by the result method of its own family', async () => {
  const start = await client.ask('POST', '/v2/email-verification/start', {
    query: { 'emails[]': 'valid1@load.example' },
  });
  const { task_hash } = start.body.data;
  const query = { task_hash };
  expect((await client.ask('GET', '/v2/email-verification/result', { query })).status).toBe(200);
  for (const path of [
    '/v2/emails-by-domain-by-name/result',
    '/v2/li-profiles-by-urls/result',
    '/v2/company-domain-by-name/result',
  ])
    expect([path, (await client.ask('GET', path, { query })).status]).toEqual([path, 404]);
  expect((await client.ask('GET', `/v2/domain-search/result/${task_hash}`)).status).toBe(404);
});

/** `fetch` refuses a GET with a body; the Python samples of the v1 analytics send one. */
function getWithForm(path: string, form: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const body = new URLSearchParams(form).toString();
    const headers = {
      authorization: `Bearer ${client.token}`,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    };
    const req = request(client.sandbox.url + path, { method: 'GET', headers }, res => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    req.on('error', reject);
    req.end(body);
  });
}

test('a GET reads a form body in the v1 analytics only', async () => {
  for (const name of ['get-emails-replies', 'get-emails-opened', 'get-emails-clicked', 'emails-sent'])
    expect([name, await getWithForm(`/v1/${name}`, { campaignId: '237951' })]).toEqual([name, 200]);
  expect(await getWithForm('/v1/prospect-finished', { campaignId: '237951' })).toBe(200);
  expect(await getWithForm('/v2/domain-emails-with-info', { domain: 'acme.example' })).toBe(422);
  expect(await getWithForm('/v2/campaigns/237951/recipient', { 'emails[]': 'a@b.example' })).toBe(422);
});

test('a body counts as what its content type says, and as nothing without one', async () => {
  const json = {
    event_object: 'campaign_email',
    event_action: 'sent',
    endpoint_url: 'https://hooks.other.example/c/',
  };
  const add = (type: string) =>
    client.ask('POST', '/v2/webhooks', { json, headers: { 'content-type': type } });
  expect((await add('application/json; charset=utf-8')).status).toBe(200);
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
    expect([type, (await add(type)).status]).toEqual([type, 422]);
  const headers = { 'content-type': 'text/json' };
  const update = { json: { status: 'active' }, headers };
  expect((await client.ask('PUT', '/v2/webhooks/14', update)).status).toBe(422);
});

test('lists need brackets outside of JSON, and have none in JSON', async () => {
  const path = '/v2/email-verification/start';
  const bare = await client.ask('POST', path, { query: { emails: 'valid1@load.example' } });
  const bracketed = await client.ask('POST', path, { json: { 'emails[]': ['valid1@load.example'] } });
  expect([bare.status, bracketed.status]).toEqual([422, 422]);
});

test('of a do-not-email request only the items may travel in the query', async () => {
  const query = { 'items[]': 'tarnhelm.example', listId: '9' };
  const inQuery = await client.ask('POST', '/v1/do-not-email-list', { query });
  expect(inQuery.body[0].data.duplicates).toEqual([]);
  const form: [string, string][] = [['listId', '9']];
  const items = { 'items[]': 'tarnhelm.example' };
  const inForm = await client.ask('POST', '/v1/do-not-email-list', { query: items, form });
  expect(inForm.body[0].data.duplicates).toEqual(['tarnhelm.example']);
});

test('values outside of the documented range are refused', async () => {
  const search = { domain: 'acme.example', type: 'everybody' };
  expect((await client.ask('GET', '/v2/domain-emails-with-info', { query: search })).status).toBe(422);
  const check = async (emails: string[]) =>
    (await client.ask('GET', '/v2/campaigns/237951/recipient', { query: { 'emails[]': emails } })).status;
  const many = Array.from({ length: 101 }, (_, index) => `a${index}@other.example`);
  expect(await check(many.slice(0, 100))).toBe(200);
  expect(await check(many)).toBe(422);
  expect(await check(['a@other.example', 'a@other.example'])).toBe(422);
  expect(await check([`${'a'.repeat(90)}@other.example`])).toBe(422);
});
