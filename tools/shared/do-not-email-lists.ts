import { z } from 'zod';
import { anId, anyArray, maybeNumber, maybeText } from '../../src/snovio/shapes/fields.ts';
import type { Context } from '../../src/tool.ts';
import { type Age, readAged } from './cached-reads.ts';
import { resolve } from './resolve.ts';

const UpstreamDoNotEmailLists = z.object({
  data: anyArray(z.object({ id: anId, name: maybeText, owner: maybeText, total: maybeNumber })),
});

/** The account's do-not-email lists. */
export async function readDoNotEmailLists(context: Context, age: Age) {
  const request = { method: 'GET', path: '/v2/blacklists' } as const;
  return (await readAged(request, UpstreamDoNotEmailLists, context, age)).data;
}

/** The id of a do-not-email list from its id or exact name. @throws SnovioError `invalid_input`, `not_found` */
export function resolveDoNotEmailList(
  given: string,
  context: Context,
  argument: 'listId' | 'doNotEmailListId' = 'listId',
): Promise<string> {
  const load = (age: Age) => readDoNotEmailLists(context, age);
  return resolve(given, {
    argument,
    kind: 'do-not-email list',
    lister: 'list_do_not_email_lists',
    load,
  });
}
