import { endingTool } from './state-tool.ts';

export const completeCampaign = endingTool(
  {
    action: 'complete',
    name: 'complete_campaign',
    title: 'Complete a campaign',
    description:
      'Ends a campaign for all of its recipients; it cannot be started again. Free. To stop it for a while: pause_campaign.',
  },
  'complete',
);
