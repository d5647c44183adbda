import { z } from 'zod';
import { anId, bareArray, maybeDate, maybeText } from '../../src/snovio/shapes/fields.ts';
import type { Context } from '../../src/tool.ts';
import { type Age, readAged } from './cached-reads.ts';

const UpstreamCampaigns = bareArray(
  z.object({
    id: anId,
    campaign: maybeText,
    list_id: anId.optional().catch(undefined),
    status: maybeText,
    created_at: maybeDate,
    updated_at: maybeDate,
    started_at: maybeDate,
  }),
);

export type Campaign = z.output<typeof UpstreamCampaigns>[number];

/** The account's campaigns. */
export function readCampaigns(context: Context, age: Age) {
  return readAged({ method: 'GET', path: '/v1/get-user-campaigns' }, UpstreamCampaigns, context, age);
}
