import { z } from 'zod';
import type { Check } from '../../src/snovio/write-once.ts';
import { fact, id } from '../../src/text/roles.ts';
import type { Context } from '../../src/tool.ts';
import { Succeeded } from './answers.ts';
import { changeCampaign } from './change.ts';
import { campaignPath } from './ids.ts';

export const ACTION_METHOD = 'POST /v2/campaigns/{campaign_id}/action';

/** What is told of a campaign whose status was changed. */
export const acted = z.object({ campaignId: id, action: fact });

/** Snov.io's words [C:ref], but for `archive`. */
export type Action = 'start' | 'pause' | 'resume' | 'complete' | 'archive';

/** Changes the status of a campaign. */
export async function act(action: Action, campaignId: string, context: Context, check?: Check) {
  const path = `${campaignPath(campaignId)}/action`;
  const json = { action: action === 'archive' ? 'archived' : action };
  const request = { method: 'POST', path, json } as const;
  await changeCampaign({ request, check, look: 'get_campaign' }, Succeeded, context);
  return { campaignId, action };
}
