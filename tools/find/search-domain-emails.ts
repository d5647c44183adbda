import { z } from 'zod';
import { inOneNote } from '../../src/snovio/flows/item-result.ts';
import { searchDomain } from '../../src/snovio/flows/search-domain.ts';
import { address, cursor, fact, link, words } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { domain, validDomain } from '../shared/domain.ts';
import { Credits, itemStatus } from '../shared/outputs.ts';
import { fitPlaced, positionOf } from '../shared/paging.ts';
import { paging, positions, spending, waitSeconds } from '../shared/params.ts';
import { UNVERIFIED } from '../shared/verdicts.ts';

const ROWS = 25;
/** A page of people. With the page's credit and one for each address it stays below what a call may spend unasked by default. */
const PEOPLE = 20;

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
  long: {},
  credits: 'v1: 1 per 10 addresses begun; v2: 1 a page',
  description:
    'Lists addresses at a company domain, mostly unverified. PAID: about 1 credit a page; with positions (20 rows by default) also 1 per address. Paid pages stay free. Free first look: count_domain_emails.',
  input: z.object({
    domain,
    type: z.enum(['all', 'personal', 'generic']).optional().describe('generic: info@ and such'),
    positions,
    ...paging,
    ...spending,
    waitSeconds,
  }),
  output: z.object({
    emails: z.array(
      z.object({
        email: address,
        firstName: fact.optional(),
        lastName: fact.optional(),
        position: fact.optional(),
        type: z.enum(['personal', 'generic']).optional(),
        status: itemStatus.extract(['valid', 'unknown']).optional(),
        company: fact.optional(),
        sourcePage: link.optional(),
      }),
    ),
    company: fact.optional(),
    webmail: z.boolean(),
    total: z.number().optional(),
    returned: z.number(),
    next: cursor.optional(),
    note: words.optional(),
    credits: Credits,
  }),
  run: async ({ domain, type = 'all', positions = [], next, ...options }, { snovio, call }) => {
    const { limit = positions.length > 0 ? PEOPLE : ROWS } = options;
    const search = {
      domain: validDomain(domain, 'domain'),
      type,
      positions,
      offset: positionOf(next),
      ...options,
      limit,
    };
    const answer = await searchDomain(snovio, search, call);
    const all = answer.emails.map(({ verified: _, ...row }) => row);
    const { rows, facts } = fitPlaced({ ...answer, rows: all });
    const isUnverified = rows.some(({ status }) => status === undefined);
    return { ...answer, emails: rows, ...facts, note: inOneNote(facts.note, isUnverified && UNVERIFIED) };
  },
});
