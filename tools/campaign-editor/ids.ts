import { z } from 'zod';
import type { Context } from '../../src/tool.ts';
import { resolveCampaign } from '../shared/campaign-id.ts';
import { given, invalid } from '../shared/check.ts';

export const stepId = z.string().describe('From get_campaign');
export const contentId = z.string().describe('From get_campaign');

/**
 * An id of digits, since it travels in a path or as a number.
 * @throws SnovioError `invalid_input`
 */
export function digits(text: string, argument: string): string {
  const id = text.trim().replace(/^0+(?=\d)/, '');
  if (/^\d{1,15}$/.test(id)) return id;
  throw invalid(argument, 'this is no id: give a whole number, from the tool that lists them.', given(text));
}

/** An id as JSON bodies carry it: a number [C:ref]. */
export function numeric(id: string): number | string {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : id;
}

export function campaignPath(campaignId: string): string {
  return `/v2/campaigns/${encodeURIComponent(campaignId)}`;
}

interface Place {
  readonly campaignId: string;
  readonly stepId: string;
  readonly contentId: string;
}

/**
 * Where a content stands, as ids, and the path of its step's contents. The ids are checked before anything is sent.
 * @throws SnovioError `invalid_input`, `not_found`
 */
export async function placeOf({ campaignId, stepId, contentId }: Place, context: Context) {
  const step = digits(stepId, 'stepId');
  const content = digits(contentId, 'contentId');
  const campaign = await resolveCampaign(campaignId, context);
  return { campaign, step, content, path: `${campaignPath(campaign)}/steps/${step}/content` };
}
