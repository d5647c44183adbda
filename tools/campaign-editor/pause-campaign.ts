import { z } from 'zod';
import { defineTool } from '../../src/tool.ts';
import { campaignId, resolveCampaign } from '../shared/campaign-id.ts';
import { ACTION_METHOD, act, acted } from './action.ts';

/** A tool of its own, so that hosts can let it run unasked: nobody has to agree that mail stops. */
export const pauseCampaign = defineTool({
  name: 'pause_campaign',
  title: 'Pause a campaign',
  toolset: 'campaign-editor',
  methods: [ACTION_METHOD, 'GET /v1/get-user-campaigns'],
  effect: 'write',
  credits: 'free',
  description:
    'Pauses a running or scheduled campaign: it mails nobody until it is resumed with change_campaign_status. Free, needs no consent.',
  input: z.object({ campaignId }),
  output: acted,
  run: async (args, context) => act('pause', await resolveCampaign(args.campaignId, context), context),
});
