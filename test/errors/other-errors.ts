import type { FaultRule } from '../../src/sandbox/index.ts';
import { REACHABLE } from '../harness.ts';
import type { Call } from './argument-errors.ts';

// Calls that fail because of the account, the configuration or what Snov.io answers.

/** A call that fails, and what has to be so that it does. */
export interface Failure {
  readonly call: Call;
  /** The configuration. */
  readonly env?: Readonly<Record<string, string>>;
  /** What goes wrong upstream. */
  readonly faults?: readonly FaultRule[];
  /** Calls that come before it. */
  readonly before?: readonly Call[];
  /** What the user says when asked. */
  readonly answers?: 'no';
}

const EMAIL = 'mara.lindqvist@acme.example';
const BALANCE: Call = ['get_balance'];
const PROFILE: Call = ['get_profile_by_email', { email: EMAIL }];
const ADD: Call = ['add_prospect_to_list', { listId: 'Berlin SaaS', email: EMAIL }];
const VERIFY: Call = ['verify_emails', { emails: ['a', 'b', 'c'].map(name => `${name}@acme.example`) }];
const NOWHERE = { SNOVIO_API_URL: 'http://127.0.0.1:9' };
const ONE_SECOND = { SNOVIO_WAIT_SECONDS: '1' };
const ADD_OWN: Call = ['add_webhook', { eventObject: 'campaign_reply', eventAction: 'received' }];
const NEVER = { SNOVIO_ALLOW_SENDING: 'never' };
const DYNAMIC = { SNOVIO_TOOLSETS: 'find', SNOVIO_DYNAMIC_TOOLS: '1' };

const always = (path: string | RegExp, rule: Omit<FaultRule, 'path'>): readonly FaultRule[] => [
  { path, times: Number.POSITIVE_INFINITY, ...rule },
];
const balance = (rule: Omit<FaultRule, 'path'>): Failure => ({
  call: BALANCE,
  faults: always('/v1/get-balance', rule),
});
const answered = (path: string | RegExp, body: object): readonly FaultRule[] =>
  always(path, { kind: 'replace', body });
const campaign = (tool: string, campaignId: string, args: object = {}): Call => [
  tool,
  { campaignId, ...args },
];
const GOAL = { type: 'goal', goalName: 'End' };
const AUTUMN = {
  title: 'Autumn',
  listId: 'Ideas',
  emailAccounts: ['11980'],
  steps: [{ type: 'email' }, GOAL],
};

