import { z } from 'zod';
import { searchPeople } from '../../src/snovio/flows/search-domain-people.ts';
import { fact, id, link } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { filled } from '../shared/check.ts';
import { columnsOf, detailed } from '../shared/detail.ts';
import { domain, validDomain } from '../shared/domain.ts';
import { Credits } from '../shared/outputs.ts';
import { fitPlaced, listingFacts, positionOf } from '../shared/paging.ts';
import { paging, positions, spending } from '../shared/params.ts';

const PersonRow = z.object({
  personId: id,
  firstName: fact.optional(),
  lastName: fact.optional(),
  position: fact.optional(),
  sourcePage: link.optional(),
});

const BRIEF = ['personId', 'firstName', 'lastName', 'position'];

export const searchDomainPeople = defineTool({
  name: 'search_domain_people',
  title: 'Search the people of a domain',
  toolset: 'companies',
  methods: ['POST /v2/domain-search/prospects/start', 'GET /v2/domain-search/prospects/result/{task_hash}'],
  effect: 'spend',
  credits: '1 per page of 20 people',
  description:
    'Lists people at a company domain, all or by job title, without addresses. PAID: 1 credit per page of 20; paid pages stay free. Addresses: reveal_domain_people.',
  input: z.object({ domain, positions, ...detailed, ...paging, ...spending }),
  output: z.object({
    ...listingFacts,
    people: z.array(PersonRow.partial()),
    credits: Credits,
  }),
  run: async ({ domain, positions = [], limit = 25, next, detail, fields, ...options }, { snovio, call }) => {
    const columns = columnsOf(PersonRow, BRIEF, { detail, fields });
    const search = {
      domain: validDomain(domain, 'domain'),
      positions: positions.map(title => filled(title, 'positions')),
      limit,
      offset: positionOf(next),
      ...options,
    };
    const { people, total, credits, ...found } = await searchPeople(snovio, search, call);
    const shown = people.map(({ hash, ...person }) => columns.pick({ personId: hash, ...person }));
    const { rows, facts } = fitPlaced({ ...found, rows: shown });
    return { total, ...facts, people: rows, credits };
  },
});
