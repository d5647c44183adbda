import { eventTool } from './event-tool.ts';

export const getCampaignClicks = eventTool({
  name: 'get_campaign_clicks',
  title: 'Who clicked links of a campaign',
  description:
    'Lists who clicked which link in which mail of a campaign and when, newest first; total counts clicks, not people. Free.',
  path: '/v1/get-emails-clicked',
  rows: 'clicks',
  time: 'clickedAt',
});
