import { z } from 'zod';
import { revealPeople as reveal, revealHash } from '../../src/snovio/flows/reveal-people.ts';
import { fact, given, link } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import { inGroups, notRunFacts } from '../shared/not-run.ts';
import { flowFacts, foundEmail, itemFacts } from '../shared/outputs.ts';
import { spending } from '../shared/params.ts';

export const revealPeople = defineTool({
  name: 'reveal_people',
  title: 'Reveal people of the database',
  toolset: 'database',
  methods: [
    'POST /v2/database-search/prospects/search-emails/start/{task_hash}',
    'GET /v2/database-search/prospects/search-emails/result/{task_hash}',
  ],
  effect: 'spend',
  long: { items: ['personIds'] },
  credits: 'up to 1 per person',
  description:
    'Reveals last names, LinkedIn profiles and addresses of up to 50 people from search_people. PAID: 1 credit per person with an address; the same personId again is free.',
  input: z.object({
    personIds: z.array(z.string()).min(1).max(50).describe('From the search'),
    ...spending,
  }),
  output: z.object({
    results: z.array(
      z.object({
        personId: given,
        ...itemFacts,
        firstName: fact.optional(),
        lastName: fact.optional(),
        linkedIn: link.optional(),
        emails: z.array(foundEmail).optional(),
      }),
    ),
    ...notRunFacts,
    ...flowFacts,
  }),
  run: async ({ personIds, ...options }, { snovio, call }) => {
    if (!personIds.some(revealHash))
      throw invalid('personIds', 'holds no personId of search_people; copy them from its answer.');
    const { results, ...facts } = await reveal(snovio, personIds, call, options);
    const named = results.map((result, i) => ({ personId: personIds[i] ?? '', ...result }));
    return inGroups({ results: named, ...facts }, ({ personId }) => personId, call);
  },
});
