import { z } from 'zod';
import { maybeNumber, maybeText } from '../../src/snovio/shapes/fields.ts';
import type { Context } from '../../src/tool.ts';
import { aboutCampaign, readAccepted } from './read.ts';

const UpstreamProgress = z.object({
  status: maybeText,
  unfinished: maybeNumber.pipe(z.number()),
  // Such as `90%` [C:ref].
  progress: z.preprocess(
    value => (typeof value === 'string' ? value.trim().replace(/%$/, '') : value),
    maybeNumber.pipe(z.number().min(0).max(100)),
  ),
});

/** How far a campaign has come: its status, the recipients under way, and the percentage of the others. */
export async function readProgress(campaignId: string, context: Context) {
  return readAccepted(aboutCampaign(campaignId, 'progress'), UpstreamProgress, context);
}