/** Snov.io, the network, the credentials. */
const UPSTREAM: readonly Failure[] = [
  { call: BALANCE, env: { SNOVIO_CLIENT_ID: '', SNOVIO_CLIENT_SECRET: '' } },
  { call: BALANCE, env: { SNOVIO_CLIENT_SECRET: 'wrong' } },
  { call: BALANCE, env: NOWHERE },
  balance({ kind: 'status', status: 403 }),
  balance({ kind: 'status', status: 402 }),
  balance({ kind: 'status', status: 429, headers: { 'retry-after': '300' } }),
  balance({ kind: 'status', status: 500 }),
  balance({ kind: 'malformed' }),
  balance({ kind: 'replace', body: { success: true, data: [] } }),
  balance({ kind: 'drop' }),
  { ...balance({ kind: 'hang' }), env: ONE_SECOND },
  balance({ kind: 'html', status: 403 }),
  balance({ kind: 'html', status: 302 }),
  { call: BALANCE, env: ONE_SECOND, faults: always('/v1/oauth/access_token', { kind: 'hang' }) },
  {
    call: ['create_prospect_list', { name: 'Leads' }],
    faults: answered('/v1/lists', { success: false, message: 'Too many lists' }),
  },
  {
    call: ['get_emails_from_names', { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' }],
    faults: answered('/v1/get-emails-from-names', {
      success: false,
      message: 'There are too many prospects processing. Please try later',
    }),
  },
  { call: ['search_people', { skills: ['boats'] }], faults: answered(/prospects\/start/, { data: {} }) },
  {
    call: ['search_people', { skills: ['boats'] }],
    env: ONE_SECOND,
    faults: answered(/prospects\/result/, { status: 'in_progress', data: [] }),
  },
  { call: PROFILE, faults: always('/v1/get-profile-by-email', { kind: 'drop', when: 'after' }) },
  {
    call: PROFILE,
    env: ONE_SECOND,
    faults: always('/v1/get-profile-by-email', { kind: 'slow', delayMs: 3000 }),
  },
];

/** Limits on credits. */
const CREDITS: readonly Failure[] = [
  { call: ['get_profile_by_email', { email: EMAIL, maxCredits: 0 }] },
  { call: VERIFY, env: { SNOVIO_MAX_CREDITS_PER_CALL: '2' } },
  { call: VERIFY, env: { SNOVIO_MAX_CREDITS: '2' } },
  { call: VERIFY, env: { SNOVIO_MAX_CREDITS: '0' } },
  { call: VERIFY, env: { SNOVIO_MAX_CREDITS_PER_DAY: '2' } },
  { call: VERIFY, env: { SNOVIO_MAX_CREDITS_PER_CALL: '2' }, answers: 'no' },
];

/** What is not there. */
const MISSING: readonly Failure[] = [
  { call: ['get_prospects_in_list', { listId: '999' }] },
  { call: ['get_prospects_in_list', { listId: 'No such list' }] },
  {
    call: ['get_prospects_in_list', { listId: 'Twins' }],
    before: [
      ['create_prospect_list', { name: 'Twins' }],
      ['create_prospect_list', { name: 'Twins', allowDuplicate: true }],
    ],
  },
  { call: ['create_prospect_list', { name: 'berlin saas' }] },
  { call: ['get_prospect_by_id', { id: '999' }] },
  { call: ['update_webhook_status', { webhookId: '999', status: 'active' }] },
  { call: ['use_tool', { name: 'get_everything' }], env: DYNAMIC },
  { call: ['use_tool', { name: 'verify_emails', arguments: { emails: [EMAIL] } }], env: DYNAMIC },
  { call: ['use_tool', { name: 'get_balance', arguments: 'all' }], env: DYNAMIC },
];

/** What somebody has to agree to. */
const CONSENT: readonly Failure[] = [
  { call: ADD },
  { call: ADD, env: NEVER },
  {
    call: ADD,
    faults: always('/v1/get-user-campaigns', { kind: 'status', status: 500 }),
    before: [['get_user_lists']],
  },
  { call: ['change_recipient_status', { email: EMAIL, campaignId: '237951', status: 'Active' }], env: NEVER },
  { call: ['change_recipient_status', { email: EMAIL, campaignId: '999', status: 'Active' }] },
  { call: ['create_campaign', { ...AUTUMN, startAt: '2099-01-01 00:00:00' }] },
  { call: campaign('change_campaign_status', 'Draft idea', { action: 'start' }) },
  { call: campaign('change_campaign_status', 'Spring relaunch', { action: 'resume' }) },
  { call: campaign('change_campaign_status', 'Spring relaunch', { action: 'complete' }) },
  { call: campaign('delete_campaign', 'Draft idea') },
  { call: campaign('delete_step_content', 'Draft idea', { stepId: '2379531', contentId: '23795310' }) },
  {
    call: campaign('update_campaign_steps', 'Draft idea', { steps: [{ type: 'email', ref: '2379531' }] }),
  },
  {
    call: campaign('update_campaign_steps', 'Q4', {
      steps: [
        { type: 'email', ref: '2379511' },
        { type: 'goal', ref: '2379512' },
      ],
    }),
  },
  { call: ['update_warm_up', { warmUpId: '123', status: 'active' }], env: NEVER },
  { call: ['update_warm_up', { warmUpId: '123', perDay: 30 }] },
  { call: ['delete_warm_up', { warmUpId: '123' }] },
  {
    call: ['create_warm_up', { senderAccountId: '11980', perDay: 20, strategy: 'steady' }],
  },
  {
    call: ['create_warm_up', { senderAccountId: '11980', perDay: 20, strategy: 'steady' }],
    env: NEVER,
  },
  { call: ['update_sender_account', { senderAccountId: '11980', dailyLimit: 50 }], env: NEVER },
  { call: ADD_OWN },
  { call: ADD_OWN, env: { ...REACHABLE, SNOVIO_LEDGER_DAYS: '0' } },
  {
    call: [ADD_OWN[0], { ...ADD_OWN[1], endpointUrl: 'https://mcp.example.com/hook' }],
    env: REACHABLE,
  },
  { call: ['list_events', { eventAction: 'sent' }], env: REACHABLE },
  { call: ['list_events'], env: { ...REACHABLE, SNOVIO_LEDGER_DAYS: '0' } },
  {
    call: ['list_events'],
    env: { SNOVIO_PUBLIC_URL: 'http://localhost:3920', SNOVIO_API_URL: 'https://api.snov.io' },
  },
  { call: ['delete_webhook', { webhookId: '8' }] },
];

/** What Snov.io refuses, or does not clearly say. */
const CHANGES: readonly Failure[] = [
  { call: ['create_prospect_list', { name: 'Leads' }], faults: always('/v1/lists', { kind: 'drop' }) },
  { call: campaign('delete_campaign', 'Q4', { confirm: true }) },
  {
    call: campaign('delete_step_content', 'Draft idea', {
      stepId: '2379531',
      contentId: '23795310',
      confirm: true,
    }),
  },
  {
    call: campaign('add_step_content', 'Draft idea', {
      stepId: '2379531',
      contentId: '23795310',
      subject: 'Hello',
      body: 'Hello',
    }),
    faults: answered(/content\/create/, { success: false, errors: ['Started'] }),
  },
  {
    call: campaign('update_campaign', 'Draft idea', { trackOpens: true }),
    faults: [{ method: 'PATCH', path: /campaigns/, kind: 'replace', body: { success: false } }],
  },
  {
    call: campaign('update_campaign', 'Draft idea', { trackOpens: true }),
    faults: [{ method: 'PATCH', path: /campaigns/, kind: 'malformed' }],
  },
  {
    call: campaign('update_campaign', 'Draft idea', { skip: ['who_replied'] }),
    before: [campaign('update_campaign', 'Draft idea', { skip: ['who_replied'] })],
  },
  {
    call: ['change_recipient_status', { email: EMAIL, campaignId: '237951', status: 'Paused' }],
    faults: answered('/v1/change-recipient-status', { success: false }),
  },
  {
    call: ['delete_webhook', { webhookId: '8', confirm: true }],
    faults: answered(/webhooks/, { data: {} }),
  },
  {
    call: ['update_webhook_status', { webhookId: '8', status: 'deactivated' }],
    faults: answered(/webhooks/, { data: { id: 8, status: 'active' } }),
  },
  {
    call: ['create_prospect_list', { name: 'Leads' }],
    faults: answered('/v1/lists', [{ success: true, data: { id: 'not an id' } }]),
  },
];

export const OTHER_ERRORS: readonly Failure[] = [...UPSTREAM, ...CREDITS, ...MISSING, ...CONSENT, ...CHANGES];
