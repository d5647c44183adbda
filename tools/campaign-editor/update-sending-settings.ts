import { z } from 'zod';
import { defineTool } from '../../src/tool.ts';
import { campaignId } from '../shared/campaign-id.ts';
import { allowSending } from '../shared/params.ts';
import { sending } from './settings.ts';
import { updated, updateSettings } from './update-settings.ts';

export const updateSendingSettings = defineTool({
  name: 'update_sending_settings',
  title: 'Change how a campaign sends',
  toolset: 'campaign-editor',
  methods: [
    'PATCH /v2/campaigns/{campaign_id}',
    'GET /v2/campaigns/{campaign_id}',
    'GET /v1/get-user-campaigns',
    'GET /v1/get-user-lists',
  ],
  effect: 'write',
  credits: 'free',
  sends: true,
  description:
    "Changes a campaign's daily limits, whom it skips, tracking, end. Free. Lists, senders, dates: update_campaign.",
  input: z.object({ campaignId, ...sending, allowSending }),
  output: updated,
  run: updateSettings,
});
