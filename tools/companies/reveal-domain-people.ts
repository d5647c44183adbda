import { z } from 'zod';
import { revealPeople, toHash } from '../../src/snovio/flows/reveal-domain-people.ts';
import { given } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import { inGroups, notRunFacts } from '../shared/not-run.ts';
import { flowFacts, foundEmail, itemFacts } from '../shared/outputs.ts';
import { spending } from '../shared/params.ts';

export const revealDomainPeople = defineTool({
  name: 'reveal_domain_people',
  title: 'Reveal the addresses of people',
  toolset: 'companies',
  methods: [
    'POST /v2/domain-search/prospects/search-emails/start/{prospect_hash}',
    'GET /v2/domain-search/prospects/search-emails/result/{task_hash}',
  ],
  effect: 'spend',
  long: { items: ['personIds'] },
  credits: '1 per person with an address',
  description:
    'Finds the addresses of up to 50 people from search_domain_people. PAID: 1 credit per person with an address, once. Valid ones need no verify_emails.',
  input: z.object({
    personIds: z.array(z.string()).min(1).max(50).describe('From the search'),
    ...spending,
  }),
  output: z.object({
    results: z.array(z.object({ personId: given, ...itemFacts, emails: z.array(foundEmail) })),
    ...notRunFacts,
    ...flowFacts,
  }),
  run: async ({ personIds, ...options }, { snovio, call }) => {
    if (!personIds.some(toHash))
      throw invalid('personIds', 'holds no personId of search_domain_people; copy them from its answer.');
    const { results, ...facts } = await revealPeople(snovio, personIds, call, options);
    const named = results.map((result, i) => ({ personId: personIds[i] ?? '', emails: [], ...result }));
    return inGroups({ results: named, ...facts }, ({ personId }) => personId, call);
  },
});
