import { z } from 'zod';
import {
  anId,
  anyArray,
  dropEmpty,
  maybeDate,
  maybeNumber,
  maybeText,
  rawText,
} from '../../src/snovio/shapes/fields.ts';
import { defineTool, type Policy } from '../../src/tool.ts';
import { invalid, quote } from '../shared/check.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';
import { publicEndpoint } from './endpoint.ts';
import { EVENT_OBJECTS, type EventObject, WEBHOOK_EVENTS } from './events.ts';

const MOST_WEBHOOKS = 50;

/** The answers call the link `end_point`, the request `endpoint_url`. */
const UpstreamWebhook = z.object({
  id: anId,
  end_point: rawText,
  event_object: maybeText,
  event_action: maybeText,
  status: maybeText,
  created_at: maybeDate,
});

const UpstreamOne = z.object({ data: UpstreamWebhook });

const Webhook = z.object({
  id: z.string(),
  endpointUrl: z.string().optional(),
  eventObject: z.string().optional(),
  eventAction: z.string().optional(),
  status: z.string().optional(),
  createdAt: z.string().optional(),
});

function shape(raw: z.output<typeof UpstreamWebhook>) {
  return {
    id: raw.id,
    ...dropEmpty({
      endpointUrl: raw.end_point,
      eventObject: raw.event_object,
      eventAction: raw.event_action,
      status: raw.status,
      createdAt: raw.created_at,
    }),
  };
}

export const listWebhooks = defineTool({
  name: 'list_webhooks',
  title: 'Webhooks',
  toolset: 'webhooks',
  methods: ['GET /v2/webhooks'],
  effect: 'read',
  credits: 'free',
  description: 'Lists your webhooks with event, endpoint and status, and how many of the 50 are used. Free.',
  input: z.object(paging),
  output: z.object({
    used: z.number(),
    most: z.number(),
    ...listingFacts,
    webhooks: z.array(Webhook),
  }),
  run: async (args, { snovio, call }) => {
    const answer = z.object({
      // Each element is wrapped once more.
      data: anyArray(z.object({ data: UpstreamWebhook })),
      meta: z.object({ webhooks_count: maybeNumber }).optional(),
    });
    const { data, meta } = await snovio.read({ method: 'GET', path: '/v2/webhooks' }, answer, call);
    const { rows, facts } = await listAll(args, data, one => shape(one.data));
    return { used: meta?.webhooks_count ?? data.length, most: MOST_WEBHOOKS, ...facts, webhooks: rows };
  },
});

export const addWebhook = defineTool({
  name: 'add_webhook',
  title: 'Add a webhook',
  toolset: 'webhooks',
  methods: ['POST /v2/webhooks'],
  effect: 'write',
  credits: 'free',
  sends: true,
  description:
    "Makes Snov.io post an event, with people's data, to a public https endpoint. Free. Confirm the endpoint with the user first.",
  input: z.object({
    eventObject: z.enum(EVENT_OBJECTS).describe('Event object'),
    eventAction: z.string().describe('Such as sent or opened'),
    endpointUrl: z.string().describe('https link'),
    confirm: z.boolean().optional().describe('true only if the user agreed to this host'),
  }),
  output: z.object({ webhook: Webhook, note: z.string() }),
  run: async (args, { snovio, call, policy }) => {
    const action = knownAction(args.eventObject, args.eventAction);
    const url = publicEndpoint(args.endpointUrl);
    const event = `${args.eventObject} ${action}`;
    if (!args.confirm && !isTrusted(url, policy)) {
      throw invalid(
        'confirm',
        `people's data would be sent to ${url.host} at each '${event}'. Ask the user whether this host is theirs, then repeat with confirm: true.`,
      );
    }
    const json = { event_object: args.eventObject, event_action: action, endpoint_url: url.href };
    const request = { method: 'POST', path: '/v2/webhooks', json } as const;
    const { data } = await snovio.write(request, UpstreamOne, call);
    return {
      webhook: shape(data),
      note: `From now on Snov.io sends people's data to ${url.href} at each '${event}'.`,
    };
  },
});

function knownAction(object: EventObject, given: string): string {
  const actions: readonly string[] = WEBHOOK_EVENTS[object];
  const action = given.trim().toLowerCase();
  if (actions.includes(action)) return action;
  throw invalid('eventAction', `${object} has no action ${quote(given)}. It has: ${actions.join(', ')}.`);
}

function isTrusted(url: URL, { webhookHosts }: Policy): boolean {
  return webhookHosts.some(host => [url.hostname, url.host].includes(host.trim().toLowerCase()));
}

const webhookId = z.string().describe('Webhook id');

/** Ids travel in the path here, so nothing but digits may pass. */
function pathOf(id: string): string {
  if (/^\d+$/.test(id.trim())) return `/v2/webhooks/${id.trim()}`;
  throw invalid('webhookId', `${quote(id)} is not a webhook id. list_webhooks gives them.`);
}

export const updateWebhookStatus = defineTool({
  name: 'update_webhook_status',
  title: 'Switch a webhook on or off',
  toolset: 'webhooks',
  methods: ['PUT /v2/webhooks/{webhook_id}'],
  effect: 'write',
  credits: 'free',
  sends: true,
  description:
    "Switches a webhook on or off; switched on, it sends people's data to its endpoint again. Free. For good: delete_webhook.",
  input: z.object({ webhookId, status: z.enum(['active', 'deactivated']).describe('New status') }),
  output: z.object({ webhook: Webhook, note: z.string().optional() }),
  run: async (args, { snovio, call }) => {
    const json = { status: args.status };
    const request = { method: 'PUT', path: pathOf(args.webhookId), json } as const;
    const { data } = await snovio.write(request, UpstreamOne, call);
    const webhook = shape(data);
    return args.status === 'active'
      ? { webhook, note: `Snov.io sends people's data to ${webhook.endpointUrl ?? 'its endpoint'} again.` }
      : { webhook };
  },
});

export const deleteWebhook = defineTool({
  name: 'delete_webhook',
  title: 'Delete a webhook',
  toolset: 'webhooks',
  methods: ['DELETE /v2/webhooks/{webhook_id}'],
  effect: 'destructive',
  credits: 'free',
  description: 'Deletes a webhook for good. Free. To stop it for a while: update_webhook_status.',
  input: z.object({ webhookId }),
  output: z.object({ id: z.string(), deleted: z.boolean() }),
  run: async (args, { snovio, call }) => {
    const request = { method: 'DELETE', path: pathOf(args.webhookId) } as const;
    await snovio.write(request, z.unknown(), call);
    return { id: args.webhookId.trim(), deleted: true };
  },
});
