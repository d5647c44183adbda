import { z } from 'zod';
import { id } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { campaignId } from '../shared/campaign-id.ts';
import { confirm } from '../shared/params.ts';
import { SucceededInside } from './answers.ts';
import { change } from './change.ts';
import { allowLoss } from './consent.ts';
import { contentId, placeOf, stepId } from './ids.ts';

export const deleteStepContent = defineTool({
  name: 'delete_step_content',
  title: 'Delete the mail of a campaign step',
  toolset: 'campaign-editor',
  methods: [
    'DELETE /v2/campaigns/{campaign_id}/steps/{step_id}/content/{content_id}',
    'GET /v1/get-user-campaigns',
  ],
  effect: 'destructive',
  credits: 'free',
  description:
    'Deletes one content of an e-mail step for good; the last one stays. Free. For a while: update_step_content.',
  input: z.object({ campaignId, stepId, contentId, confirm }),
  output: z.object({ campaignId: id, contentId: id, deleted: z.boolean() }),
  run: async (args, context) => {
    const { campaign, step, content, path } = await placeOf(args, context);
    const loss = {
      action: `delete content ${content} of step ${step} of campaign ${campaign}`,
      question: 'delete this content of the campaign for good',
      consequence: 'the content would be gone for good',
      campaignId: campaign,
      names: [{ what: 'content', name: content }],
    };
    await allowLoss(loss, args.confirm, context);
    const request = { method: 'DELETE', path: `${path}/${content}` } as const;
    const rule = 'The last content of a step cannot be deleted: change it with update_step_content.';
    await change({ request, rule, look: 'get_campaign' }, SucceededInside, context);
    return { campaignId: campaign, contentId: content, deleted: true };
  },
});
