import { z } from 'zod';
import { findCompanies } from '../../src/snovio/flows/find-companies.ts';
import { inOneNote } from '../../src/snovio/flows/item-result.ts';
import { normaliseDomain } from '../../src/snovio/shapes/normalise.ts';
import { domainName, fact, given, link } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import { inGroups, notRunFacts } from '../shared/not-run.ts';
import { flowFacts, itemFacts } from '../shared/outputs.ts';
import { spending } from '../shared/params.ts';
import { fitObject } from '../shared/size.ts';

export const getCompanyByDomain = defineTool({
  name: 'get_company_by_domain',
  title: 'Facts about companies by domain',
  toolset: 'companies',
  methods: ['POST /v2/domain-search/start', 'GET /v2/domain-search/result/{task_hash}'],
  effect: 'spend',
  credits: '1 per company found',
  description:
    'Tells name, city, industry, size and more of up to 10 companies by domain, and how many people Snov.io knows there. PAID: 1 credit per company found. By name: find_domains_by_name first.',
  input: z.object({
    domains: z.array(z.string()).min(1).max(10).describe('Company domains'),
    ...spending,
  }),
  output: z.object({
    results: z.array(
      z.object({
        domain: given,
        ...itemFacts,
        company: z
          .object({
            name: fact,
            city: fact.optional(),
            founded: fact.optional(),
            site: link.optional(),
            phone: fact.optional(),
            industry: fact.optional(),
            size: fact.optional(),
            relatedDomains: z.array(domainName).optional(),
            people: z.number().optional(),
            emails: z.number().optional(),
            genericContacts: z.number().optional(),
          })
          .optional(),
      }),
    ),
    ...notRunFacts,
    ...flowFacts,
  }),
  run: async ({ domains, ...options }, { snovio, call }) => {
    if (!domains.some(normaliseDomain))
      throw invalid('domains', 'holds no domain; give some, such as acme.example.');
    const { results, ...facts } = await findCompanies(snovio, domains, call, options);
    const { kept, note } = fitObject(results);
    const named = kept.map((result, i) => ({ domain: domains[i] ?? '', ...result }));
    const told = { results: named, ...facts, note: inOneNote(facts.note, note) };
    return inGroups(told, ({ domain }) => domain, call);
  },
});
