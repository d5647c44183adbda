import { z } from 'zod';
import { inOneNote } from '../../src/snovio/flows/item-result.ts';
import { searchCompanies as search } from '../../src/snovio/flows/search-companies.ts';
import type { DatabaseCompany } from '../../src/snovio/methods/database-companies.ts';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { domainName, fact } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { companyFilters, companyParams, companyPlaces } from '../shared/company-filters.ts';
import { someFilter } from '../shared/database-filters.ts';
import { Credits, itemFacts } from '../shared/outputs.ts';
import { listingFacts } from '../shared/paging.ts';
import { next, spending } from '../shared/params.ts';
import { listPage, nextOf, startOf } from './paging.ts';

export const searchCompanies = defineTool({
  name: 'search_companies',
  title: 'Search companies in the database',
  toolset: 'database',
  methods: [
    'POST /v2/database-search/companies/start',
    'GET /v2/database-search/companies/result/{task_hash}',
  ],
  effect: 'spend',
  credits: 'up to 1 a page',
  description:
    "Searches Snov.io's database for companies; -x in a list excludes x. PAID: 1 credit per page, none if empty or paid before. Try filters free: search_people.",
  input: z.object({ ...companyParams, next, ...spending }),
  output: z.object({
    ...listingFacts,
    companies: z.array(
      z.object({
        name: fact.optional(),
        domain: domainName.optional(),
        locality: fact.optional(),
        industry: fact.optional(),
        size: fact.optional(),
        minRevenue: z.number().optional(),
        maxRevenue: z.number().optional(),
      }),
    ),
    source: itemFacts.source,
    checkedAt: itemFacts.checkedAt,
    credits: Credits,
  }),
  run: async (args, { snovio, call }) => {
    const from = startOf(args.next);
    const filters = someFilter(dropEmpty({ company: companyFilters(args), locations: companyPlaces(args) }));
    const { maxCredits, fresh } = args;
    const wanted = { filters, page: from.page };
    const { page, note, ...facts } = await search(snovio, wanted, call, { maxCredits, fresh });
    if (!page) return { companies: [], returned: 0, next: nextOf(from), note, ...facts };
    const listed = listPage(page, from, shapeCompany);
    return { ...listed.facts, companies: listed.rows, ...facts, note: inOneNote(listed.facts.note, note) };
  },
});

/** Revenue in millions, as in the arguments. */
function shapeCompany({ revenue, location: locality, ...facts }: DatabaseCompany) {
  const inMillions = (amount: number | undefined) => amount && amount / 1_000_000;
  return dropEmpty({
    ...facts,
    locality,
    minRevenue: inMillions(revenue.min),
    maxRevenue: inMillions(revenue.max),
  });
}
