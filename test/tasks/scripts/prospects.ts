import type { Agent } from '../host/agent.ts';
import { addressesOf, addressOf, ask, type Data, field, nextPage, rows } from './answers.ts';
import { saveTo } from './save.ts';
import type { Scripts } from './script.ts';

export const prospectScripts: Scripts = {
  'who-do-i-know': async agent => {
    const found = await ask(agent, 'find_people', { domains: ['norrland.example'] });
    const lists = new Set(rows(found, 'known').map(one => field(one, 'list')));
    const all = await ask(agent, 'get_user_lists', {});
    const told: string[] = [];
    for (const { name, id } of rows(all, 'lists')) {
      const members = await membersOf(agent, String(id));
      const ours = members.flatMap(addressesOf).filter(email => email.endsWith('@norrland.example'));
      if (ours.length > 0) told.push(`On '${name}': ${ours.join(', ')}`);
      lists.delete(String(name));
    }
    return told.join('\n');
  },

  'long-list': async agent => {
    const listId = 'Trade fair visitors';
    const first = await ask(agent, 'get_prospects_in_list', { listId, limit: 1 });
    const wanted = (await membersOf(agent, listId)).filter(one => field(one, 'name').endsWith('Okonkwo'));
    const people = wanted.map(one => `${field(one, 'name')}, ${addressOf(one)}`);
    return `${people.join('; ')}. The list has ${field(first, 'total')} people.`;
  },

  'known-people': async (agent, words) => {
    const people = [...words.matchAll(/([\p{L}-]+) ([\p{L}-]+) \((\S+@\S+), ([^)]+)\)/gu)];
    const prospects = people.map(([, firstName, lastName, email, position]) => ({
      ...{ firstName, lastName, email, position },
    }));
    return saveTo(agent, 'Roundtable', prospects, { onExisting: 'skip' });
  },

  'waiting-list': async (agent, words) => {
    const people = [...words.matchAll(/(\p{Lu}\p{L}+) ([\p{L} -]+?) \((\S+@[^)]+)\)/gu)];
    const prospects = people.map(([, firstName, lastName, email]) => ({ firstName, lastName, email }));
    const refused = await agent.call('save_prospects', { listId: 'Berlin SaaS', prospects });
    if (!refused.isError) throw new Error('Somebody has been added to a list that is mailed.');
    return `${refused.text} ${await saveTo(agent, 'Berlin waiting', prospects)}`;
  },

  'custom-fields': async agent => {
    const fields = rows(await ask(agent, 'get_prospect_custom_fields'), 'customFields');
    const label = (type: string) => field(fields.find(one => field(one, 'type') === type) ?? {}, 'label');
    const customFields = [
      { label: label('date'), value: '2026-12-31' },
      { label: label('number'), value: '120' },
    ];
    const list = await ask(agent, 'create_prospect_list', { name: 'Renewals' });
    const prospects = [{ email: 'petra.winslow@globex.example', customFields }];
    const saved = await ask(agent, 'save_prospects', {
      ...{ listId: field(list, 'id'), prospects, onExisting: 'update' },
    });
    return rows(saved, 'results')
      .map(one => `${addressOf(one)}: ${field(one, 'status')}`)
      .join();
  },
};

/** Everybody on a list, page by page. */
async function membersOf(agent: Agent, listId: string): Promise<Data[]> {
  const members: Data[] = [];
  let page: { next: string } | undefined;
  do {
    const answer = await ask(agent, 'get_prospects_in_list', { listId, limit: 1000, ...page });
    members.push(...rows(answer, 'prospects'));
    page = nextPage(answer);
  } while (page);
  return members;
}
