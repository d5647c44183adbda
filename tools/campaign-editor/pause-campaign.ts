import { pausingTool } from './state-tool.ts';

export const pauseCampaign = pausingTool({
  action: 'pause',
  name: 'pause_campaign',
  title: 'Pause a campaign',
  description:
    'Pauses a running or scheduled campaign: it mails nobody until resume_campaign. Free, needs no consent.',
});
