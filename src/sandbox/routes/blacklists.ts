import type { RequestContext } from '../http/context.ts';
import { text, textList } from '../http/params.ts';
import { invalid, json, notFound } from '../http/responses.ts';
import type { Route } from '../http/route.ts';

/** Do-not-email lists, free. */
export const blacklistRoutes: Route[] = [
  { method: 'GET', path: '/v2/blacklists', paramsIn: ['query'], handler: listBlacklists },
  {
    method: 'POST',
    path: '/v1/do-not-email-list',
    paramsIn: ['query', 'form', 'json'],
    handler: addToBlacklist,
  },
];

/** `total` counts addresses and domains together [C:ref]. */
function listBlacklists({ account }: RequestContext): Response {
  const data = account.crm.blacklists.map(({ id, name, owner, items }) => ({
    id,
    name,
    owner,
    total: items.size,
  }));
  return json({ data });
}

/** The whole answer is wrapped in an array of one. */
function addToBlacklist({ account, params, sources }: RequestContext): Response {
  const { blacklists } = account.crm;
  const items = textList(params, 'items').map(item => item.toLowerCase());
  if (items.length === 0) return invalid('items', 'items is required');
  // Only the items also travel in the query [A]. The list is starred as required, yet left out of every sample;
  // GUESS: without it the first list.
  const listId = text({ ...sources.form, ...sources.json }, 'listId') || String(blacklists[0]?.id);
  const list = blacklists.find(({ id }) => String(id) === listId);
  if (!list) return notFound();
  const duplicates = items.filter(item => list.items.has(item));
  for (const item of items) list.items.add(item);
  return json([{ success: true, data: { duplicates } }]);
}
