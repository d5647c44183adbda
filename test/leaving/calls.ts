import type { Sandbox } from '../../src/sandbox/index.ts';
import { startHarness } from '../harness.ts';
import { MARK } from './poisoner.ts';

const DRAFT_CONTENT = { campaignId: 'Draft idea', stepId: '2379531', contentId: '23795310' };

const CALLS: Readonly<Record<string, object>> = {
  find_emails: {
    people: [
      { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' },
      { firstName: 'Nobody', lastName: 'Here', domain: 'acme.example' },
    ],
    waitSeconds: 2,
  },
  find_prospects_by_url: { urls: ['https://www.linkedin.com/in/mara-lindqvist-acme/'], waitSeconds: 2 },
  prepare_leads: {
    people: [
      { email: 'mara.lindqvist@acme.example' },
      { email: 'valid1@norrland.example', firstName: 'Valid' },
    ],
    waitSeconds: 2,
  },
  search_domain_emails: { domain: 'acme.example', limit: 5, waitSeconds: 2 },
  count_domain_emails: { domain: 'acme.example' },
  get_profile_by_email: { email: 'mara.lindqvist@acme.example' },
  verify_emails: { emails: ['mara.lindqvist@acme.example'], waitSeconds: 2 },
  save_prospects: { listId: 'Research', prospects: [{ email: 'ada@novum.example' }], waitSeconds: 2 },
  add_prospect_to_list: {
    listId: '8512901',
    email: 'ada@novum.example',
    customFields: [{ label: 'Employees', value: '7' }],
  },
  get_prospects_by_email: { email: 'mara.lindqvist@acme.example' },
  get_prospect_custom_fields: {},
  get_user_lists: {},
  get_prospects_in_list: { listId: 'Everyone', limit: 5, detail: 'full' },
  create_prospect_list: { name: 'Leads' },
  get_user_campaigns: { detail: 'full' },
  change_recipient_status: { email: 'mara.lindqvist@acme.example', campaignId: 'Q4', status: 'active' },
  get_finished_prospects: { campaignId: 'Summer 2025', limit: 5 },
  get_campaign_replies: { campaignId: 'Q4', limit: 5, detail: 'full' },
  get_all_campaign_replies: { campaignId: 'Q4', limit: 5, detail: 'full' },
  get_campaign_opens: { campaignId: 'Q4', limit: 5, detail: 'full' },
  get_campaign_clicks: { campaignId: 'Q4', limit: 5, detail: 'full' },
  get_campaign_sent_emails: { campaignId: 'Q4', limit: 5 },
  add_to_do_not_email_list: { items: ['press@acme.example'], listId: '8' },
  list_do_not_email_lists: {},
  get_balance: {},
  list_webhooks: {},
  add_webhook: {
    eventObject: 'campaign_email',
    eventAction: 'sent',
    endpointUrl: 'https://hooks.acme.example/snovio',
    confirm: true,
  },
  update_webhook_status: { webhookId: '1', status: 'active' },
  delete_webhook: { webhookId: '1' },
  search_people: { firstName: 'Mara', detail: 'full' },
  reveal_people: { personIds: [] },
  search_companies: { companies: ['Acme'] },
  list_sender_accounts: {},
  check_sender_account: { senderAccountId: '11983' },
  add_sender_account: {
    senderName: 'Ada Byron',
    emailFrom: 'ada@novum.example',
    password: 'app-password',
    smtp: 'smtp.novum.example:465',
    imap: 'imap.novum.example:993',
    confirm: true,
  },
  update_sender_account: { senderAccountId: 'sales@brightwell.example', dailyLimit: 60, confirm: true },
  list_warm_ups: {},
  get_warm_up: { warmUpId: '123' },
  get_warm_up_statistics: { warmUpId: '123' },
  create_warm_up: {
    senderAccountId: '11981',
    perDay: 10,
    from: 2,
    increase: 1,
    allowSending: true,
  },
  update_warm_up: { warmUpId: '123', subject: 'Lunch', body: '<p>At noon?</p>', allowSending: true },
  delete_warm_up: { warmUpId: '124', confirm: true },
  get_campaign_report: { campaignId: 'Q4', dateFrom: '2026-08-20', dateTo: '2026-09-20' },
  get_campaign_analytics: { campaignIds: ['Q4'] },
  get_campaign_progress: { campaignId: 'Q4' },
  get_recipients_activity: {
    campaignId: 'Q4',
    dateFrom: '2026-08-20',
    dateTo: '2026-09-20',
    detail: 'full',
    limit: 5,
  },
  check_campaign_recipients: { campaignId: 'Q4', emails: ['mara.lindqvist@acme.example'] },
  create_campaign: {
    title: 'Autumn',
    listId: '8512908',
    emailAccounts: ['11980'],
    steps: [
      { type: 'email', contentSlots: 2 },
      { type: 'goal', goalName: 'end' },
    ],
  },
  get_campaign: { campaignId: 'Draft idea' },
  update_campaign: { campaignId: 'Draft idea', scheduleId: 'Working days', skip: ['unverified'] },
  update_campaign_steps: {
    campaignId: 'Draft idea',
    steps: [
      { type: 'email', ref: '2379531' },
      { type: 'goal', ref: '2379532' },
    ],
  },
  add_step_content: { ...DRAFT_CONTENT, subject: 'Hello', body: '<p>Hi {{first_name}}</p>' },
  get_step_content: DRAFT_CONTENT,
  update_step_content: { ...DRAFT_CONTENT, subject: 'Hello again' },
  list_campaign_schedules: {},
  change_campaign_status: { campaignId: 'Spring relaunch', action: 'resume' },
  pause_campaign: { campaignId: 'January push' },
  get_company_by_domain: { domains: ['acme.example'] },
  find_domains_by_name: { names: ['Globex', 'Nobody Ltd'] },
  search_domain_people: { domain: 'acme.example', limit: 5, detail: 'full' },
  search_generic_contacts: { domain: 'acme.example', limit: 5 },
  list_pipelines: {},
  list_pipeline_stages: { pipelineId: '1106350' },
  find_people: {
    positions: ['Head of Sales'],
    domains: ['tarnhelm.example'],
    reveal: true,
    waitSeconds: 2,
  },
  get_prospect_by_id: { id: '1' },
  get_emails_from_names: { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' },
  add_names_to_find_emails: { firstName: 'Nils', lastName: 'Mara', domain: 'acme.example' },
  add_url_for_search: { url: 'https://www.linkedin.com/in/mara-lindqvist-acme/' },
  get_emails_from_url: { url: 'https://www.linkedin.com/in/mara-lindqvist-acme/' },
  get_emails_verification_status: { emails: ['mara.lindqvist@acme.example'] },
  add_emails_to_verification: { emails: ['mara.lindqvist@acme.example'] },
};

/** Tools whose calls are refused: a recipient who cannot be changed any more, a webhook that is not there. */
export const REFUSED = ['change_recipient_status', 'delete_webhook'];

/** A call of each tool that gets an answer of this sandbox, but for {@link REFUSED}, by the tool's name. */
export async function knownCalls(sandbox: Sandbox): Promise<Readonly<Record<string, object>>> {
  await using h = await startHarness({ reuse: sandbox });
  const list = await h.call('get_prospects_in_list', { listId: '8512901', limit: 1 });
  const [saved] = list.structured.prospects;
  const found = await h.call('get_prospects_by_email', { email: saved.emails[0].email });
  const [prospect] = found.structured.prospects;
  const people = await h.call('search_domain_people', { domain: 'acme.example', limit: 1 });
  const [{ personId }] = people.structured.people;
  const added = await h.call('add_webhook', CALLS.add_webhook);
  const webhookId = added.structured.webhook.id;
  const { structured } = await h.call('search_people', CALLS.search_people);
  const created = await h.call('create_campaign', CALLS.create_campaign);
  const { campaignId, steps } = created.structured;
  const [{ stepId, contentIds }] = steps;
  const doomed = await h.call('create_campaign', CALLS.create_campaign);
  return {
    ...CALLS,
    delete_step_content: { campaignId, stepId, contentId: contentIds[1], confirm: true },
    delete_campaign: { campaignId: doomed.structured.campaignId },
    get_prospect_by_id: { id: prospect.id },
    get_prospects_by_email: { email: saved.emails[0].email },
    reveal_domain_people: { personIds: [personId] },
    update_webhook_status: { webhookId, status: 'active' },
    reveal_people: { personIds: [structured.people[0].personId] },
  };
}

/**
 * The same arguments with the longest wait, where the tool takes one: on a busy machine short waits pass before anything
 * is answered.
 * @param schema the tool's input schema
 */
export function patient(args: object | undefined, schema: { properties?: object }): Record<string, unknown> {
  return { ...args, ...('waitSeconds' in (schema.properties ?? {}) && { waitSeconds: 600 }) };
}

/** Arguments that others may have written, which a refusal quotes. */
export const BAD_ARGUMENTS: readonly (readonly [tool: string, args: (words: string) => object])[] = [
  ['get_user_lists', words => ({ [words.slice(0, 150)]: 1 })],
  ['get_prospects_in_list', words => ({ listId: words.slice(0, 190) })],
  ['get_profile_by_email', words => ({ email: words.slice(0, 300) })],
  ['count_domain_emails', words => ({ domain: words.slice(0, 250) })],
  ['get_emails_from_url', words => ({ url: words.slice(0, 2000) })],
  ['get_campaign', words => ({ campaignId: words.slice(0, 190) })],
  ['get_step_content', words => ({ campaignId: '1', stepId: words.slice(0, 190), contentId: '1' })],
  ['update_campaign', words => ({ campaignId: '1', timezone: words.slice(0, 190) })],
  ['update_campaign', words => ({ campaignId: '1', skip: [words.slice(0, 190)] })],
  ['delete_webhook', words => ({ webhookId: words.slice(0, 190) })],
  ['check_sender_account', words => ({ senderAccountId: words.slice(0, 190) })],
  ['delete_warm_up', words => ({ warmUpId: words.slice(0, 190) })],
  ['get_warm_up_statistics', words => ({ warmUpId: '123', dateFrom: words.slice(0, 190) })],
  [
    'add_webhook',
    words => ({
      eventObject: 'campaign_email',
      eventAction: words.slice(0, 190),
      endpointUrl: 'https://hooks.acme.example/',
    }),
  ],
  [
    'add_webhook',
    () => ({
      eventObject: 'campaign_email',
      eventAction: 'sent',
      endpointUrl: `https://${MARK.replaceAll(' ', '-')}.example/`,
    }),
  ],
  ...[
    (words: string) => ({ country: words.slice(0, 190) }),
    (words: string) => ({ companySite: words.slice(0, 1900) }),
    (words: string) => ({ socialLinks: { linkedIn: words.slice(0, 1900) } }),
    (words: string) => ({ customFields: [{ label: words.slice(0, 190), value: '1' }] }),
    (words: string) => ({ [words.slice(0, 150)]: 'x' }),
  ].map(
    person =>
      [
        'add_prospect_to_list',
        (words: string) => ({ listId: '1', email: 'ada@novum.example', ...person(words) }),
      ] as const,
  ),
];
