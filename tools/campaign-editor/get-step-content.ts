import { z } from 'zod';
import { message, words } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { campaignId } from '../shared/campaign-id.ts';
import { fitObject } from '../shared/size.ts';
import { ContentRead } from './answers.ts';
import { contentFacts, shapeContent, textOf } from './content.ts';
import { contentId, placeOf, stepId } from './ids.ts';

export const getStepContent = defineTool({
  name: 'get_step_content',
  title: 'Read the mail of a campaign step',
  toolset: 'campaign-editor',
  methods: ['GET /v2/campaigns/{campaign_id}/steps/{step_id}/content/{content_id}'],
  effect: 'read',
  credits: 'free',
  description: 'Reads one content of an e-mail step: subject, use, and its text without HTML. Free.',
  input: z.object({ campaignId, stepId, contentId }),
  output: z.object({ ...contentFacts, untrustedText: message.optional(), note: words.optional() }),
  run: async (args, context) => {
    const place = await placeOf(args, context);
    const request = { method: 'GET', path: `${place.path}/${place.content}` } as const;
    const { data } = await context.snovio.read(request, ContentRead, context.call);
    const untrustedText = textOf(data.body);
    const { kept, note } = fitObject({ ...shapeContent(place, data), untrustedText });
    return { ...kept, ...(note && { note }) };
  },
});
