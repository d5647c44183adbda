import type { Client, Json } from '../client.ts';
import { type Asks, form, type Send } from './ask.ts';

const Q4 = '237951';
const MARA = { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' };
const PROFILE = 'https://www.linkedin.com/in/mara-lindqvist-acme';
const PEOPLE = [
  { first_name: 'Ines', last_name: 'Okafor', domain: 'umbra.example' },
  { first_name: 'Mara', last_name: 'Lindqvist', domain: 'acme.example' },
];
const EMAILS = ['ines.okafor@umbra.example', 'mara.lindqvist@acme.example', 'not_an_address.example'];

/** The methods that the default tools call, and the searches in Snov.io's database of companies. */
export function defaultAsks(client: Client, send: Send): Asks {
  const hashOf = (body: Json): string => body.meta.task_hash ?? body.data.task_hash;
  const byPath = async (start: Json): Promise<Json> =>
    (await client.result(new URL(start.links.result).pathname)).body;
  const byQuery = async (path: string, start: Json): Promise<Json> =>
    (await client.result(path, { task_hash: hashOf(start) })).body;

  const v2 = '/v2/domain-search';
  const start = {
    company: () => send('POST', `${v2}/start`, { query: { domain: 'acme.example' } }),
    prospects: () =>
      send('POST', `${v2}/prospects/start`, {
        query: { domain: 'acme.example', 'positions[]': ['web developer', 'qa'] },
      }),
    email: async () => {
      const { data } = await byPath(await start.prospects());
      return send('POST', new URL(data[0].search_emails_start).pathname);
    },
    addresses: () => send('POST', `${v2}/domain-emails/start`, { query: { domain: 'acme.example' } }),
    generic: () => send('POST', `${v2}/generic-contacts/start`, { query: { domain: 'acme.example' } }),
    names: () =>
      send('POST', '/v2/company-domain-by-name/start', { query: { 'names[]': ['Globex', 'Acme Rockets'] } }),
    finder: () => send('POST', '/v2/emails-by-domain-by-name/start', { json: { rows: PEOPLE } }),
    profiles: () =>
      send('POST', '/v2/li-profiles-by-urls/start', { query: { 'urls[]': [PROFILE, `${PROFILE}-nobody`] } }),
    verifier: () => send('POST', '/v2/email-verification/start', { query: { 'emails[]': EMAILS } }),
  };

  const addWebhook = () =>
    send('POST', '/v2/webhooks', {
      json: {
        event_object: 'campaign_email',
        event_action: 'sent',
        endpoint_url: 'https://hooks.other.example/c/',
      },
    });
  const analytics = (path: string) => () => send('GET', path, { query: { campaignId: Q4 } });

  return {
    oauth_access_token: () =>
      send('POST', '/v1/oauth/access_token', {
        multipart: [
          ['grant_type', 'client_credentials'],
          ['client_id', 'sandbox'],
          ['client_secret', 'sandbox'],
        ],
      }),
    domain_emails_with_info: () =>
      send('GET', '/v2/domain-emails-with-info', {
        query: { domain: 'acme.example', type: 'personal', lastId: '0' },
      }),
    get_domain_emails_count: () =>
      send('POST', '/v1/get-domain-emails-count', form({ domain: 'acme.example' })),
    domain_search_start: start.company,
    domain_search_result: async () => byPath(await start.company()),
    domain_search_prospects_start: start.prospects,
    domain_search_prospects_result: async () => byPath(await start.prospects()),
    domain_search_prospect_email_start: start.email,
    domain_search_prospect_email_result: async () => byPath(await start.email()),
    domain_search_domain_emails_start: start.addresses,
    domain_search_domain_emails_result: async () => byPath(await start.addresses()),
    domain_search_generic_contacts_start: start.generic,
    domain_search_generic_contacts_result: async () => byPath(await start.generic()),
    company_domain_by_name_start: start.names,
    company_domain_by_name_result: async () =>
      byQuery('/v2/company-domain-by-name/result', await start.names()),
    get_emails_from_names: () =>
      send(
        'POST',
        '/v1/get-emails-from-names',
        form({ firstName: 'bill', lastName: 'lumen', domain: 'initech.example' }),
      ),
    add_names_to_find_emails: () => send('POST', '/v1/add-names-to-find-emails', form(MARA)),
    emails_by_domain_by_name_start: start.finder,
    emails_by_domain_by_name_result: async () =>
      byQuery('/v2/emails-by-domain-by-name/result', await start.finder()),
    add_url_for_search: () => send('POST', '/v1/add-url-for-search', form({ url: PROFILE })),
    get_emails_from_url: async () => {
      await send('POST', '/v1/add-url-for-search', form({ url: PROFILE }));
      let found: Json = {};
      while (!found.success) found = await send('POST', '/v1/get-emails-from-url', form({ url: PROFILE }));
      return found;
    },
    li_profiles_by_urls_start: start.profiles,
    li_profiles_by_urls_result: async () => byQuery('/v2/li-profiles-by-urls/result', await start.profiles()),
    get_profile_by_email: () =>
      send('POST', '/v1/get-profile-by-email', form({ email: 'mara.lindqvist@acme.example' })),
    get_emails_verification_status: () =>
      send('POST', '/v1/get-emails-verification-status', {
        query: { 'emails[]': ['ada@other.example', 'bill.lumen@initech.example'] },
      }),
    add_emails_to_verification: () =>
      send('POST', '/v1/add-emails-to-verification', { query: { 'emails[]': EMAILS.slice(0, 2) } }),
    email_verification_start: start.verifier,
    email_verification_result: async () => byQuery('/v2/email-verification/result', await start.verifier()),
    add_prospect_to_list: () =>
      send('POST', '/v1/add-prospect-to-list', {
        json: {
          email: 'ada@other.example',
          listId: 8_512_908,
          updateContact: true,
          phones: ['+15550100001'],
        },
      }),
    get_prospect_by_id: async () => {
      const { data } = await send('POST', '/v1/get-prospects-by-email', form({ email: EMAILS[1] ?? '' }));
      return send('POST', '/v1/get-prospect-by-id', form({ id: data[0].id }));
    },
    get_prospects_by_email: () =>
      send('POST', '/v1/get-prospects-by-email', form({ email: EMAILS[1] ?? '' })),
    prospect_custom_fields: () => send('GET', '/v1/prospect-custom-fields'),
    get_user_lists: () => send('GET', '/v1/get-user-lists'),
    prospect_list: () =>
      send('POST', '/v1/prospect-list', form({ listId: '8512901', page: '1', perPage: '50' })),
    create_list: () => send('POST', '/v1/lists', form({ name: 'New list' })),
    get_user_campaigns: () => send('GET', '/v1/get-user-campaigns'),
    check_recipient_status: () =>
      send('GET', `/v2/campaigns/${Q4}/recipient`, {
        query: { 'emails[]': [EMAILS[1] ?? '', 'nobody@other.example'] },
      }),
    change_recipient_status: async () => {
      const recipients = await send('POST', '/v1/prospect-list', form({ listId: '8512901', perPage: '24' }));
      const [paused] = recipients.prospects[1].emails;
      return send(
        'POST',
        '/v1/change-recipient-status',
        form({ email: paused.email, campaign_id: Q4, status: 'Paused' }),
      );
    },
    prospect_finished: analytics('/v1/prospect-finished'),
    get_emails_replies: analytics('/v1/get-emails-replies'),
    get_emails_opened: analytics('/v1/get-emails-opened'),
    get_emails_clicked: analytics('/v1/get-emails-clicked'),
    emails_sent: analytics('/v1/emails-sent'),
    campaign_progress: () => send('GET', `/v2/campaigns/${Q4}/progress`),
    campaign_all_replies: () => send('GET', `/v2/campaigns/${Q4}/all-replies`),
    do_not_email_add: () =>
      send('POST', '/v1/do-not-email-list', form({ 'items[0]': 'a@other.example', listId: '8' })),
    list_blacklists: () => send('GET', '/v2/blacklists'),
    get_balance: () => send('GET', '/v1/get-balance'),
    list_webhooks: () => send('GET', '/v2/webhooks'),
    add_webhook: addWebhook,
    update_webhook: () => send('PUT', '/v2/webhooks/14', { json: { status: 'deactivated' } }),
    delete_webhook: async () => {
      const { data } = await addWebhook();
      return send('DELETE', `/v2/webhooks/${data.id}`);
    },
  };
}
