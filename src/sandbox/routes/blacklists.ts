import { text, texts } from '../http/params.ts';
import { invalid, json, missing } from '../http/responses.ts';
import { get, postAny, type Route } from '../http/route.ts';

/** Do-not-email lists, free. */
export function blacklists(): Route[] {
  return [
    get('/v2/blacklists', undefined, (_call, { crm }) =>
      json({
        data: crm.blacklists.map(({ id, name, owner, items }) => ({ id, name, owner, total: items.size })),
      }),
    ),
    postAny('/v1/do-not-email-list', undefined, (call, { crm }) => {
      const items = texts(call.params, 'items').map(each => each.toLowerCase());
      if (items.length === 0) return invalid('items', 'items is required');
      // Starred as required, yet left out of every sample [A]; without it GUESS: the first list.
      const listId = text(call.params, 'listId') || String(crm.blacklists[0]?.id);
      const list = crm.blacklists.find(each => String(each.id) === listId);
      if (!list) return missing();
      const duplicates = items.filter(each => list.items.has(each));
      for (const each of items) list.items.add(each);
      return json([{ success: true, data: { duplicates } }]);
    }),
  ];
}
