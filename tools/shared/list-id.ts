import { z } from 'zod';
import type { Context } from '../../src/tool.ts';
import type { Age } from './cached-reads.ts';
import { readLists } from './prospect-lists.ts';
import { resolve } from './resolve.ts';

export const listId = z.string().describe('Id or name');

/** The id of a prospect list from its id or exact name. @throws SnovioError `invalid_input`, `not_found` */
export function resolveList(given: string, context: Context): Promise<string> {
  const load = async (age: Age) => (await readLists(context, age)).filter(list => list.isDeleted !== true);
  return resolve(given, { argument: 'listId', kind: 'list', lister: 'get_user_lists', load });
}
