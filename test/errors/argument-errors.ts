// Calls that are refused because of their arguments; nothing is sent for them.

/** A tool and its arguments. */
export type Call = readonly [tool: string, args?: object];

const CAMPAIGN = 'Draft idea';
const PERSON = { email: 'mara.lindqvist@acme.example' };
const EMAIL = { type: 'email' };
const GOAL = { type: 'goal', goalName: 'End' };
const MANY = Array.from({ length: 101 }, (_, index) => `person.${index}@acme.example`);

const campaign = (settings: object): Call => [
  'create_campaign',
  { title: 'Autumn', listId: 'Ideas', emailAccounts: ['11980'], steps: [EMAIL, GOAL], ...settings },
];
const steps = (...all: object[]): Call => campaign({ steps: all });
const linkedIn = (step: object) => steps(EMAIL, { type: 'linkedin', ...step }, GOAL);
const rebuilt = (...all: object[]): Call => ['update_campaign_steps', { campaignId: CAMPAIGN, steps: all }];
const prospect = (facts: object): Call => [
  'add_prospect_to_list',
  { listId: '8512908', ...PERSON, ...facts },
];
const sender = (facts: object): Call => [
  'add_sender_account',
  {
    senderName: 'Ada',
    emailFrom: 'ada@novum.example',
    password: 'a-long-password',
    smtp: 'smtp.novum.example:465',
    ...facts,
  },
];
const warmUp = (settings: object): Call => ['update_warm_up', { warmUpId: '1', ...settings }];
const webhook = (facts: object): Call => [
  'add_webhook',
  {
    eventObject: 'campaign_email',
    eventAction: 'sent',
    endpointUrl: 'https://hooks.acme.example/snovio',
    ...facts,
  },
];

/** What the schema refuses. */
const FORM: readonly Call[] = [
  ['get_user_lists', { limt: 1 }],
  ['get_balance', { verbose: true }],
  ['save_prospects', { listId: 'Ideas', prospects: [{ ...PERSON, firstNam: 'Mara' }] }],
  ['get_prospects_in_list', {}],
  ['get_prospects_in_list', { listId: true }],
  ['get_prospects_in_list', { listId: '8512901', listName: 'Ideas' }],
  ['get_prospects_in_list', { listId: '8512901', fields: ['nickname'] }],
  ['update_campaign', { campaignName: 'Autumn' }],
  ['get_user_lists', { limit: 'many' }],
  ['get_user_lists', { limit: 1.5 }],
  ['get_user_lists', { limit: 0 }],
  ['get_user_lists', { limit: 1001 }],
  ['get_user_lists', { includeDeleted: 'perhaps' }],
  ['get_user_lists', { next: 'x'.repeat(2001) }],
  ['find_emails', {}],
  ['verify_emails', { emails: 'mara@acme.example, ada@acme.example' }],
  ['verify_emails', { emails: [] }],
  ['verify_emails', { emails: MANY }],
  ['add_prospect_to_list', { listId: 'Ideas', socialLinks: 'linkedin.com/in/mara-lindqvist' }],
  ['change_campaign_status', { campaignId: CAMPAIGN, action: 'launch' }],
];

/** What tools of the default toolsets refuse. */
const DEFAULT: readonly Call[] = [
  ['find_emails', { people: [{ firstName: ' ', lastName: 'Byron', domain: 'acme.example' }] }],
  ['find_prospects_by_url', { urls: ['https://www.linkedin.com/company/acme'] }],
  ['get_emails_from_url', { url: 'https://acme.example/mara' }],
  ['search_domain_emails', { domain: 'acme' }],
  ['search_domain_emails', { domain: 'acme.example', next: 'page2' }],
  ['get_profile_by_email', { email: 'mara' }],
  ['find_people', {}],
  ['find_people', { locations: ['Germany'] }],
  ['find_people', { companySizes: ['tiny'] }],
  ['prepare_leads', {}],
  ['prepare_leads', { emails: [PERSON.email], next: 'page2' }],
  ['prepare_leads', { emails: [PERSON.email], exclude: ['acme'] }],
  ['verify_emails', { emails: ['mara'] }],
  ['add_emails_to_verification', { emails: ['mara'] }],
  ['get_emails_verification_status', { emails: ['mara'] }],
  ['save_prospects', { listId: 'Ideas', prospects: [{ email: 'mara' }] }],
  ['create_prospect_list', { name: ' ' }],
  ['get_prospects_by_email', {}],
  ['get_prospects_by_email', { emails: [PERSON.email], limit: 5 }],
  ['get_prospects_by_email', { emails: ['mara'] }],
  prospect({ updateContact: true, createDuplicates: true }),
  ['add_prospect_to_list', { listId: '8512908', fullName: 'Mara Lindqvist' }],
  prospect({ country: 'Germani' }),
  prospect({ country: 'Qqqqqqqqqqqqqqq' }),
  prospect({ companySite: 'our site' }),
  prospect({ socialLinks: { linkedIn: 'mara' } }),
  prospect({ customFields: [{ label: 'specialisation', value: 'boats' }] }),
  ['add_to_do_not_email_list', { listId: 'Competitors', items: ['acme'] }],
  webhook({ eventAction: 'sunk' }),
  webhook({ endpointUrl: 'http://hooks.acme.example/' }),
  webhook({ endpointUrl: 'https://ada:secret@hooks.acme.example/' }),
  webhook({ endpointUrl: 'https://10.0.0.1/' }),
  webhook({}),
  ['delete_webhook', { webhookId: 'mine' }],
];

