import { z } from 'zod';
import { type Context, defineTool } from '../../src/tool.ts';
import { campaignId, resolveCampaign } from '../shared/campaign-id.ts';
import { allowSending, confirm } from '../shared/params.ts';
import { campaignCheck } from '../shared/sending.ts';
import { ACTION_METHOD, act, acted } from './action.ts';
import { allowLoss } from './consent.ts';

/** After these a campaign mails people. */
const MAILING = { start: 'The campaign would be started', resume: 'The campaign would be resumed' } as const;

export const changeCampaignStatus = defineTool({
  name: 'change_campaign_status',
  title: 'Start, resume or end a campaign',
  toolset: 'campaign-editor',
  methods: [ACTION_METHOD, 'GET /v1/get-user-campaigns', 'GET /v1/get-user-lists'],
  effect: 'destructive',
  credits: 'free',
  description:
    'Starts a draft campaign or resumes a paused one, which then mails its list, or at startAt if later; completes or archives one for good. Free; the user has to agree. To stop it: pause_campaign.',
  input: z.object({
    campaignId,
    action: z.enum(['start', 'resume', 'complete', 'archive']).describe('What to do'),
    allowSending,
    confirm,
  }),
  output: acted,
  run: async ({ action, ...args }, context) => {
    const campaign = await resolveCampaign(args.campaignId, context);
    if (action === 'complete' || action === 'archive') {
      await allowEnd(action, campaign, args.confirm, context);
      return act(action, campaign, context);
    }
    const check = campaignCheck(campaign, { begins: MAILING[action] }, args.allowSending, context);
    return act(action, campaign, context, check);
  },
});

/** Neither can be undone with this API. */
function allowEnd(verb: string, campaignId: string, confirm: boolean | undefined, context: Context) {
  const loss = {
    action: `${verb} campaign ${campaignId}`,
    question: `${verb} this campaign, which cannot be started again`,
    consequence: 'the campaign could not be started again',
    campaignId,
  };
  return allowLoss(loss, confirm, context);
}
