import { allRows } from './all-rows.ts';
import { orNote } from './or-note.ts';
import { type AccountResource, FOR_A_MINUTE } from './resource.ts';

/** Rows of a collection: the tool that lists them has the rest. */
export const MOST_ROWS = 100;
/** People of a list: enough to see what it holds. */
const MOST_PEOPLE = 25;

export const listsResource: AccountResource = {
  name: 'lists',
  uri: 'snovio://lists',
  title: 'Prospect lists',
  description: `The first ${MOST_ROWS} prospect lists: id, name, size, campaigns they feed. All of them: get_user_lists.`,
  mimeType: 'application/json',
  toolset: 'prospects',
  cacheHint: FOR_A_MINUTE,
  read: tools => tools.run('get_user_lists', { limit: MOST_ROWS }),
};

export const listResource: AccountResource = {
  name: 'list',
  uri: 'snovio://lists/{id}',
  completes: 'lists',
  title: 'A prospect list',
  description: `One prospect list, by id or exact name: its size, the campaigns it feeds, its newest ${MOST_PEOPLE} people. All of them: get_prospects_in_list.`,
  mimeType: 'application/json',
  toolset: 'prospects',
  cacheHint: FOR_A_MINUTE,
  read: async (tools, given) => {
    const { list, ...people } = await tools.run('get_prospects_in_list', {
      listId: given,
      limit: MOST_PEOPLE,
    });
    const { id } = list as { id: string };
    const feeds = async () => {
      const row = (await allRows(tools, 'lists', 'kept')).find(row => row.id === id);
      return { campaigns: row?.campaigns ?? [] };
    };
    return { list: { ...(list as object), ...(await orNote(feeds, 'The campaigns it feeds')) }, ...people };
  },
};
