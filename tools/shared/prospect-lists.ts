import { z } from 'zod';
import {
  anId,
  bareArray,
  maybeDate,
  maybeFlag,
  maybeNumber,
  maybeText,
} from '../../src/snovio/shapes/fields.ts';
import type { Context } from '../../src/tool.ts';
import { type Age, readAged } from './cached-reads.ts';

const UpstreamLists = bareArray(
  z.object({
    id: anId,
    name: maybeText,
    contacts: maybeNumber,
    isDeleted: maybeFlag,
    creationDate: maybeDate,
    // The table says `deleteDate`, the sample `deletionDate` [A].
    deletionDate: maybeDate,
    deleteDate: maybeDate,
  }),
);

/** The account's prospect lists. */
export function readLists(context: Context, age: Age) {
  return readAged({ method: 'GET', path: '/v1/get-user-lists' }, UpstreamLists, context, age);
}

/**
 * Names the lists of given ids, with commas between; undefined where none is known. Without names answers are of use too,
 * so that nothing fails here.
 */
export async function listNames(
  context: Context,
): Promise<(ids: readonly string[] | undefined) => string | undefined> {
  const lists = await readLists(context, 'kept').catch(() => []);
  const names = new Map(lists.map(({ id, name }) => [id, name]));
  return (ids = []) => ids.flatMap(id => names.get(id) ?? []).join(', ') || undefined;
}
