import { z } from 'zod';
import { SnovioError } from '../../src/errors.ts';
import {
  anId,
  arrayOf,
  dropEmpty,
  maybeDate,
  maybeNumber,
  maybeText,
  rawText,
} from '../../src/snovio/shapes/fields.ts';
import { fact, id, link, moment } from '../../src/text/roles.ts';
import { state } from '../../src/text/states.ts';
import type { Context } from '../../src/tool.ts';
import { given, invalid } from '../shared/check.ts';

/** When Snov.io switches a webhook off by itself [A]. */
export const DEACTIVATION =
  'Snov.io deactivates a webhook whose endpoint has not answered with a status of 200 to 299 within 3 s in 7 attempts over 38 hours.';

/** The reference asks for it with every request about webhooks, also where there is no body [A][C:ref]. */
export const contentType = 'application/json';

/** The answers call the link `end_point`, the request `endpoint_url`. */
const UpstreamWebhook = z.object({
  id: anId,
  end_point: rawText,
  event_object: maybeText,
  event_action: maybeText,
  status: maybeText,
  created_at: maybeDate,
});

/** The answer of a method that adds or changes a webhook. */
export const UpstreamAnswer = z.object({ data: UpstreamWebhook });

const UpstreamWebhooks = z.object({
  // Each element is wrapped once more.
  data: arrayOf(UpstreamAnswer),
  meta: z.object({ webhooks_count: maybeNumber }).optional(),
});

/** A webhook, as tools answer it. */
export const Webhook = z.object({
  id,
  endpointUrl: link.optional(),
  eventObject: fact.optional(),
  eventAction: fact.optional(),
  status: state.optional(),
  createdAt: moment.optional(),
});

type ShapedWebhook = z.output<typeof Webhook>;

export function shapeWebhook(raw: z.output<typeof UpstreamWebhook>): ShapedWebhook {
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

/** The account's webhooks, and how many of the 50 are used. */
export async function readWebhooks({ snovio, call }: Context) {
  const request = { method: 'GET', path: '/v2/webhooks', contentType } as const;
  const { data, meta } = await snovio.read(request, UpstreamWebhooks, call);
  return { webhooks: data.map(row => shapeWebhook(row.data)), used: meta?.webhooks_count ?? data.length };
}

/** One of the account's webhooks. @throws SnovioError `not_found` */
export async function findWebhook(id: string, context: Context): Promise<ShapedWebhook> {
  const { webhooks } = await readWebhooks(context);
  const found = webhooks.find(webhook => webhook.id === id);
  if (found) return found;
  const message = 'There is no webhook with this id. list_webhooks gives them.';
  throw new SnovioError('not_found', { message });
}

/** What makes a webhook fire, such as `campaign_email sent`. */
export function eventOf({ eventObject = '', eventAction = '' }: ShapedWebhook): string {
  return `${eventObject} ${eventAction}`.trim();
}

/** Whether it sends to this very server. */
export function sendsHere(webhook: ShapedWebhook, { snovio: { events } }: Context): boolean {
  return events !== undefined && webhook.endpointUrl === events.urlOf(eventOf(webhook));
}

export const webhookId = z.string().describe('Id');

/**
 * A webhook's id. It travels in the path, so nothing but digits may pass.
 * @throws SnovioError `invalid_input`
 */
export function validWebhookId(text: string): string {
  if (/^\d+$/.test(text.trim())) return text.trim().replace(/^0+(?=\d)/, '');
  throw invalid('webhookId', 'this is not a webhook id. list_webhooks gives them.', given(text));
}
