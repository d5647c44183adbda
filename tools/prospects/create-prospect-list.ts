import { z } from 'zod';
import { anId, anyArray } from '../../src/snovio/shapes/fields.ts';
import { given, id } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { filled } from '../shared/check.ts';
import { lookFirst } from '../shared/look-first.ts';

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
  output: z.object({ id, name: given }),
  run: async (args, { snovio, call }) => {
    const name = filled(args.name, 'name');
    const request = { method: 'POST', path: '/v1/lists', form: { name } } as const;
    const answer = snovio.write(request, UpstreamCreated, call);
    const [created] = await answer.catch(lookFirst('get_user_lists'));
    return { id: created?.data.id ?? '', name };
  },
});
