import { z } from 'zod';
import { id, words } from '../../src/text/roles.ts';
import { campaignStatus } from '../../src/text/states.ts';
import { defineTool } from '../../src/tool.ts';
import { campaignId, resolveCampaign } from '../shared/campaign-id.ts';
import { confirm } from '../shared/params.ts';
import { quietCheck } from '../shared/sending.ts';
import { fitObject } from '../shared/size.ts';
import { CampaignAnswer } from './answers.ts';
import { changeCampaign } from './change.ts';
import { allowLoss } from './consent.ts';
import { campaignPath } from './ids.ts';
import { steps } from './step.ts';
import { StepIds, stepIds } from './step-ids.ts';
import { readSteps, replacement } from './step-replacement.ts';

export const updateCampaignSteps = defineTool({
  name: 'update_campaign_steps',
  title: 'Replace the steps of a campaign',
  toolset: 'campaign-editor',
  methods: [
    'PATCH /v2/campaigns/{campaign_id}',
    'GET /v2/campaigns/{campaign_id}',
    'GET /v1/get-user-campaigns',
  ],
  effect: 'destructive',
  credits: 'free',
  description:
    'Replaces all steps of a draft or paused campaign. Free. A step that stays has its stepId as ref; what is left out is deleted with its mails.',
  input: z.object({ campaignId, steps, confirm }),
  output: z.object({ campaignId: id, status: campaignStatus, steps: StepIds, note: words.optional() }),
  run: async (args, context) => {
    const campaign = await resolveCampaign(args.campaignId, context);
    const path = campaignPath(campaign);
    const { sequence, deleted } = replacement(args.steps, await readSteps(path, context));
    const loss = {
      action: `delete ${deleted} steps of campaign ${campaign}`,
      question: `delete ${deleted} of this campaign's steps, with their mails`,
      consequence: `${deleted} of the campaign's steps would be deleted, with their mails`,
      campaignId: campaign,
    };
    if (deleted > 0) await allowLoss(loss, args.confirm, context);
    const request = { method: 'PATCH', path, json: { sequence } } as const;
    const check = quietCheck(campaign, context);
    const { data } = await changeCampaign({ request, check, look: 'get_campaign' }, CampaignAnswer, context);
    const { kept, note } = fitObject(stepIds(data, new Map()));
    return { campaignId: data.id, status: data.status, steps: kept, ...(note && { note }) };
  },
});
