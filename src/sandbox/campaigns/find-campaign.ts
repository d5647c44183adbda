import type { RequestContext } from '../http/context.ts';
import { text } from '../http/params.ts';
import type { Campaign } from '../state/crm.ts';

/** The campaign that a request names; the parameter is `campaignId` in the v1 analytics, `campaign_id` elsewhere. */
export function findCampaign(
  { account, params }: RequestContext,
  name: 'campaign_id' | 'campaignId',
): Campaign | undefined {
  const id = text(params, name);
  return account.crm.campaigns.find(campaign => String(campaign.id) === id);
}
