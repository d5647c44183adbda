import { z } from 'zod';
import { searchDomain } from '../../src/snovio/flows/search-domain.ts';
import { address } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { domain, validDomain } from '../shared/domain.ts';
import { Credits } from '../shared/outputs.ts';
import { fitPlaced, listingFacts, positionOf } from '../shared/paging.ts';
import { paging, spending } from '../shared/params.ts';

export const searchGenericContacts = defineTool({
  name: 'search_generic_contacts',
  title: 'Search the role addresses of a domain',
  toolset: 'companies',
  methods: [
    'GET /v2/domain-emails-with-info',
    'POST /v2/domain-search/generic-contacts/start',
    'GET /v2/domain-search/generic-contacts/result/{task_hash}',
  ],
  effect: 'spend',
  credits: 'v1: 1 per 10 addresses begun; v2: 1 a page',
  description:
    'Lists role addresses of a company domain, such as sales@, unverified. PAID: about 1 credit a page of 50; paid pages stay free. All addresses: search_domain_emails.',
  input: z.object({ domain, ...paging, ...spending }),
  output: z.object({ ...listingFacts, emails: z.array(address), credits: Credits }),
  run: async ({ domain, limit = 25, next, ...options }, { snovio, call }) => {
    const search = {
      domain: validDomain(domain, 'domain'),
      type: 'generic',
      positions: [],
      limit,
      offset: positionOf(next),
      ...options,
    } as const;
    const { emails, total, credits, ...found } = await searchDomain(snovio, search, call);
    const { rows, facts } = fitPlaced({ ...found, rows: emails.map(({ email }) => email) });
    return { total, ...facts, emails: rows, credits };
  },
});
