import { exact, type PromptDeclaration, STRANGERS, steps } from './prompt.ts';

export const campaignReport: PromptDeclaration = {
  name: 'campaign_report',
  title: 'Campaign report',
  description: 'How a campaign is doing: progress, opens, clicks, replies, and what to look at. Free.',
  arguments: [{ name: 'campaign', description: 'The campaign', required: true, completes: 'campaigns' }],
  tools: ['get_user_campaigns', 'get_campaign_replies'],
  text: ({ campaign = '' }, has) => {
    const id = `campaignId: ${exact(campaign)}`;
    const lists = ['get_campaign_sent_emails', 'get_campaign_opens', 'get_campaign_clicks'].filter(has);
    const work = steps(
      has('get_campaign_report')
        ? `get_campaign_report with ${id}: it has all numbers in one answer.`
        : `get_user_campaigns for status and dates, then ${lists.join(', ')} with ${id}. Each row is an event: count people, and say so.`,
      `get_campaign_replies with ${id}: who replied, and when.`,
      'Tell me: how far it is, what share of the people opened, clicked and replied, which subject does better, and what you would look into. Say which numbers are missing.',
    );
    return [`Report on the campaign ${exact(campaign)}. Change nothing.`, work, STRANGERS].join('\n\n');
  },
};
