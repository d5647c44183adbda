import { z } from 'zod';
import { SnovioError } from '../../src/errors.ts';
import { withNames } from '../../src/text/quoted.ts';
import { words } from '../../src/text/roles.ts';
import { type Context, defineTool } from '../../src/tool.ts';
import { confirm } from '../shared/params.ts';
import { allowData } from './data-consent.ts';
import { publicEndpoint } from './endpoint.ts';
import {
  DEACTIVATION,
  eventOf,
  findWebhook,
  sendsHere,
  shapeWebhook,
  UpstreamAnswer,
  validWebhookId,
  Webhook,
  webhookId,
} from './webhook.ts';

export const updateWebhookStatus = defineTool({
  name: 'update_webhook_status',
  title: 'Switch a webhook on or off',
  toolset: 'webhooks',
  methods: ['PUT /v2/webhooks/{webhook_id}', 'GET /v2/webhooks'],
  effect: 'write',
  credits: 'free',
  description:
    "Switches a webhook on or off; switched on, it sends people's data to its endpoint again. Free. For good: delete_webhook.",
  input: z.object({
    webhookId,
    status: z.enum(['active', 'deactivated']).describe('New status'),
    confirm,
  }),
  output: z.object({ webhook: Webhook, note: words.optional() }),
  run: async (args, context) => {
    const id = validWebhookId(args.webhookId);
    if (args.status === 'active') await allowActive(id, args.confirm, context);
    const json = { status: args.status };
    const request = { method: 'PUT', path: `/v2/webhooks/${id}`, json } as const;
    const { data } = await context.snovio.write(request, UpstreamAnswer, context.call);
    const webhook = shapeWebhook(data);
    if (webhook.status !== args.status) throw new SnovioError('upstream_malformed', { message: NOT_SAID });
    if (args.status !== 'active') return { webhook };
    const { endpointUrl: endpoint } = webhook;
    const names = endpoint ? [{ what: 'endpoint', name: endpoint }] : [];
    return { webhook, note: withNames(`${ON_AGAIN} ${DEACTIVATION}`, names) };
  },
});

const ON_AGAIN = "Snov.io sends people's data to its endpoint again.";
const NOT_SAID = "Snov.io's answer does not say that the status was changed. list_webhooks shows what it is.";

/** Data flows to the endpoint as if the webhook were added now. Snov.io can change no webhook's endpoint. */
async function allowActive(id: string, confirmed: boolean | undefined, context: Context): Promise<void> {
  const webhook = await findWebhook(id, context);
  // What sends to this server sends to nobody else.
  if (sendsHere(webhook, context)) return;
  const url = publicEndpoint(webhook.endpointUrl ?? '', 'webhookId');
  allowData(url, eventOf(webhook), confirmed, context);
}
