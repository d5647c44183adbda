import { z } from 'zod';
import { findEmails as findEmailsOf, toPerson } from '../../src/snovio/flows/find-emails.ts';
import type { Person } from '../../src/snovio/methods/find.ts';
import { given } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import { inGroups, notRunFacts } from '../shared/not-run.ts';
import { flowFacts, foundEmail, itemFacts } from '../shared/outputs.ts';
import { spending, waitSeconds } from '../shared/params.ts';
import { personFields } from './person.ts';

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
  long: { items: ['people'] },
  credits: 'up to 1 per person',
  description:
    'Finds business addresses of up to 100 people by name and company domain, in order. PAID: up to 1 credit per person; not found is free (v2), its credit goes to later people. They come verified: no verify_emails.',
  input: z.object({
    people: z.array(z.strictObject(personFields)).min(1).max(100).describe('Whom to find'),
    ...spending,
    waitSeconds,
  }),
  output: z.object({
    results: z.array(
      z.object({
        firstName: given,
        lastName: given,
        domain: given,
        ...itemFacts,
        emails: z.array(foundEmail),
      }),
    ),
    ...notRunFacts,
    ...flowFacts,
  }),
  run: async ({ people, ...options }, { snovio, call }) => {
    if (!people.some(toPerson))
      throw invalid('people', 'holds nobody with a first name, a last name and a domain; give all three.');
    const answer = await findEmailsOf(snovio, people, call, options);
    return inGroups(answer, nameOf, call);
  },
});

function nameOf({ firstName, lastName, domain }: Person): string {
  return `${firstName.trim()} ${lastName.trim()}, ${domain.trim()}`;
}
