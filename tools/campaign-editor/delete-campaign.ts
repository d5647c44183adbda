import { z } from 'zod';
import { id } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { campaignId, resolveCampaign } from '../shared/campaign-id.ts';
import { confirm } from '../shared/params.ts';
import { Succeeded } from './answers.ts';
import { changeCampaign } from './change.ts';
import { allowLoss } from './consent.ts';
import { campaignPath } from './ids.ts';

export const deleteCampaign = defineTool({
  name: 'delete_campaign',
  title: 'Delete a campaign',
  toolset: 'campaign-editor',
  methods: ['DELETE /v2/campaigns/{campaign_id}', 'GET /v1/get-user-campaigns'],
  effect: 'destructive',
  credits: 'free',
  description:
    'Deletes a draft, completed or archived campaign for good. Free. Others are completed first, with change_campaign_status.',
  input: z.object({ campaignId, confirm }),
  output: z.object({ campaignId: id, deleted: z.boolean() }),
  run: async (args, context) => {
    const campaign = await resolveCampaign(args.campaignId, context);
    const loss = {
      action: `delete campaign ${campaign}`,
      question: 'delete this campaign for good',
      consequence: 'the campaign would be gone for good',
      campaignId: campaign,
    };
    await allowLoss(loss, args.confirm, context);
    const request = { method: 'DELETE', path: campaignPath(campaign) } as const;
    const rule =
      'Only drafts, completed and archived campaigns can be deleted: end it first, with change_campaign_status.';
    await changeCampaign({ request, rule, look: 'get_user_campaigns' }, Succeeded, context);
    return { campaignId: campaign, deleted: true };
  },
});
