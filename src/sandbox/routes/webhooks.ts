import { unixSeconds } from '../dates.ts';
import type { RequestContext } from '../http/context.ts';
import { text } from '../http/params.ts';
import { invalid, json, notFound } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import type { Webhook } from '../state/webhooks.ts';
import { EVENTS, MOST_WEBHOOKS } from '../webhooks/events.ts';

const META = { user_id: 1_313_777 };

/**
 * Webhooks; no price is stated. The answers call the URL `end_point`, the request `endpoint_url` [A]. The reference
 * asks for `Content-Type: application/json` on all of them [A][C:ref]; GUESS: without a body it makes no difference.
 */
export const webhookRoutes: Route[] = [
  { method: 'GET', path: '/v2/webhooks', paramsIn: ['query'], handler: listWebhooks },
  { method: 'POST', path: '/v2/webhooks', paramsIn: ['json'], handler: addWebhook },
  { method: 'PUT', path: '/v2/webhooks/{webhook_id}', paramsIn: ['json'], handler: updateWebhook },
  { method: 'DELETE', path: '/v2/webhooks/{webhook_id}', paramsIn: [], handler: deleteWebhook },
];

/** Each element is wrapped once more. */
function listWebhooks({ account: { webhooks } }: RequestContext): Response {
  return json({
    data: webhooks.map(webhook => ({ data: webhook })),
    meta: { webhooks_count: webhooks.length, ...META },
  });
}

/** GUESS: status and body of a refusal, also that of webhook number 51, are not documented. */
function addWebhook({ state, account: { webhooks }, params }: RequestContext): Response {
  const [event_object, event_action] = [text(params, 'event_object'), text(params, 'event_action')];
  const end_point = text(params, 'endpoint_url');
  const actions = EVENTS[event_object];
  if (!actions) return invalid('event_object', 'event_object is unknown');
  if (!actions.includes(event_action)) return invalid('event_action', 'event_action does not fit');
  if (!/^https?:\/\//.test(end_point) || !URL.canParse(end_point))
    return invalid('endpoint_url', 'endpoint_url is no URL');
  if (webhooks.length >= MOST_WEBHOOKS) return invalid('', 'No more than 50 webhooks are allowed');
  const webhook: Webhook = {
    id: Math.max(16, ...webhooks.map(({ id }) => id)) + 1,
    end_point,
    event_object,
    event_action,
    status: 'active',
    created_at: unixSeconds(state.clock.now()),
  };
  webhooks.push(webhook);
  return json({ data: webhook, meta: META });
}

/** Only the status can be changed [A][C:ref]. */
function updateWebhook(context: RequestContext): Response {
  const webhook = findWebhook(context);
  const status = text(context.params, 'status');
  if (!webhook) return notFound();
  if (status !== 'active' && status !== 'deactivated') return invalid('status', 'status is unknown');
  webhook.status = status;
  return json({ data: webhook, meta: META });
}

function deleteWebhook(context: RequestContext): Response {
  const { account } = context;
  const webhook = findWebhook(context);
  if (!webhook) return notFound();
  account.webhooks = account.webhooks.filter(({ id }) => id !== webhook.id);
  return json({ data: { success: true } });
}

function findWebhook({ account, params }: RequestContext): Webhook | undefined {
  return account.webhooks.find(({ id }) => String(id) === text(params, 'webhook_id'));
}
