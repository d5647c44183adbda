import { z } from 'zod';
import { fact, id } from '../../src/text/roles.ts';
import { type Context, defineTool, type Tool } from '../../src/tool.ts';
import { campaignId, resolveCampaign } from '../shared/campaign-id.ts';
import { allowSending, confirm } from '../shared/params.ts';
import { campaignCheck } from '../shared/sending.ts';
import { Succeeded } from './answers.ts';
import { changeCampaign } from './change.ts';
import { allowLoss } from './consent.ts';
import { campaignPath } from './ids.ts';

const METHOD = 'POST /v2/campaigns/{campaign_id}/action';
const CAMPAIGNS = 'GET /v1/get-user-campaigns';

const output = z.object({ campaignId: id, action: fact });

interface StateTool extends Pick<Tool, 'name' | 'title' | 'description'> {
  /** Snov.io's word [C:ref]. */
  readonly action: 'start' | 'pause' | 'resume' | 'complete' | 'archived';
}

/** Declares a tool after which a campaign mails people. */
export function sendingTool({ action, ...texts }: StateTool, begins: string): Tool {
  return defineTool({
    ...texts,
    toolset: 'campaign-editor',
    methods: [METHOD, CAMPAIGNS, 'GET /v1/get-user-lists'],
    effect: 'write',
    credits: 'free',
    sends: true,
    input: z.object({ campaignId, allowSending }),
    output,
    run: async (args, context) => {
      const campaign = await resolveCampaign(args.campaignId, context);
      const check = campaignCheck(campaign, { begins }, args.allowSending, context);
      return act(action, campaign, context, check);
    },
  });
}

/** Declares a tool that pauses a campaign: nobody has to agree that mail stops. */
export function pausingTool({ action, ...texts }: StateTool): Tool {
  return defineTool({
    ...texts,
    toolset: 'campaign-editor',
    methods: [METHOD, CAMPAIGNS],
    effect: 'write',
    credits: 'free',
    input: z.object({ campaignId }),
    output,
    run: async (args, context) => act(action, await resolveCampaign(args.campaignId, context), context),
  });
}

/** Declares a tool that ends a campaign; none that ends one can be undone with this API. */
export function endingTool({ action, ...texts }: StateTool, verb: string): Tool {
  return defineTool({
    ...texts,
    toolset: 'campaign-editor',
    methods: [METHOD, CAMPAIGNS],
    effect: 'destructive',
    credits: 'free',
    input: z.object({ campaignId, confirm }),
    output,
    run: async (args, context) => {
      const campaign = await resolveCampaign(args.campaignId, context);
      const loss = {
        action: `${verb} campaign ${campaign}`,
        question: `${verb} this campaign, which cannot be started again`,
        consequence: 'the campaign could not be started again',
        campaignId: campaign,
      };
      await allowLoss(loss, args.confirm, context);
      return act(action, campaign, context);
    },
  });
}

async function act(
  action: StateTool['action'],
  campaign: string,
  context: Context,
  check?: ReturnType<typeof campaignCheck>,
) {
  const path = `${campaignPath(campaign)}/action`;
  const request = { method: 'POST', path, json: { action } } as const;
  await changeCampaign({ request, check, look: 'get_campaign' }, Succeeded, context);
  return { campaignId: campaign, action };
}
