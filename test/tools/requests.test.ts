import { describe, expect, test } from 'vitest';
import type { LoggedRequest } from '../../src/sandbox/index.ts';
import { startHarness } from '../harness.ts';
import { sent, using } from '../snovio/flows/kit.ts';

// Where each parameter travels: the reference's columns `query`, `form` and `json`.

type Encoding = 'form' | 'json' | 'none';

const TYPES: Record<Encoding, string> = {
  form: 'application/x-www-form-urlencoded',
  json: 'application/json',
  none: '',
};

interface Expected {
  method?: string;
  path: string;
  as?: Encoding;
  query?: object;
  body?: object;
}

/** What of a logged request shows how it travelled. */
function shape({ method, path, contentType, query, body }: LoggedRequest | Record<string, never>) {
  return JSON.parse(JSON.stringify({ method, path, contentType, query, body }));
}

/** Calls a tool and looks at its first request to the expected path. */
async function travels(generation: 'v1' | 'v2', tool: string, args: object, expected: Expected) {
  await using h = await startHarness(using(generation));
  await h.call(tool, args);
  const { path, method = 'POST', as = 'none', query = {}, body = {} } = expected;
  const [request] = sent(h, path);
  expect(shape(request ?? {})).toEqual({ method, path, contentType: TYPES[as], query, body });
}

const ADA = { firstName: 'Ada', lastName: 'Byron', domain: 'acme.example' };
const emails = ['valid1@norrland.example', 'valid2@norrland.example'];
const url = 'https://www.linkedin.com/in/load-1/';
const recipient = { email: 'someone@acme.example', status: 'Paused' };

describe('a form', () => {
  test.each<[tool: string, args: object, path: string, body: object]>([
    [
      'count_domain_emails',
      { domain: 'acme.example' },
      '/v1/get-domain-emails-count',
      { domain: 'acme.example' },
    ],
    ['get_emails_from_names', ADA, '/v1/get-emails-from-names', ADA],
    ['add_names_to_find_emails', ADA, '/v1/add-names-to-find-emails', ADA],
    ['get_emails_from_url', { url }, '/v1/get-emails-from-url', { url }],
    ['add_url_for_search', { url }, '/v1/add-url-for-search', { url }],
    ['get_profile_by_email', { email: emails[0] }, '/v1/get-profile-by-email', { email: emails[0] }],
    ['get_prospect_by_id', { id: 'abc==' }, '/v1/get-prospect-by-id', { id: 'abc==' }],
    ['get_prospects_by_email', { email: emails[0] }, '/v1/get-prospects-by-email', { email: emails[0] }],
    [
      'get_prospects_in_list',
      { listId: '8512901' },
      '/v1/prospect-list',
      { listId: '8512901', page: '1', perPage: '100' },
    ],
    ['create_prospect_list', { name: 'A & B' }, '/v1/lists', { name: 'A & B' }],
    [
      'change_recipient_status',
      { ...recipient, campaignId: '77' },
      '/v1/change-recipient-status',
      { ...recipient, campaign_id: '77' },
    ],
    [
      'add_to_do_not_email_list',
      { items: ['a@acme.example', 'globex.example'], listId: '5' },
      '/v1/do-not-email-list',
      { items: ['a@acme.example', 'globex.example'], listId: '5' },
    ],
  ])('%s', async (tool, args, path, body) => {
    await travels('v1', tool, args, { path, as: 'form', body });
  });
});

describe('a query', () => {
  test.each<['v1' | 'v2', tool: string, args: object, expected: Expected]>([
    [
      'v1',
      'get_emails_verification_status',
      { emails },
      { path: '/v1/get-emails-verification-status', query: { emails } },
    ],
    [
      'v1',
      'add_emails_to_verification',
      { emails },
      { path: '/v1/add-emails-to-verification', query: { emails } },
    ],
    ['v2', 'verify_emails', { emails }, { path: '/v2/email-verification/start', query: { emails } }],
    [
      'v2',
      'find_prospects_by_url',
      { urls: [url] },
      { path: '/v2/li-profiles-by-urls/start', query: { urls: [url] } },
    ],
    [
      'v2',
      'search_domain_emails',
      { domain: 'acme.example' },
      { path: '/v2/domain-search/domain-emails/start', query: { domain: 'acme.example' } },
    ],
    [
      'v2',
      'search_domain_emails',
      { domain: 'acme.example', positions: ['CEO', 'CTO'] },
      {
        path: '/v2/domain-search/prospects/start',
        query: { domain: 'acme.example', positions: ['CEO', 'CTO'], page: '1' },
      },
    ],
    // `lastId` is mandatory on the first page too, with 0 [A][B].
    [
      'v1',
      'search_domain_emails',
      { domain: 'acme.example', limit: 20, type: 'personal', positions: ['CEO'] },
      {
        method: 'GET',
        path: '/v2/domain-emails-with-info',
        query: { domain: 'acme.example', type: 'personal', limit: '20', lastId: '0', positions: ['CEO'] },
      },
    ],
  ])('%s: %s %j', async (generation, tool, args, expected) => {
    await travels(generation, tool, args, expected);
  });
});

