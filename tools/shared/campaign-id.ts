import { z } from 'zod';
import type { Context } from '../../src/tool.ts';
import type { Age } from './cached-reads.ts';
import { readCampaigns } from './campaigns.ts';
import { resolve } from './resolve.ts';

export const campaignId = z.string().describe('Id or name');

/** The id of a campaign from its id or exact name. @throws SnovioError `invalid_input`, `not_found` */
export function resolveCampaign(given: string, context: Context): Promise<string> {
  const load = (age: Age) => readCampaigns(context, age);
  return resolve(given, { argument: 'campaignId', kind: 'campaign', lister: 'get_user_campaigns', load });
}
