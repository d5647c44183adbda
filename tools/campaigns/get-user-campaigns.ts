import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { fact, id, moment } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { readCampaigns } from '../shared/campaigns.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';

export const getUserCampaigns = defineTool({
  name: 'get_user_campaigns',
  title: 'Campaigns',
  toolset: 'campaigns',
  methods: ['GET /v1/get-user-campaigns'],
  effect: 'read',
  credits: 'free',
  description: 'Lists your campaigns with id, status, dates and the prospect list that feeds each one. Free.',
  input: z.object(paging),
  output: z.object({
    ...listingFacts,
    campaigns: z.array(
      z.object({
        id,
        name: fact.optional(),
        status: fact.optional(),
        listId: id.optional(),
        createdAt: moment.optional(),
        updatedAt: moment.optional(),
        startedAt: moment.optional(),
      }),
    ),
  }),
  run: async (args, context) => {
    const { rows, facts } = await listAll(args, await readCampaigns(context, 'fresh'), row => ({
      id: row.id,
      ...dropEmpty({
        name: row.name,
        status: row.status,
        listId: row.listIds?.join(','),
        createdAt: row.createdAt,
        updatedAt: row.updatedAt,
        startedAt: row.startedAt,
      }),
    }));
    return { campaigns: rows, ...facts };
  },
});
