import { sendingTool } from './state-tool.ts';

export const startCampaign = sendingTool(
  {
    action: 'start',
    name: 'start_campaign',
    title: 'Start a campaign',
    description:
      'Starts a draft campaign: it mails the people on its list, at its start date if that is later. Free. The user has to agree. One that was paused: resume_campaign.',
  },
  'The campaign would be started',
);
