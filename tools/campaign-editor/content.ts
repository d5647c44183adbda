import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { visibleText } from '../../src/snovio/shapes/text.ts';
import { fact, id } from '../../src/text/roles.ts';
import { invalid } from '../shared/check.ts';

export const subject = z.string().describe('With {{variables}}');
export const body = z.string().describe('HTML with {{variables}}');
export const plainText = z.boolean().optional().describe('Send as plain text');
export const usage = z.enum(['active', 'pause']).optional().describe('pause: keep, but do not send');

/** When texts can be changed [C:ref]. */
export const CONTENT_RULE =
  'Texts can be changed only while the campaign is a draft, paused or scheduled: pause it first, with pause_campaign.';

/** A mail of the account's own as plain text. Whoever works in the account can have written it. */
export function textOf(html: string | undefined): string {
  return visibleText(html ?? '');
}

/** Nothing but blanks would be sent as an empty mail. @throws SnovioError `invalid_input` */
export function written(text: string, argument: string): string {
  if (text.trim() !== '') return text;
  throw invalid(argument, 'is empty; write what is to be mailed.');
}

/** What is told of content that was written. */
export const contentFacts = {
  campaignId: id,
  stepId: id,
  contentId: id,
  subject: fact.optional(),
  usage: fact,
  plainText: z.boolean().optional(),
};

interface Upstream {
  id: string;
  subject?: string | undefined;
  usage: string;
  plain_text?: boolean | undefined;
}

export function shapeContent(place: { campaign: string; step: string }, content: Upstream) {
  return {
    campaignId: place.campaign,
    stepId: place.step,
    contentId: content.id,
    usage: content.usage,
    ...dropEmpty({ subject: content.subject, plainText: content.plain_text }),
  };
}
