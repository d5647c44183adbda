import { exact, MONEY_FIRST, type PromptDeclaration, STRANGERS, steps } from './prompt.ts';

export const checkList: PromptDeclaration = {
  name: 'check_list',
  title: 'Check a list before mailing',
  description:
    'Says who of a list can be mailed, who is a risk, who should be left out. Free as far as it goes; the price of the rest is asked first.',
  arguments: [{ name: 'list', description: 'The list', required: true, completes: 'lists' }],
  tools: ['prepare_leads'],
  text: ({ list = '' }, has) => {
    const work = steps(
      has('get_user_lists') &&
        'get_user_lists: tell me how many people are on it and which campaigns feed on it.',
      `prepare_leads with listId: ${exact(list)} and maxCredits: 0. It answers what is known already, free; go on with next until the whole list is read.`,
      'Tell me the figures: ready, risky, drop by reason, and open, which is what would have to be verified. That costs up to 1 credit each.',
      'When I agree to a price: the same calls with maxCredits.',
      'Tell me the result: who can be mailed, who is a risk and why, who should not be mailed and why, and the share of mails that would come back.',
      'Change nothing, and start no campaign.',
    );
    return [`Check the list ${exact(list)} before it is mailed.`, work, MONEY_FIRST, STRANGERS].join('\n\n');
  },
};
