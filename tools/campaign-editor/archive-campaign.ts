import { endingTool } from './state-tool.ts';

export const archiveCampaign = endingTool(
  {
    action: 'archived',
    name: 'archive_campaign',
    title: 'Archive a campaign',
    description: 'Archives a campaign; this API does not bring it back. Free. For a while: pause_campaign.',
  },
  'archive',
);
