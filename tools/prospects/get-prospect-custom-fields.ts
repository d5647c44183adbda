import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { fact } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';
import { readCustomFields } from './custom-fields.ts';

export const getProspectCustomFields = defineTool({
  name: 'get_prospect_custom_fields',
  title: 'Custom prospect fields',
  toolset: 'prospects',
  methods: ['GET /v1/prospect-custom-fields'],
  effect: 'read',
  credits: 'free',
  description:
    "Lists the account's custom prospect fields: the labels that customFields of prospects may use. Free.",
  input: z.object(paging),
  output: z.object({
    ...listingFacts,
    customFields: z.array(z.object({ label: fact, type: fact.optional(), required: z.boolean().optional() })),
  }),
  run: async (args, context) => {
    const all = await readCustomFields(context, 'fresh');
    const { rows, facts } = await listAll(args, all, ({ label = '', type, required }) => ({
      label,
      ...dropEmpty({ type, required }),
    }));
    return { customFields: rows, ...facts };
  },
});
