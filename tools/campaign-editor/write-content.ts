import type { ApiRequest } from '../../src/snovio/transport/request.ts';
import type { Context } from '../../src/tool.ts';
import { campaignCheck } from '../shared/sending.ts';
import { ContentWritten } from './answers.ts';
import { change } from './change.ts';
import { CONTENT_RULE, shapeContent } from './content.ts';
import { variablesNote } from './variables.ts';

/**
 * Writes a step's mail, and tells what stands there now.
 * @param place whose mail it is
 * @param texts what was written of it
 * @throws SnovioError `sending_not_allowed`, `refused`
 */
export async function writeContent(
  place: { campaign: string; step: string },
  request: ApiRequest,
  texts: readonly (string | undefined)[],
  allowSending: boolean | undefined,
  context: Context,
) {
  const check = campaignCheck(place.campaign, {}, allowSending, context);
  const write = { request, check, rule: CONTENT_RULE, look: 'get_step_content' };
  const { data } = await change(write, ContentWritten, context);
  const note = await variablesNote(texts, context);
  return { ...shapeContent(place, data), ...(note && { note }) };
}
