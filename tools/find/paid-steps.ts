import { z } from 'zod';
import { emailSearch } from '../../src/snovio/flows/find-emails.ts';
import { profileSearch } from '../../src/snovio/flows/find-prospects.ts';
import { type QueueAnswer, queueItems } from '../../src/snovio/flows/queue-items.ts';
import { verification } from '../../src/snovio/flows/verify-emails.ts';
import { normaliseEmail } from '../../src/snovio/shapes/normalise.ts';
import { defineTool } from '../../src/tool.ts';
import { filled, invalid, validDomain, validProfileUrl } from '../shared/check.ts';
import { Credits } from '../shared/outputs.ts';
import { domain, firstName, lastName, profileUrl, spending } from '../shared/params.ts';

const stepFacts = {
  status: z.enum(['queued', 'known', 'not_run', 'error']),
  reason: z.string().optional(),
};

const stepOutput = z.object({ ...stepFacts, note: z.string().optional(), credits: Credits });

export const addNamesToFindEmails = defineTool({
  name: 'add_names_to_find_emails',
  title: 'Queue a search by name (legacy)',
  toolset: 'find',
  methods: ['POST /v1/add-names-to-find-emails'],
  effect: 'spend',
  credits: '1',
  description:
    'Legacy raw step: queues one search by name, read later with get_emails_from_names. PAID: 1 credit. Use find_emails, which does it all.',
  input: z.object({ firstName, lastName, domain, ...spending }),
  output: stepOutput,
  run: async ({ firstName, lastName, domain, ...options }, { snovio, call }) => {
    const person = {
      firstName: filled(firstName, 'firstName'),
      lastName: filled(lastName, 'lastName'),
      domain: validDomain(domain, 'domain'),
    };
    const how = { ...options, call, what: 'one search', estimated: false };
    return singleStep(await queueItems(snovio, emailSearch, [person], how));
  },
});

export const addUrlForSearch = defineTool({
  name: 'add_url_for_search',
  title: 'Queue a search by profile link (legacy)',
  toolset: 'find',
  methods: ['POST /v1/add-url-for-search'],
  effect: 'spend',
  credits: '1',
  description:
    'Legacy raw step: queues one search by profile link, read later with get_emails_from_url. PAID: 1 credit. Use find_prospects_by_url, which does it all.',
  input: z.object({ url: profileUrl, ...spending }),
  output: stepOutput,
  run: async ({ url, ...options }, { snovio, call }) => {
    const how = { ...options, call, what: 'one search', estimated: false };
    return singleStep(await queueItems(snovio, profileSearch, [validProfileUrl(url, 'url').url], how));
  },
});

export const addEmailsToVerification = defineTool({
  name: 'add_emails_to_verification',
  title: 'Queue verifications (legacy)',
  toolset: 'verify',
  methods: ['POST /v1/add-emails-to-verification'],
  effect: 'spend',
  credits: 'up to 1 per address',
  description:
    'Legacy raw step: queues up to 10 addresses, read later with get_emails_verification_status. PAID: up to 1 credit per address. Use verify_emails, which does it all.',
  input: z.object({ emails: z.array(z.string()).min(1).max(10).describe('E-mail addresses'), ...spending }),
  output: z.object({
    results: z.array(z.object({ email: z.string(), ...stepFacts })),
    note: z.string().optional(),
    credits: Credits,
  }),
  run: async ({ emails, ...options }, { snovio, call }) => {
    const keys = emails.map(normaliseEmail);
    const wanted = [...new Set(keys.filter(key => key !== undefined))];
    if (wanted.length === 0) throw invalid('emails', 'holds no e-mail address.');
    const what = `${wanted.length} address${wanted.length === 1 ? '' : 'es'}`;
    const how = { ...options, call, what, estimated: true };
    const { items, ...facts } = await queueItems(snovio, verification, wanted, how);
    const byItem = new Map(items.map(({ key, ...rest }) => [key, rest]));
    const malformed = { status: 'error', reason: 'format' } as const;
    const results = emails.map((email, i) => ({ email, ...(byItem.get(keys[i] ?? '') ?? malformed) }));
    return { results, ...facts };
  },
});

function singleStep({ items, ...facts }: QueueAnswer) {
  const [first] = items;
  return { status: first?.status ?? ('error' as const), reason: first?.reason, ...facts };
}
