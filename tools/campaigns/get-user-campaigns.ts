import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { fact, id, moment } from '../../src/text/roles.ts';
import { campaignState, campaignStatus } from '../../src/text/states.ts';
import { defineTool } from '../../src/tool.ts';
import { type Campaign, readCampaigns } from '../shared/campaigns.ts';
import { filled } from '../shared/check.ts';
import { columnsOf, detailed } from '../shared/detail.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';

const CampaignRow = z.object({
  id,
  name: fact.optional(),
  status: campaignStatus.optional(),
  listId: id.optional(),
  createdAt: moment.optional(),
  updatedAt: moment.optional(),
  startedAt: moment.optional(),
});

const BRIEF = ['id', 'name', 'status', 'listId', 'startedAt'];

export const getUserCampaigns = defineTool({
  name: 'get_user_campaigns',
  title: 'Campaigns',
  toolset: 'campaigns',
  methods: ['GET /v1/get-user-campaigns'],
  effect: 'read',
  credits: 'free',
  description: 'Lists your campaigns with id, status, start and the prospect list that feeds each one. Free.',
  input: z.object({
    status: z.string().optional().describe('Like active'),
    ...detailed,
    ...paging,
  }),
  output: z.object({ ...listingFacts, campaigns: z.array(CampaignRow.partial()) }),
  run: async (args, context) => {
    const columns = columnsOf(CampaignRow, BRIEF, args);
    const status = args.status === undefined ? undefined : campaignState(filled(args.status, 'status'));
    // `active_on_hold` is active too.
    const matches = status && ((row: Campaign) => campaignState(row.status ?? '').startsWith(status));
    const shape = (row: Campaign) => columns.pick(shapeCampaign(row));
    const campaigns = await readCampaigns(context, 'fresh');
    const { rows, facts } = await listAll(args, campaigns, shape, matches || undefined);
    return { campaigns: rows, ...facts };
  },
});

function shapeCampaign(row: Campaign) {
  return {
    id: row.id,
    ...dropEmpty({
      name: row.name,
      status: row.status,
      listId: row.listIds?.join(','),
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
      startedAt: row.startedAt,
    }),
  };
}
