import { z } from 'zod';
import { findEmails as findEmailsOf, toPerson } from '../../src/snovio/flows/find-emails.ts';
import { findProfile } from '../../src/snovio/flows/find-profile.ts';
import { findProspects, type ProspectsAnswer } from '../../src/snovio/flows/find-prospects.ts';
import { searchDomain } from '../../src/snovio/flows/search-domain.ts';
import { normaliseSocialUrl } from '../../src/snovio/shapes/normalise.ts';
import { Prospect } from '../../src/snovio/shapes/prospect.ts';
import { defineTool } from '../../src/tool.ts';
import { invalid, validDomain, validEmail } from '../shared/check.ts';
import { Credits, flowFacts, foundEmail, itemFacts, itemStatus } from '../shared/outputs.ts';
import { positionOf, tokenOf } from '../shared/paging.ts';
import { domain, email, firstName, lastName, paging, spending, waitSeconds } from '../shared/params.ts';
import { fitObject, fitRows, MOST, tokensAtMost } from '../shared/size.ts';

export const findEmails = defineTool({
  name: 'find_emails',
  title: 'Find e-mail addresses of people',
  toolset: 'find',
  methods: [
    'POST /v2/emails-by-domain-by-name/start',
    'GET /v2/emails-by-domain-by-name/result',
    'POST /v1/get-emails-from-names',
    'POST /v1/add-names-to-find-emails',
  ],
  effect: 'spend',
  credits: 'up to 1 per person',
  description:
    "Finds business addresses of up to 100 people by name and company domain, in one call. PAID: up to 1 credit per person. Addresses come already verified: don't verify again with verify_emails.",
  input: z.object({
    people: z.array(z.object({ firstName, lastName, domain })).min(1).max(100).describe('Whom to find'),
    ...spending,
    waitSeconds,
  }),
  output: z.object({
    results: z.array(
      z.object({
        firstName: z.string(),
        lastName: z.string(),
        domain: z.string(),
        ...itemFacts,
        emails: z.array(foundEmail),
      }),
    ),
    ...flowFacts,
  }),
  run: async ({ people, ...options }, { snovio, call }) => {
    if (!people.some(toPerson))
      throw invalid('people', 'holds nobody with a first name, a last name and a domain.');
    return findEmailsOf(snovio, people, call, options);
  },
});

export const findProspectsByUrl = defineTool({
  name: 'find_prospects_by_url',
  title: 'Find people by profile link',
  toolset: 'find',
  methods: [
    'POST /v2/li-profiles-by-urls/start',
    'GET /v2/li-profiles-by-urls/result',
    'POST /v1/get-emails-from-url',
    'POST /v1/add-url-for-search',
  ],
  effect: 'spend',
  credits: 'up to 2 per URL, 1 without e-mails',
  description:
    'Finds the people behind up to 100 LinkedIn or X profile links: jobs, place and verified addresses, in one call. PAID: up to 2 credits per link, 1 with emails: false. By name: find_emails.',
  input: z.object({
    urls: z.array(z.string()).min(1).max(100).describe('Profile links'),
    emails: z.boolean().optional().describe('false: no addresses'),
    ...spending,
    waitSeconds,
  }),
  output: z.object({
    results: z.array(
      z.object({
        url: z.string(),
        ...itemFacts,
        emailStatus: itemStatus.optional(),
        prospect: Prospect.optional(),
      }),
    ),
    ...flowFacts,
  }),
  run: async ({ urls, emails = true, ...options }, { snovio, call }) => {
    if (!urls.some(normaliseSocialUrl)) throw invalid('urls', 'holds no link of a LinkedIn or X profile.');
    return fitProfiles(await findProspects(snovio, urls, call, { ...options, emails }));
  },
});

/** Every link keeps its entry; where all profiles do not fit into one answer, each tells less. */
function fitProfiles(answer: ProspectsAnswer): ProspectsAnswer {
  const fits = (one: ProspectsAnswer) => tokensAtMost(JSON.stringify(one)) <= MOST;
  if (fits(answer)) return answer;
  for (const jobs of [1, 0]) {
    const results = answer.results.map(result => {
      if (!result.prospect) return result;
      const { skills: _, previousJobs: __, currentJobs, ...rest } = result.prospect;
      return { ...result, prospect: { ...rest, currentJobs: currentJobs.slice(0, jobs), previousJobs: [] } };
    });
    const note =
      `${answer.note ?? ''} Profiles are shortened to fit; ask for fewer links to see them whole (free).`.trim();
    const shorter = { ...answer, results, note };
    if (fits(shorter) || jobs === 0) return shorter;
  }
  return answer;
}

