import { z } from 'zod';
import { words } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { campaignId } from '../shared/campaign-id.ts';
import { invalid } from '../shared/check.ts';
import { allowSending } from '../shared/params.ts';
import { body, contentFacts, plainText, subject, usage, written } from './content.ts';
import { contentId, placeOf, stepId } from './ids.ts';
import { writeContent } from './write-content.ts';

export const updateStepContent = defineTool({
  name: 'update_step_content',
  title: 'Change the mail of a campaign step',
  toolset: 'campaign-editor',
  methods: [
    'PATCH /v2/campaigns/{campaign_id}/steps/{step_id}/content/{content_id}',
    'GET /v1/prospect-custom-fields',
  ],
  effect: 'write',
  credits: 'free',
  description:
    'Changes what is given of one content of an e-mail step. Free. Drafts, paused, scheduled campaigns; scheduled ones will mail it.',
  input: z.object({
    campaignId,
    stepId,
    contentId,
    subject: subject.optional(),
    body: body.optional(),
    plainText,
    usage,
    allowSending,
  }),
  output: z.object({ ...contentFacts, note: words.optional() }),
  run: async (args, context) => {
    const json = {
      ...(args.subject !== undefined && { subject: written(args.subject, 'subject') }),
      ...(args.body !== undefined && { body: written(args.body, 'body') }),
      ...(args.plainText !== undefined && { plain_text: args.plainText }),
      ...(args.usage && { usage: args.usage }),
    };
    if (Object.keys(json).length === 0)
      throw invalid('subject', 'give at least one of subject, body, plainText, usage.');
    const place = await placeOf(args, context);
    const request = { method: 'PATCH', path: `${place.path}/${place.content}`, json } as const;
    return writeContent(place, request, [args.subject, args.body], args.allowSending, context);
  },
});
