import { z } from 'zod';
import { readV1 } from '../../src/snovio/methods/find.ts';
import { address, fact } from '../../src/text/roles.ts';
import { verdict } from '../../src/text/states.ts';
import { defineTool } from '../../src/tool.ts';
import { itemStatus } from '../shared/outputs.ts';
import { personFields, validPerson } from './person.ts';
import { readStep } from './read-step.ts';

export const getEmailsFromNames = defineTool({
  name: 'get_emails_from_names',
  title: 'Read found addresses of a person (legacy)',
  toolset: 'find',
  methods: ['POST /v1/get-emails-from-names'],
  effect: 'read',
  credits: 'free',
  description:
    'Legacy raw step: reads what add_names_to_find_emails found for one person. Free (1 credit by an older page of Snov.io). Use find_emails.',
  input: z.object(personFields),
  output: z.object({
    status: itemStatus.extract(['found', 'not_found', 'pending']),
    emails: z.array(z.object({ email: address, status: verdict, reason: fact.optional() })),
  }),
  run: async (args, { snovio, call }) => {
    const found = await readStep(readV1([validPerson(args)], 0), snovio, call);
    if (found?.state === 'running') return { status: 'pending' as const, emails: [] };
    const emails = found?.state === 'done' ? [...found.answer.emails] : [];
    return { status: emails.length > 0 ? ('found' as const) : ('not_found' as const), emails };
  },
});
