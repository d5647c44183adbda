import { endingTool } from './state-tool.ts';

export const completeCampaign = endingTool(
  {
    action: 'complete',
    name: 'complete_campaign',
    title: 'Complete a campaign',
    description:
      'Ends a campaign for all its recipients; it cannot be started again. Free. For a while: pause_campaign.',
  },
  'complete',
);
