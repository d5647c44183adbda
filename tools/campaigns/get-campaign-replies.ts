import { eventTool } from './event-tool.ts';

export const getCampaignReplies = eventTool({
  name: 'get_campaign_replies',
  title: 'Who replied to a campaign',
  description:
    "Lists who replied to a campaign by mail and when, newest first, with your mail's subject; total counts replies, not people. Free. The replies' own words: get_all_campaign_replies.",
  path: '/v1/get-emails-replies',
  rows: 'replies',
  // The row's `visitedAt` is the time of the reply although the name says otherwise [A].
  time: 'repliedAt',
});