describe('JSON', () => {
  const webhook = { event_object: 'campaign_email', event_action: 'sent' };
  test.each<[tool: string, args: object, expected: Expected]>([
    [
      'find_emails',
      { people: [ADA] },
      {
        path: '/v2/emails-by-domain-by-name/start',
        body: { rows: [{ first_name: 'Ada', last_name: 'Byron', domain: 'acme.example' }] },
      },
    ],
    [
      'add_webhook',
      {
        eventObject: webhook.event_object,
        eventAction: webhook.event_action,
        endpointUrl: 'https://hooks.acme.example/snovio',
        confirm: true,
      },
      { path: '/v2/webhooks', body: { ...webhook, endpoint_url: 'https://hooks.acme.example/snovio' } },
    ],
    [
      'update_webhook_status',
      { webhookId: '17', status: 'deactivated' },
      { method: 'PUT', path: '/v2/webhooks/17', body: { status: 'deactivated' } },
    ],
  ])('%s', async (tool, args, expected) => {
    await travels('v2', tool, args, { as: 'json', ...expected });
  });

  test('none where the path says everything, but its type all the same', async () => {
    await travels(
      'v2',
      'delete_webhook',
      { webhookId: '17', confirm: true },
      { method: 'DELETE', path: '/v2/webhooks/17', as: 'json' },
    );
  });
});

describe('what is said about a person reaches Snov.io', () => {
  const said = {
    fullName: 'Ada King Byron',
    firstName: 'Ada',
    lastName: 'Byron',
    position: 'Analyst',
    companyName: 'Engines & Co',
    companySite: 'acme.example',
    country: 'de',
    locality: 'Köln',
    phones: ['+49 221 1', ' ', ' +49 221 2 '],
    socialLinks: {
      linkedIn: 'www.linkedin.com/in/ada-byron',
      facebook: 'https://www.facebook.com/ada.byron',
      x: 'x.com/adabyron',
    },
    customFields: [{ label: 'specialization', value: 'mathematics' }],
  };
  const travelled = {
    email: 'ada@novum.example',
    listId: '8512908',
    fullName: 'Ada King Byron',
    firstName: 'Ada',
    lastName: 'Byron',
    position: 'Analyst',
    companyName: 'Engines & Co',
    companySite: 'https://acme.example',
    country: 'Germany',
    locality: 'Köln',
    phones: ['+49 221 1', '+49 221 2'],
    socialLinks: {
      linkedIn: 'https://www.linkedin.com/in/ada-byron',
      facebook: 'https://www.facebook.com/ada.byron',
      twitter: 'https://x.com/adabyron',
    },
    customFields: { specialization: 'mathematics' },
  };
  const path = '/v1/add-prospect-to-list';

  test('with add_prospect_to_list', async () => {
    const args = { listId: 'Research', email: 'ada@novum.example', ...said };
    await travels('v1', 'add_prospect_to_list', args, { path, as: 'form', body: travelled });
  });

  test('with save_prospects', async () => {
    const args = { listId: 'Research', prospects: [{ email: 'ada@novum.example', ...said }] };
    const body = { ...travelled, updateContact: '0' };
    await travels('v1', 'save_prospects', args, { path, as: 'form', body });
  });

  test.each([
    [{ updateContact: true }, { updateContact: '1' }],
    [{ updateContact: false }, { updateContact: '0' }],
    [{ createDuplicates: true }, { createDuplicates: '1' }],
  ])('what to do with a known person: %j', async (options, flags) => {
    const args = { listId: '8512908', email: 'ada@novum.example', phones: [], firstName: ' ', ...options };
    const body = { listId: '8512908', email: 'ada@novum.example', ...flags };
    await travels('v1', 'add_prospect_to_list', args, { path, as: 'form', body });
  });

  test('and with onExisting: update', async () => {
    const prospects = [{ email: 'ada@novum.example' }];
    const args = { listId: '8512908', prospects, onExisting: 'update' };
    const body = { listId: '8512908', email: 'ada@novum.example', updateContact: '1' };
    await travels('v1', 'save_prospects', args, { path, as: 'form', body });
  });
});

describe('pages hold at most 100', () => {
  test('addresses of a domain, with the cursor of the page before', async () => {
    await using h = await startHarness(using('v1'));
    const { structured } = await h.call('search_domain_emails', { domain: 'acme.example', limit: 130 });
    expect(structured.returned).toBe(130);
    const pages = sent(h, '/v2/domain-emails-with-info').map(({ query }) => query);
    expect(pages.map(({ limit }) => limit)).toEqual(['100', '30']);
    expect(pages[0]?.lastId).toBe('0');
    expect(Number(pages[1]?.lastId)).toBeGreaterThan(0);
  });

  test('people of a list', async () => {
    await using h = await startHarness();
    const prospects = Array.from({ length: 100 }, (_, i) => ({
      id: `p${i}`,
      firstName: `P${i}`,
      emails: [],
    }));
    const list = { name: 'Long', contacts: 130 };
    for (const rows of [prospects, prospects.slice(0, 30)]) {
      const body = { success: true, list, prospects: rows };
      h.sandbox.faults.add({ path: '/v1/prospect-list', kind: 'replace', body });
    }
    const { structured } = await h.call('get_prospects_in_list', { listId: '7', limit: 130 });
    expect(structured).toMatchObject({ returned: 130, total: 130 });
    expect(sent(h, '/v1/prospect-list').map(({ body }) => body)).toMatchObject([
      { listId: '7', page: '1', perPage: '100' },
      { listId: '7', page: '2', perPage: '100' },
    ]);
  });
});
