import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { fact, id, moment } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';
import { readLists } from '../shared/prospect-lists.ts';

export const getUserLists = defineTool({
  name: 'get_user_lists',
  title: 'Prospect lists',
  toolset: 'prospects',
  methods: ['GET /v1/get-user-lists'],
  effect: 'read',
  credits: 'free',
  description:
    'Lists your prospect lists with id, name and number of prospects. Free. The people in one: get_prospects_in_list.',
  input: z.object({
    includeDeleted: z.boolean().optional().describe('Deleted lists too'),
    ...paging,
  }),
  output: z.object({
    ...listingFacts,
    lists: z.array(
      z.object({
        id,
        name: fact.optional(),
        contacts: z.number().optional(),
        createdAt: moment.optional(),
        deletedAt: moment.optional(),
        deleted: z.boolean().optional(),
      }),
    ),
  }),
  run: async (args, context) => {
    const all = await readLists(context, 'fresh');
    const shown = args.includeDeleted ? all : all.filter(list => list.isDeleted !== true);
    const { rows, facts } = await listAll(args, shown, row => ({
      id: row.id,
      ...dropEmpty({
        name: row.name,
        contacts: row.contacts,
        createdAt: row.creationDate,
        deletedAt: row.deletionDate ?? row.deleteDate,
        deleted: row.isDeleted || undefined,
      }),
    }));
    return { lists: rows, ...facts };
  },
});