/** What tools for companies, the database and numbers refuse. */
const SEARCHES: readonly Call[] = [
  ['get_company_by_domain', { domains: ['acme'] }],
  ['find_domains_by_name', { names: ['x'.repeat(101)] }],
  ['reveal_domain_people', { personIds: ['?'] }],
  ['reveal_people', { personIds: ['?'] }],
  ['search_people', { skills: Array.from({ length: 101 }, (_, index) => `skill ${index}`) }],
  ['search_people', { locations: ['country: Germany', 'country: France'] }],
  ['search_companies', { founded: 'long ago' }],
  ['search_companies', { founded: '2005-1990' }],
  ['search_companies', { revenue: '3-7' }],
  ['check_campaign_recipients', { campaignId: 'Q4', emails: ['mara'] }],
  ['get_campaign_analytics', { senderLinkedInIds: ['Ada'] }],
  ['get_campaign_report', { campaignId: 'Q4', dateFrom: 'May' }],
  ['get_campaign_report', { campaignId: 'Q4', dateFrom: '2026-05-02', dateTo: '2026-05-01' }],
  ['get_recipients_activity', { campaignId: 'Q4', dateFrom: '2026-01-01', dateTo: '2026-12-31' }],
];

/** What tools for campaigns refuse. */
const CAMPAIGNS: readonly Call[] = [
  campaign({ emailAccounts: [] }),
  campaign({ timezone: 'Mars/Base' }),
  campaign({ linkedInAccounts: ['Ada'] }),
  campaign({ startAt: 'tomorrow' }),
  ['update_campaign', { campaignId: CAMPAIGN }],
  ['update_campaign', { campaignId: CAMPAIGN, skip: ['everybody'] }],
  [
    'update_campaign',
    { campaignId: CAMPAIGN, startAt: '2099-01-02 00:00:00', completeAt: '2099-01-01 00:00:00' },
  ],
  ['add_step_content', { campaignId: CAMPAIGN, stepId: '1', contentId: '1', subject: 'Hello', body: ' ' }],
  ['update_step_content', { campaignId: CAMPAIGN, stepId: '1', contentId: '1' }],
  steps(GOAL),
  steps(EMAIL, { ...EMAIL, ref: '1' }),
  steps({ ...EMAIL, next: 'x' }),
  steps({ ...EMAIL, yes: '2' }, GOAL),
  steps(EMAIL, { type: 'trigger', action: 'open', wait: '1 day' }, GOAL),
  steps(EMAIL, { type: 'delay', wait: '31 days' }),
  steps({ ...EMAIL, next: '2' }, { ...GOAL, next: '1' }),
  steps(EMAIL, { type: 'goal' }),
  steps({ ...EMAIL, body: 'Hello' }),
  steps({ ...EMAIL, next: '3' }, { type: 'delay', wait: '1 day' }, GOAL),
  steps(
    { type: 'delay', wait: '1 day' },
    { type: 'trigger', action: 'calendly', wait: '1 day', yes: '3' },
    GOAL,
  ),
  linkedIn({ action: 'poke' }),
  linkedIn({ action: 'invite' }),
  linkedIn({ action: 'in_mail', body: 'Hello' }),
  linkedIn({ action: 'in_mail', body: 'Hello', subject: 'Hello' }),
  linkedIn({ action: 'endorse_skills' }),
  linkedIn({ action: 'check_connection_level', value: [1, 1] }),
  rebuilt({ type: 'delay', wait: '1 day', ref: '2379531' }, GOAL),
  rebuilt({ ...EMAIL, ref: '2379531', contentSlots: 3 }, GOAL),
  rebuilt({ ...EMAIL, ref: '5' }, GOAL),
  rebuilt({ ...EMAIL, ref: '2379531' }),
];

/** What tools for sender accounts and warm-ups refuse. */
const SENDERS: readonly Call[] = [
  sender({ password: 'abc' }),
  sender({ senderName: 'x'.repeat(101) }),
  sender({ smtp: 'smtp.novum.example' }),
  sender({}),
  ['update_sender_account', { senderAccountId: '11980' }],
  ['update_sender_account', { senderAccountId: '11980', delay: '4' }],
  ['update_sender_account', { senderAccountId: '11980', delay: '100-200', dailyLimit: 865 }],
  ['update_sender_account', { senderAccountId: '11980', dailyLimit: 50 }],
  ['get_warm_up', { warmUpId: 'mine' }],
  ['get_warm_up_statistics', { warmUpId: '1', dateTo: '2026-05-01' }],
  ['get_warm_up_statistics', { warmUpId: '1', dateFrom: 'May', dateTo: '2026-05-01' }],
  ['get_warm_up_statistics', { warmUpId: '1', dateFrom: '2026-05-02', dateTo: '2026-05-01' }],
  warmUp({}),
  warmUp({ strategy: 'progressive' }),
  warmUp({ from: 3, perDay: 2 }),
  warmUp({ providers: [] }),
  warmUp({ subject: 'Lunch' }),
  warmUp({ subject: 'x'.repeat(201), body: 'At noon?' }),
  warmUp({ subject: 'Lunch', body: ' ' }),
];

export const ARGUMENT_ERRORS: readonly Call[] = [...FORM, ...DEFAULT, ...SEARCHES, ...CAMPAIGNS, ...SENDERS];
