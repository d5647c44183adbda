import { eventTool } from './event-tool.ts';

export const getCampaignOpens = eventTool({
  name: 'get_campaign_opens',
  title: 'Who opened mails of a campaign',
  description:
    'Lists who opened which mail of a campaign and when, newest first; total counts opens, not people. Free.',
  path: '/v1/get-emails-opened',
  rows: 'opens',
  time: 'openedAt',
});
