import { sendingTool } from './state-tool.ts';

export const startCampaign = sendingTool(
  {
    action: 'start',
    name: 'start_campaign',
    title: 'Start a campaign',
    description:
      'Starts a draft campaign, which then mails its list, or at startAt if later. Free; the user has to agree. After a pause: resume_campaign.',
  },
  'The campaign would be started',
);
