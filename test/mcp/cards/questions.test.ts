import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mayAsk } from '../../../src/mcp/apps/views.ts';
import { listingOf } from '../../../src/mcp/tool-listing.ts';
import { inGerman } from '../../../src/views/shared/approval-german.ts';
import { tools } from '../../../tools/index.ts';
import { addresses, links } from '../../snovio/flows/kit.ts';
import { type Approval, approvalIn, type CardHost, startCardHost } from './kit.ts';

// Every question that a card asks, by a call of every tool that may ask: what it says, and that there are German words for it.

let h: CardHost;
beforeAll(async () => {
  h = await startCardHost({ env: { SNOVIO_MAX_CREDITS_PER_CALL: '0' } });
  await h.key();
});
afterAll(() => h.close());

type Case = readonly [tool: string, args: Record<string, unknown>, words: string];

const mara = { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' };
const domain = { domain: 'acme.example' };
const heads = { domains: ['meridian.example'], positions: ['Head of Sales'], reveal: true };

/** What credits buy. */
const PRICES: readonly Case[] = [
  ['verify_emails', { emails: addresses(1) }, '1 address'],
  ['verify_emails', { emails: addresses(2) }, '2 addresses'],
  ['add_emails_to_verification', { emails: addresses(2) }, '2 addresses'],
  ['find_emails', { people: [mara] }, '1 person'],
  ['find_emails', { people: [mara, { ...mara, firstName: 'Tomas' }] }, '2 people'],
  ['add_names_to_find_emails', mara, 'one search'],
  ['find_prospects_by_url', { urls: links(1) }, '1 profile'],
  ['find_prospects_by_url', { urls: links(2) }, '2 profiles'],
  ['add_url_for_search', { url: links(1)[0] }, 'one search'],
  ['get_profile_by_email', { email: 'mara.lindqvist@acme.example' }, 'one profile'],
  ['search_domain_emails', { ...domain, limit: 20 }, 'up to 20 addresses of "acme.example"'],
  ['search_domain_people', { ...domain, limit: 20 }, 'up to 20 people of "acme.example"'],
  ['search_generic_contacts', { ...domain, limit: 10 }, 'up to 10 addresses of "acme.example"'],
  ['get_company_by_domain', { domains: ['acme.example'] }, '1 company'],
  ['get_company_by_domain', { domains: ['acme.example', 'novum.example'] }, '2 companies'],
  ['find_domains_by_name', { names: ['Acme'] }, 'the domain of 1 company'],
  ['find_domains_by_name', { names: ['Acme', 'Novum'] }, 'the domains of 2 companies'],
  ['reveal_domain_people', { personIds: ['ab1'] }, 'the address of 1 person'],
  ['reveal_domain_people', { personIds: ['ab1', 'ab2'] }, 'the addresses of 2 people'],
  ['search_companies', { specialities: ['steel'] }, 'a page of companies'],
  ['find_people', { ...heads, limit: 1 }, 'the addresses of 1 person'],
  [
    'find_people',
    { ...heads, limit: 5 },
    'the addresses of 5 people (1 to look them up by company, then 1 for each who is not found so)',
  ],
  ['prepare_leads', { emails: addresses(3) }, '3 leads'],
  ['prepare_leads', { people: [mara] }, '1 lead'],
];

const prospects = (count: number) => addresses(count).map(email => ({ email }));
const hook = { eventObject: 'campaign_email', eventAction: 'sent', endpointUrl: 'https://evil.example/x' };
const mailbox = {
  senderName: 'Ada Byron',
  emailFrom: 'ada@novum.example',
  password: 'correct horse battery',
  smtp: 'smtp.novum.example:465',
};
const scheduled = { campaignId: 'January push', stepId: '2379561' };
const content = { contentId: '23795610' };
const draft = { campaignId: 'Draft idea' };
const startAt = '2099-01-01 09:00:00';
const steps = [{ type: 'email' }, { type: 'goal', goalName: 'end' }];
const campaign = { title: 'Autumn', listId: 'Research', emailAccounts: ['11980'], steps };

const MAILED = 'would be mailed. Let the mail go out?';
const RUNNING = 'The list feeds a running campaign';
const ON_ITS_LIST = 'people on its list';

/** What others would feel, what cannot be undone, and how mail is sent. */
const OTHERS: readonly Case[] = [
  ['save_prospects', { listId: 'Berlin SaaS', prospects: prospects(1) }, `${RUNNING}: this person ${MAILED}`],
  [
    'save_prospects',
    { listId: 'Berlin SaaS', prospects: prospects(3) },
    `${RUNNING}: these 3 people ${MAILED}`,
  ],
  [
    'add_prospect_to_list',
    { listId: 'Berlin SaaS', email: 'a@b.example' },
    `${RUNNING}: this person ${MAILED}`,
  ],
  [
    'change_recipient_status',
    { email: 'someone@acme.example', campaignId: 'Q4', status: 'Active' },
    `The campaign is running: this person ${MAILED}`,
  ],
  [
    'change_recipient_status',
    { email: 'someone@acme.example', campaignId: '1', status: 'Active' },
    `The campaign is not among this account's, so it may be running: this person ${MAILED}`,
  ],
  [
    'change_campaign_status',
    { ...draft, action: 'start' },
    `The campaign would be started: up to 5 ${ON_ITS_LIST} ${MAILED}`,
  ],
  [
    'change_campaign_status',
    { campaignId: 'January push', action: 'resume' },
    `The campaign would be resumed: up to 6 ${ON_ITS_LIST} ${MAILED}`,
  ],
  [
    'create_campaign',
    { ...campaign, startAt },
    `The campaign may start by itself at startAt: up to 3 ${ON_ITS_LIST} ${MAILED}`,
  ],
  [
    'update_campaign',
    { ...draft, startAt },
    `The campaign may start by itself at startAt: up to 5 ${ON_ITS_LIST} ${MAILED}`,
  ],
  [
    'add_step_content',
    { ...scheduled, ...content, subject: 'a', body: 'b' },
    `The campaign is running: up to 6 ${ON_ITS_LIST} ${MAILED}`,
  ],
  [
    'update_step_content',
    { ...scheduled, ...content, subject: 'a' },
    `The campaign is running: up to 6 ${ON_ITS_LIST} ${MAILED}`,
  ],
  [
    'create_warm_up',
    { senderAccountId: '11981', perDay: 20, from: 2, increase: 2 },
    'Snov.io would send up to 20 mails a day from this account to warm it up. Let the mail go out?',
  ],
  [
    'update_warm_up',
    { warmUpId: '124', perDay: 40 },
    'An active warm-up sends mail from its sender account each day, by these settings. Let the mail go out?',
  ],
  ['add_webhook', hook, "let Snov.io send people's data to this host, each time this happens?"],
  [
    'update_webhook_status',
    { webhookId: '14', status: 'active' },
    "let Snov.io send people's data to this host, each time this happens?",
  ],
  ['delete_webhook', { webhookId: '14' }, 'delete this webhook for good?'],
  ['delete_warm_up', { warmUpId: '124' }, 'delete this warm-up and its statistics for good?'],
  ['delete_campaign', draft, 'delete this campaign for good?'],
  ['delete_step_content', { ...scheduled, ...content }, 'delete this content of the campaign for good?'],
  [
    'update_campaign_steps',
    { ...draft, steps: [{ type: 'email', ref: '2379531' }] },
    "delete 1 of this campaign's steps, with their mails?",
  ],
  [
    'change_campaign_status',
    { ...draft, action: 'complete' },
    'complete this campaign, which cannot be started again?',
  ],
  [
    'change_campaign_status',
    { ...draft, action: 'archive' },
    'archive this campaign, which cannot be started again?',
  ],
  [
    'add_sender_account',
    { ...mailbox, imap: 'imap.novum.example:993' },
    'connect this mailbox to Snov.io? Its password goes there, and campaigns can send from it.',
  ],
  [
    'update_sender_account',
    { senderAccountId: '11981', replyTo: 'a@novum.example', bccEmail: 'b@novum.example' },
    'change replyTo, bccEmail of this sender account?',
  ],
];

const seen = new Map<string, Approval>();

describe('a call asks', () => {
  test.each([...PRICES, ...OTHERS])('%s %j: %s', async (tool, args, words) => {
    const result = await h.result(tool, args);
    const question = approvalIn(result);
    expect(question?.buys ?? question?.text ?? result.content).toBe(words);
    if (question) seen.set(`${tool} ${words}`, question);
  });
});

test('reveal_people, of people that a search has named', async () => {
  const found = await h.call('search_people', { companies: ['Acme Rockets'] });
  const personIds = found.structured.people.map(({ personId }: { personId: string }) => personId);
  for (const [ids, words] of [
    [personIds.slice(0, 1), '1 person'],
    [personIds.slice(0, 2), '2 people'],
  ]) {
    const question = approvalIn(await h.result('reveal_people', { personIds: ids }));
    expect(question?.buys).toBe(words);
    if (question) seen.set(`reveal_people ${words}`, question);
  }
});

describe('every question', () => {
  test('is asked here, of every tool that may ask', () => {
    const asking = tools.map(tool => listingOf(tool)).filter(mayAsk);
    const asked = new Set([...seen.values()].map(({ tool }) => tool));
    expect(asking.map(({ name }) => name).filter(name => !asked.has(name))).toEqual([]);
    expect(new Set([...seen.values()].map(({ about }) => about))).toEqual(
      new Set(['credits', 'mail', 'data', 'loss', 'sender']),
    );
  });

  test('has German words: what it says, what is pressed, and what is named', () => {
    const words = [...seen.values()].flatMap(({ about, title, text, buys, label, names }) => [
      ...(about === 'credits' ? [title, buys ?? ''] : [text, label]),
      ...names.map(({ what }) => what),
    ]);
    expect(words.length).toBeGreaterThan(80);
    expect([...new Set(words)].filter(english => inGerman(english) === undefined)).toEqual([]);
    // Nothing of the English is left in between, but names of arguments.
    const left = words
      .map(english => inGerman(english) ?? '')
      .filter(german => /\b(the|of|this|would|list)\b/.test(german));
    expect(left).toEqual([]);
  });
});
