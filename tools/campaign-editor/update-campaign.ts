import { z } from 'zod';
import { defineTool } from '../../src/tool.ts';
import { campaignId } from '../shared/campaign-id.ts';
import { listId } from '../shared/list-id.ts';
import { allowSending } from '../shared/params.ts';
import { settings, title } from './settings.ts';
import { updated, updateSettings } from './update-settings.ts';

export const updateCampaign = defineTool({
  name: 'update_campaign',
  title: 'Change a campaign',
  toolset: 'campaign-editor',
  methods: [
    'PATCH /v2/campaigns/{campaign_id}',
    'GET /v2/campaigns/{campaign_id}',
    'GET /v1/get-user-campaigns',
    'GET /v1/get-user-lists',
    'GET /v2/blacklists',
    'GET /v2/campaigns/schedules',
    'GET /v2/sender-accounts/emails',
  ],
  effect: 'write',
  credits: 'free',
  description:
    'Changes settings of a campaign; lists of drafts only. Free. Others: update_campaign_steps, change_campaign_status.',
  input: z.object({
    campaignId,
    title: title.optional(),
    listId: listId.optional(),
    ...settings,
    allowSending,
  }),
  output: updated,
  run: updateSettings,
});
