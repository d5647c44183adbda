import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { fact, id, moment } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { listFew, listingFacts } from '../shared/paging.ts';
import { next } from '../shared/params.ts';
import { readPipelines } from './pipelines.ts';

export const listPipelines = defineTool({
  name: 'list_pipelines',
  title: 'Pipelines of deals',
  toolset: 'crm',
  methods: ['GET /v2/pipelines'],
  effect: 'read',
  credits: 'free',
  description: 'Lists the pipelines of your Snov.io CRM: ids, names, number and value of deals. Free.',
  input: z.object({ next }),
  output: z.object({
    ...listingFacts,
    pipelines: z.array(
      z.object({
        id,
        name: fact.optional(),
        deals: z.number().optional(),
        dealsValue: z.number().optional(),
        createdAt: moment.optional(),
      }),
    ),
  }),
  run: async (args, context) => {
    const { rows, facts } = await listFew(args, await readPipelines(context, 'fresh'), row => ({
      id: row.id,
      ...dropEmpty({
        name: row.name,
        deals: row.deals_count,
        dealsValue: row.deals_value,
        createdAt: row.created_at,
      }),
    }));
    return { pipelines: rows, ...facts };
  },
});
