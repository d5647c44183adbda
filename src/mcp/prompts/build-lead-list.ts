import { exact, type Given, MONEY_FIRST, type PromptDeclaration, STRANGERS, steps } from './prompt.ts';

export const buildLeadList: PromptDeclaration = {
  name: 'build_lead_list',
  title: 'Build a lead list',
  description:
    'Finds people by company and job, and saves the verified ones to a list. The price is asked first.',
  arguments: [
    { name: 'company', description: 'Its name or domain', required: true },
    { name: 'position', description: 'The job title' },
    { name: 'list', description: 'The list that they are saved to', completes: 'lists' },
  ],
  tools: ['find_people', 'save_prospects'],
  text: (given, has) => {
    const list = given.list === undefined ? 'a list that you ask me for' : `the list ${exact(given.list)}`;
    const task = `Build a lead list of ${whoOf(given)}, saved to ${list}.`;
    const work = steps(
      `find_people with ${argumentsOf(given)}. This is a free preview: tell me how many fit, who is known already, and revealPrice.`,
      has('get_balance') && 'get_balance: tell me what is left, free.',
      'When I agree to a price: the same find_people with reveal: true and maxCredits.',
      has('prepare_leads') &&
        'prepare_leads with the addresses found, with maxCredits: 0 first: it sorts them for free as far as it can. Ask me before you pay for the rest.',
      has('get_user_lists') &&
        'get_user_lists: tell me whether a campaign feeds on the list. If there is no such list, ask me before create_prospect_list.',
      'save_prospects with onlyReady: true and the listId. If it says that mail could go out, ask me.',
      'Tell me who was saved, who was not and why, and what was spent.',
    );
    return [task, work, MONEY_FIRST, STRANGERS].join('\n\n');
  },
};

function whoOf({ company = '', position }: Given): string {
  return `${position === undefined ? 'people' : exact(position)} at ${exact(company)}`;
}

function argumentsOf({ company = '', position }: Given): string {
  const isDomain = /^[^\s@]+\.[^\s@.]{2,}$/.test(company);
  const where = `${isDomain ? 'domains' : 'companies'}: [${exact(company)}]`;
  return position === undefined ? where : `${where} and positions: [${exact(position)}]`;
}
