import type { Call } from '../http/context.ts';
import { text } from '../http/params.ts';
import { invalid, json, missing } from '../http/responses.ts';
import { get, type Route, sendJson } from '../http/route.ts';
import type { Account } from '../state/account.ts';
import type { State } from '../state/state.ts';
import { EVENTS, MOST_WEBHOOKS, type Webhook, webhook } from '../state/webhooks.ts';

const META = { user_id: 1_313_777 };

/** Webhooks; the answers call the URL `end_point`, the request `endpoint_url`. */
export function webhooks(state: State): Route[] {
  return [all(), add(state), update(), remove()];
}

/** Each element is wrapped once more. */
function all(): Route {
  return get('/v2/webhooks', undefined, (_call, account) =>
    json({
      data: account.webhooks.map(each => ({ data: each })),
      meta: { webhooks_count: account.webhooks.length, ...META },
    }),
  );
}

/** GUESS: status and body of a refusal, also that of webhook number 51, are not documented. */
function add(state: State): Route {
  return sendJson('post', '/v2/webhooks', undefined, (call, account) => {
    const [object, action] = [text(call.params, 'event_object'), text(call.params, 'event_action')];
    const url = text(call.params, 'endpoint_url');
    if (!EVENTS[object]) return invalid('event_object', 'event_object is unknown');
    if (!EVENTS[object].includes(action)) return invalid('event_action', 'event_action does not fit');
    if (!/^https?:\/\//.test(url) || !URL.canParse(url))
      return invalid('endpoint_url', 'endpoint_url is no URL');
    if (account.webhooks.length >= MOST_WEBHOOKS) return invalid('', 'No more than 50 webhooks are allowed');
    const id = Math.max(16, ...account.webhooks.map(each => each.id)) + 1;
    const made = webhook(id, url, object, action, 'active', Math.floor(state.clock.now() / 1000));
    account.webhooks.push(made);
    return json({ data: made, meta: META });
  });
}

/** Only the status can be changed. */
function update(): Route {
  return sendJson('put', '/v2/webhooks/{webhook_id}', undefined, (call, account) => {
    const found = find(call, account);
    const status = text(call.params, 'status');
    if (!found) return missing();
    if (status !== 'active' && status !== 'deactivated') return invalid('status', 'status is unknown');
    found.status = status;
    return json({ data: found, meta: META });
  });
}

function remove(): Route {
  return sendJson('delete', '/v2/webhooks/{webhook_id}', undefined, (call, account) => {
    const found = find(call, account);
    if (!found) return missing();
    account.webhooks = account.webhooks.filter(each => each !== found);
    return json({ data: { success: true } });
  });
}

function find(call: Call, account: Account): Webhook | undefined {
  return account.webhooks.find(each => String(each.id) === text(call.params, 'webhook_id'));
}
