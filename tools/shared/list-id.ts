import { z } from 'zod';
import { SnovioError } from '../../src/errors.ts';
import type { Context } from '../../src/tool.ts';
import type { Age } from './cached-reads.ts';
import { readLists } from './prospect-lists.ts';
import { resolve } from './resolve.ts';

export const listId = z.string().describe('Id or name');

/** The id of a prospect list from its id or exact name. @throws SnovioError `invalid_input`, `not_found` */
export function resolveList(given: string, context: Context): Promise<string> {
  const load = (age: Age) => listsThatAre(context, age);
  return resolve(given, { argument: 'listId', kind: 'list', lister: 'get_user_lists', load });
}

/** As {@link resolveList}, but an id is looked up as well: before much is done for a list, it has to be there. */
export async function existingList(given: string, context: Context): Promise<string> {
  const wanted = await resolveList(given, context);
  if (!/^\d+$/.test(given.trim())) return wanted;
  for (const age of ['kept', 'fresh'] as const)
    if ((await listsThatAre(context, age)).some(({ id }) => id === wanted)) return wanted;
  throw new SnovioError('not_found', {
    message: `There is no list of the id ${wanted}. get_user_lists lists what exists.`,
  });
}

async function listsThatAre(context: Context, age: Age) {
  return (await readLists(context, age)).filter(list => list.isDeleted !== true);
}
