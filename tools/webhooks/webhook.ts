import { z } from 'zod';
import { anId, dropEmpty, maybeDate, maybeText, rawText } from '../../src/snovio/shapes/fields.ts';
import { fact, id, link, moment } from '../../src/text/roles.ts';
import { given, invalid } from '../shared/check.ts';

/** The answers call the link `end_point`, the request `endpoint_url`. */
export const UpstreamWebhook = z.object({
  id: anId,
  end_point: rawText,
  event_object: maybeText,
  event_action: maybeText,
  status: maybeText,
  created_at: maybeDate,
});

/** The answer of a method that adds or changes a webhook. */
export const UpstreamAnswer = z.object({ data: UpstreamWebhook });

/** A webhook, as tools answer it. */
export const Webhook = z.object({
  id,
  endpointUrl: link.optional(),
  eventObject: fact.optional(),
  eventAction: fact.optional(),
  status: fact.optional(),
  createdAt: moment.optional(),
});

export function shapeWebhook(raw: z.output<typeof UpstreamWebhook>) {
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

export const webhookId = z.string().describe('Webhook id');

/**
 * The path of a webhook's methods. Ids travel in it, so nothing but digits may pass.
 * @throws SnovioError `invalid_input`
 */
export function webhookPath(id: string): string {
  if (/^\d+$/.test(id.trim())) return `/v2/webhooks/${id.trim()}`;
  throw invalid('webhookId', 'this is not a webhook id. list_webhooks gives them.', given(id));
}
