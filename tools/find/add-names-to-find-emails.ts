import { z } from 'zod';
import { emailSearch } from '../../src/snovio/flows/find-emails.ts';
import { defineTool } from '../../src/tool.ts';
import { spending } from '../shared/params.ts';
import { personFields, validPerson } from './person.ts';
import { queueOne, stepOutput } from './queued-step.ts';

export const addNamesToFindEmails = defineTool({
  name: 'add_names_to_find_emails',
  title: 'Queue a search by name (legacy)',
  toolset: 'find',
  methods: ['POST /v1/add-names-to-find-emails'],
  effect: 'spend',
  credits: '1',
  description:
    'Legacy raw step: queues one search by name, read later with get_emails_from_names. PAID: 1 credit. Use find_emails.',
  input: z.object({ ...personFields, ...spending }),
  output: stepOutput,
  run: async ({ maxCredits, fresh, ...given }, { snovio, call }) => {
    // The free read that comes first costs a credit by an older page.
    return queueOne(snovio, emailSearch, validPerson(given), { maxCredits, fresh, call, estimated: true });
  },
});
