import { addressesOf, addressOf, ask, type Data, field, rows } from './answers.ts';
import { saveTo } from './save.ts';
import type { Scripts } from './script.ts';

export const prospectScripts: Scripts = {
  'who-do-i-know': async agent => {
    const all = await ask(agent, 'get_user_lists');
    const told: string[] = [];
    for (const list of rows(all, 'lists')) {
      const filter = { domain: 'norrland.example', limit: 100 };
      const members = await ask(agent, 'get_prospects_in_list', { listId: field(list, 'id'), ...filter });
      const ours = rows(members, 'prospects').flatMap(addressesOf);
      if (ours.length > 0) told.push(`On '${field(list, 'name')}': ${ours.join(', ')}`);
    }
    return told.join('\n');
  },

  'long-list': async agent => {
    const wanted = { listId: 'Trade fair visitors', lastName: 'Okonkwo' };
    const found = await ask(agent, 'get_prospects_in_list', wanted);
    const people = rows(found, 'prospects').map(one => `${field(one, 'name')}, ${addressOf(one)}`);
    return `${people.join('; ')}. The list has ${field(found.list as Data, 'contacts')} people.`;
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
