import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { id } from '../../src/text/roles.ts';
import { campaignStatus } from '../../src/text/states.ts';
import { defineTool } from '../../src/tool.ts';
import { campaignId, resolveCampaign } from '../shared/campaign-id.ts';
import { readProgress } from './progress.ts';

export const getCampaignProgress = defineTool({
  name: 'get_campaign_progress',
  title: 'Progress of a campaign',
  toolset: 'analytics',
  methods: ['GET /v2/campaigns/{campaign_id}/progress'],
  effect: 'read',
  credits: 'free',
  description:
    'Tells how far a campaign is: status, percentage of recipients done, and how many are not. Free.',
  input: z.object({ campaignId }),
  output: z.object({
    campaignId: id,
    status: campaignStatus.optional(),
    progressPercent: z.number(),
    unfinished: z.number(),
  }),
  run: async (args, context) => {
    const id = await resolveCampaign(args.campaignId, context);
    const { status, progress, unfinished } = await readProgress(id, context);
    return { campaignId: id, ...dropEmpty({ status }), progressPercent: progress, unfinished };
  },
});
