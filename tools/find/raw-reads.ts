import { z } from 'zod';
import { hasCode } from '../../src/errors.ts';
import type { CallContext } from '../../src/snovio/call-context.ts';
import { readV1 as readNames } from '../../src/snovio/methods/find.ts';
import { readV1 as readUrl } from '../../src/snovio/methods/url.ts';
import { readV1 as readVerdicts, type Verification } from '../../src/snovio/methods/verify.ts';
import { dropEmpty, maybeFlag, maybeNumber } from '../../src/snovio/shapes/fields.ts';
import { normaliseEmail } from '../../src/snovio/shapes/normalise.ts';
import { Prospect } from '../../src/snovio/shapes/prospect.ts';
import type { Snovio } from '../../src/snovio/snovio.ts';
import type { Found, Step } from '../../src/snovio/tasks/method.ts';
import { defineTool } from '../../src/tool.ts';
import { filled, invalid, validDomain, validProfileUrl } from '../shared/check.ts';
import { domain, firstName, lastName, profileUrl } from '../shared/params.ts';
import { fitObject } from '../shared/size.ts';

const UpstreamCount = z.object({ webmail: maybeFlag, result: maybeNumber.pipe(z.number()) });

export const countDomainEmails = defineTool({
  name: 'count_domain_emails',
  title: 'Count the addresses of a domain',
  toolset: 'find',
  methods: ['POST /v1/get-domain-emails-count'],
  effect: 'read',
  credits: 'free',
  description:
    'Counts the addresses that Snov.io knows for a domain. Free: run it first, before paying for search_domain_emails.',
  input: z.object({ domain }),
  output: z.object({ domain: z.string(), count: z.number(), webmail: z.boolean() }),
  run: async (args, { snovio, call }) => {
    const form = { domain: validDomain(args.domain, 'domain') };
    const request = { method: 'POST', path: '/v1/get-domain-emails-count', form } as const;
    const { result, webmail } = await snovio.read(request, UpstreamCount, call);
    return { domain: form.domain, count: result, webmail: webmail ?? false };
  },
});

type Reading<A> = readonly Found<A>[];

/** Runs the free read of a legacy pair; Snov.io answers 404 for what it does not know. */
async function readStep<A>(step: Step<Reading<A>>, snovio: Snovio, call: CallContext): Promise<Reading<A>> {
  try {
    return step.read(await snovio.read(step.request, z.unknown(), call));
  } catch (error) {
    if (hasCode(error, 'not_found')) return [];
    throw error;
  }
}

export const getEmailsFromNames = defineTool({
  name: 'get_emails_from_names',
  title: 'Read found addresses of a person (legacy)',
  toolset: 'find',
  methods: ['POST /v1/get-emails-from-names'],
  effect: 'read',
  credits: 'free',
  description:
    'Legacy raw step: reads what add_names_to_find_emails found for one person. Free. Use find_emails, which does it all.',
  input: z.object({ firstName, lastName, domain }),
  output: z.object({
    status: z.enum(['found', 'not_found', 'pending']),
    emails: z.array(z.object({ email: z.string(), status: z.string(), reason: z.string().optional() })),
  }),
  run: async (args, { snovio, call }) => {
    const person = {
      firstName: filled(args.firstName, 'firstName'),
      lastName: filled(args.lastName, 'lastName'),
      domain: validDomain(args.domain, 'domain'),
    };
    const [found] = await readStep(readNames([person], 0), snovio, call);
    if (found?.state === 'running') return { status: 'pending' as const, emails: [] };
    const emails = found?.state === 'done' ? [...found.answer.emails] : [];
    return { status: emails.length > 0 ? ('found' as const) : ('not_found' as const), emails };
  },
});

export const getEmailsFromUrl = defineTool({
  name: 'get_emails_from_url',
  title: 'Read the person behind a profile link (legacy)',
  toolset: 'find',
  methods: ['POST /v1/get-emails-from-url'],
  effect: 'read',
  credits: 'free',
  description:
    'Legacy raw step: reads what add_url_for_search found; not_found may mean not yet. Free. Use find_prospects_by_url, which does it all.',
  input: z.object({ url: profileUrl }),
  output: z.object({
    status: z.enum(['found', 'not_found']),
    prospect: Prospect.optional(),
    note: z.string().optional(),
  }),
  run: async (args, { snovio, call }) => {
    const { url } = validProfileUrl(args.url, 'url');
    const [found] = await readStep(readUrl([url], 0), snovio, call);
    const prospect = found?.state === 'done' ? found.answer.prospect : undefined;
    if (!prospect) return { status: 'not_found' as const };
    const { kept, ...note } = fitObject(prospect);
    return { status: 'found' as const, prospect: kept, ...note };
  },
});

export const getEmailsVerificationStatus = defineTool({
  name: 'get_emails_verification_status',
  title: 'Read verification results (legacy)',
  toolset: 'verify',
  methods: ['POST /v1/get-emails-verification-status'],
  effect: 'read',
  credits: 'free',
  description:
    'Legacy raw step: reads what add_emails_to_verification found; not_run was never verified. Free. Use verify_emails, which does it all.',
  input: z.object({ emails: z.array(z.string()).min(1).max(10).describe('E-mail addresses') }),
  output: z.object({
    results: z.array(
      z.object({
        email: z.string(),
        status: z.enum(['valid', 'not_valid', 'unknown', 'greylisted', 'pending', 'not_run']),
        reason: z.string().optional(),
        disposable: z.boolean().optional(),
        webmail: z.boolean().optional(),
        gibberish: z.boolean().optional(),
      }),
    ),
  }),
  run: async (args, { snovio, call }) => {
    const given = args.emails.map(email => ({ email, address: normaliseEmail(email) }));
    const wanted = [...new Set(given.flatMap(({ address }) => address ?? []))];
    if (wanted.length === 0) throw invalid('emails', 'holds no e-mail address.');
    const step = readVerdicts(wanted, 0);
    const found = step.read(await snovio.read(step.request, z.unknown(), call));
    const results = given.map(({ email, address }) => ({
      email,
      ...(address ? verdictOf(found[wanted.indexOf(address)]) : MALFORMED),
    }));
    return { results };
  },
});

const MALFORMED = { status: 'not_valid', reason: 'format' } as const;

function verdictOf(found: Found<Verification> | undefined) {
  if (found?.state === 'done') return { ...dropEmpty(found.answer), status: found.answer.status };
  if (found?.state === 'running') return { status: 'pending' as const };
  return { status: 'not_run' as const, reason: 'not_verified' };
}
