import { exact, type PromptDeclaration, STRANGERS, steps } from './prompt.ts';

export const triageReplies: PromptDeclaration = {
  name: 'triage_replies',
  title: 'Triage replies',
  description:
    'Sorts the replies to a campaign by what they ask for, and proposes what to do with each. Free; changes nothing unasked.',
  arguments: [{ name: 'campaign', description: 'The campaign', required: true, completes: 'campaigns' }],
  tools: ['get_all_campaign_replies'],
  text: ({ campaign = '' }, has) => {
    const work = steps(
      `get_all_campaign_replies with campaignId: ${exact(campaign)}; go on with next until all are read.`,
      'Sort them: interested, question, later, not interested, wrong person, out of office, wants no more mail. One line each: who, when, what they say in their own words, what you propose.',
      'Put first who waits for an answer of mine.',
      has('change_recipient_status') &&
        'For those who want no more mail propose change_recipient_status with status: unsubscribed. Do it only when I have agreed, by name. Snov.io refuses it for whom the campaign is finished, as it mostly is for those who replied: this campaign mails them no more.',
      has('add_to_do_not_email_list') &&
        'For those, and for whoever forbids all mail, propose add_to_do_not_email_list, which holds for all campaigns, likewise only when I have agreed.',
    );
    return [`Triage the replies to the campaign ${exact(campaign)}.`, work, STRANGERS].join('\n\n');
  },
};