export const searchDomainEmails = defineTool({
  name: 'search_domain_emails',
  title: 'Search the addresses of a domain',
  toolset: 'find',
  methods: [
    'GET /v2/domain-emails-with-info',
    'POST /v2/domain-search/domain-emails/start',
    'GET /v2/domain-search/domain-emails/result/{task_hash}',
    'POST /v2/domain-search/generic-contacts/start',
    'GET /v2/domain-search/generic-contacts/result/{task_hash}',
    'POST /v2/domain-search/prospects/start',
    'GET /v2/domain-search/prospects/result/{task_hash}',
    'POST /v2/domain-search/prospects/search-emails/start/{prospect_hash}',
    'GET /v2/domain-search/prospects/search-emails/result/{task_hash}',
  ],
  effect: 'spend',
  credits: 'v1: 1 per 10 addresses begun; v2: 1 a page',
  description:
    'Lists addresses at a company domain, mostly unverified. PAID: about 1 credit a page; with positions also 1 per address. Pages paid once stay free. Free first look: count_domain_emails.',
  input: z.object({
    domain,
    type: z.enum(['all', 'personal', 'generic']).optional().describe('generic: info@ and such'),
    positions: z.array(z.string()).min(1).max(10).optional().describe('Job titles'),
    ...paging,
    ...spending,
    waitSeconds,
  }),
  output: z.object({
    emails: z.array(
      z.object({
        email: z.string(),
        firstName: z.string().optional(),
        lastName: z.string().optional(),
        position: z.string().optional(),
        type: z.enum(['personal', 'generic']).optional(),
        verified: z.boolean().optional(),
        sourcePage: z.string().optional(),
      }),
    ),
    company: z.string().optional(),
    webmail: z.boolean(),
    total: z.number().optional(),
    returned: z.number(),
    next: z.string().optional(),
    note: z.string().optional(),
    credits: Credits,
  }),
  run: async ({ domain, type = 'all', positions = [], limit = 25, next, ...options }, { snovio, call }) => {
    const search = {
      domain: validDomain(domain, 'domain'),
      type,
      positions,
      limit,
      offset: positionOf(next),
      ...options,
    };
    const answer = await searchDomain(snovio, search, call);
    const { kept, note } = fitRows(answer.emails);
    const nextOffset = kept.length < answer.emails.length ? answer.offsets[kept.length] : answer.nextOffset;
    return {
      ...answer,
      emails: kept,
      returned: kept.length,
      next: nextOffset === undefined ? undefined : tokenOf(nextOffset),
      note: [answer.note, note].filter(Boolean).join(' ') || undefined,
    };
  },
});

export const getProfileByEmail = defineTool({
  name: 'get_profile_by_email',
  title: 'Profile of an address owner',
  toolset: 'find',
  methods: ['POST /v1/get-profile-by-email'],
  effect: 'spend',
  credits: 'up to 1',
  description:
    "PAID: looks an unknown address up in Snov.io's database and tells its owner's name, jobs and profiles; up to 1 credit, free when nobody is known. People in YOUR lists: get_prospects_by_email, free.",
  input: z.object({ email, ...spending }),
  output: z.object({
    status: z.enum(['found', 'not_found']),
    prospect: Prospect.optional(),
    source: itemFacts.source,
    checkedAt: z.string(),
    note: z.string().optional(),
    credits: Credits,
  }),
  run: async ({ email, ...options }, { snovio, call }) => {
    const { answer, ...facts } = await findProfile(snovio, validEmail(email, 'email'), call, options);
    if (!answer.prospect) return { status: 'not_found' as const, ...facts };
    const { kept, note } = fitObject(answer.prospect);
    return { status: 'found' as const, prospect: kept, ...facts, note };
  },
});
