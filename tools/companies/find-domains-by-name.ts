import { z } from 'zod';
import { findDomains, toCompanyName } from '../../src/snovio/flows/find-domains.ts';
import { domainName, given } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import { flowFacts, itemFacts } from '../shared/outputs.ts';
import { spending } from '../shared/params.ts';

export const findDomainsByName = defineTool({
  name: 'find_domains_by_name',
  title: 'Find domains of companies by name',
  toolset: 'companies',
  methods: ['POST /v2/company-domain-by-name/start', 'GET /v2/company-domain-by-name/result'],
  effect: 'spend',
  credits: '1 per domain found',
  description:
    'Finds the domains of up to 100 companies by their exact official names. PAID: 1 credit per domain found. Facts: get_company_by_domain.',
  input: z.object({
    names: z.array(z.string()).min(1).max(100).describe('Company names'),
    ...spending,
  }),
  output: z.object({
    results: z.array(z.object({ name: given, ...itemFacts, domain: domainName.optional() })),
    ...flowFacts,
  }),
  run: async ({ names, ...options }, { snovio, call }) => {
    if (!names.some(toCompanyName))
      throw invalid('names', 'holds no name of 1 to 100 characters; give some.');
    const { results, ...facts } = await findDomains(snovio, names, call, options);
    return { ...facts, results: results.map((result, i) => ({ name: names[i] ?? '', ...result })) };
  },
});
