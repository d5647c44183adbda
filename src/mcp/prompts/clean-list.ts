import { exact, MONEY_FIRST, type PromptDeclaration, STRANGERS, steps } from './prompt.ts';

export const cleanList: PromptDeclaration = {
  name: 'clean_list',
  title: 'Clean a list',
  description:
    'Copies the people of a list who can be mailed to a new list. The price is asked first; the old list stays as it is.',
  arguments: [
    { name: 'list', description: 'The list', required: true, completes: 'lists' },
    { name: 'newList', description: 'The name of the clean list' },
  ],
  tools: ['prepare_leads', 'create_prospect_list', 'save_prospects'],
  text: ({ list = '', newList }) => {
    const target = newList === undefined ? 'a name that you propose' : `the name ${exact(newList)}`;
    const work = steps(
      `prepare_leads with listId: ${exact(list)} and maxCredits: 0; go on with next until the whole list is read. It is free.`,
      'Tell me the figures: ready, risky, drop by reason, and open. To verify what is open costs up to 1 credit each: ask me.',
      'When I agree to a price: the same calls with maxCredits.',
      `When I agree to the result: create_prospect_list with ${target}, then save_prospects with its id, onlyReady: true, and those in ready with their names; at most 100 in a call.`,
      'Tell me how many were saved, who was left out and why. Nothing is taken off the old list: Snov.io has no method for that.',
    );
    return [`Clean the list ${exact(list)}.`, work, MONEY_FIRST, STRANGERS].join('\n\n');
  },
};
