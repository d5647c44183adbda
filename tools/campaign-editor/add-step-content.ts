import { z } from 'zod';
import { words } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { campaignId } from '../shared/campaign-id.ts';
import { allowSending } from '../shared/params.ts';
import { body, contentFacts, subject, written } from './content.ts';
import { contentId, numeric, placeOf, stepId } from './ids.ts';
import { writeContent } from './write-content.ts';

export const addStepContent = defineTool({
  name: 'add_step_content',
  title: 'Write the mail of a campaign step',
  toolset: 'campaign-editor',
  methods: [
    'POST /v2/campaigns/{campaign_id}/steps/{step_id}/content/create',
    'GET /v1/prospect-custom-fields',
  ],
  effect: 'write',
  credits: 'free',
  description:
    'Writes the mail of an e-mail step over what stands there. Free. Drafts, paused, scheduled campaigns; scheduled ones will mail it. A part, format, use: update_step_content.',
  input: z.object({ campaignId, stepId, contentId, subject, body, allowSending }),
  output: z.object({ ...contentFacts, note: words.optional() }),
  run: async (args, context) => {
    const place = await placeOf(args, context);
    const json = {
      content_id: numeric(place.content),
      subject: written(args.subject, 'subject'),
      body: written(args.body, 'body'),
      plain_text: false,
      usage: 'active',
    };
    const request = { method: 'POST', path: `${place.path}/create`, json } as const;
    return writeContent(place, request, [args.subject, args.body], args.allowSending, context);
  },
});
