import { sendingTool } from './state-tool.ts';

export const resumeCampaign = sendingTool(
  {
    action: 'resume',
    name: 'resume_campaign',
    title: 'Resume a campaign',
    description:
      'Lets a paused campaign go on mailing its list. Free; the user has to agree. A draft: start_campaign.',
  },
  'The campaign would be resumed',
);
