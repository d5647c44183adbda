import { endingTool } from './state-tool.ts';

export const archiveCampaign = endingTool(
  {
    action: 'archived',
    name: 'archive_campaign',
    title: 'Archive a campaign',
    description:
      'Puts a campaign into the archive, from where this API does not bring it back. Free. To stop it for a while: pause_campaign.',
  },
  'archive',
);
