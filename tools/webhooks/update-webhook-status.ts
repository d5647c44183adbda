import { z } from 'zod';
import { withNames } from '../../src/text/quoted.ts';
import { words } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { shapeWebhook, UpstreamAnswer, Webhook, webhookId, webhookPath } from './webhook.ts';

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
  output: z.object({ webhook: Webhook, note: words.optional() }),
  run: async (args, { snovio, call }) => {
    const json = { status: args.status };
    const request = { method: 'PUT', path: webhookPath(args.webhookId), json } as const;
    const { data } = await snovio.write(request, UpstreamAnswer, call);
    const webhook = shapeWebhook(data);
    if (args.status !== 'active') return { webhook };
    const { endpointUrl: endpoint } = webhook;
    const names = endpoint ? [{ what: 'endpoint', name: endpoint }] : [];
    return { webhook, note: withNames("Snov.io sends people's data to its endpoint again.", names) };
  },
});
