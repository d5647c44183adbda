import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { fact, id } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { readDoNotEmailLists } from '../shared/do-not-email-lists.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';

/** [C:ref] has no method that reads them. */
const MEMBERS = "Who is on them Snov.io's API does not tell: its app does.";

export const listDoNotEmailLists = defineTool({
  name: 'list_do_not_email_lists',
  title: 'Do-not-email lists',
  toolset: 'campaigns',
  methods: ['GET /v2/blacklists'],
  effect: 'read',
  credits: 'free',
  description:
    'Lists your do-not-email lists: ids, owners and sizes. Free. Used in add_to_do_not_email_list.',
  input: z.object(paging),
  output: z.object({
    ...listingFacts,
    lists: z.array(
      z.object({
        id,
        name: fact.optional(),
        owner: fact.optional(),
        entries: z.number().optional(),
      }),
    ),
  }),
  run: async (args, context) => {
    const { rows, facts } = await listAll(args, await readDoNotEmailLists(context, 'fresh'), row => ({
      id: row.id,
      ...dropEmpty({ name: row.name, owner: row.owner, entries: row.total }),
    }));
    const note = [facts.note, MEMBERS].filter(Boolean).join(' ');
    return { lists: rows, ...facts, note };
  },
});
