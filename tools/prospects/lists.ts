import { z } from 'zod';
import { anId, anyArray, dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { defineTool } from '../../src/tool.ts';
import { filled } from '../shared/check.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';
import { readLists } from '../shared/resolve.ts';

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
        id: z.string(),
        name: z.string().optional(),
        contacts: z.number().optional(),
        createdAt: z.string().optional(),
        deletedAt: z.string().optional(),
        deleted: z.boolean().optional(),
      }),
    ),
  }),
  run: async (args, context) => {
    const all = await readLists(context, 'fresh');
    const shown = args.includeDeleted ? all : all.filter(one => one.isDeleted !== true);
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

/** The whole answer stands in an array of one element. */
const UpstreamCreated = anyArray(z.object({ data: z.object({ id: anId }) })).pipe(
  z.array(z.object({ data: z.object({ id: z.string() }) })).min(1),
);

export const createProspectList = defineTool({
  name: 'create_prospect_list',
  title: 'Create a prospect list',
  toolset: 'prospects',
  methods: ['POST /v1/lists'],
  effect: 'write',
  credits: 'free',
  description: 'Creates an empty prospect list and answers its id. Free. Fill it with save_prospects.',
  input: z.object({ name: z.string().describe('Name of the new list') }),
  output: z.object({ id: z.string(), name: z.string() }),
  run: async (args, { snovio, call }) => {
    const name = filled(args.name, 'name');
    const request = { method: 'POST', path: '/v1/lists', form: { name } } as const;
    const [created] = await snovio.write(request, UpstreamCreated, call);
    return { id: created?.data.id ?? '', name };
  },
});
