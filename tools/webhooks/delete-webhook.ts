import { z } from 'zod';
import { id } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { webhookId, webhookPath } from './webhook.ts';

export const deleteWebhook = defineTool({
  name: 'delete_webhook',
  title: 'Delete a webhook',
  toolset: 'webhooks',
  methods: ['DELETE /v2/webhooks/{webhook_id}'],
  effect: 'destructive',
  credits: 'free',
  description: 'Deletes a webhook for good. Free. To stop it for a while: update_webhook_status.',
  input: z.object({ webhookId }),
  output: z.object({ id, deleted: z.boolean() }),
  run: async (args, { snovio, call }) => {
    const request = { method: 'DELETE', path: webhookPath(args.webhookId) } as const;
    await snovio.write(request, z.unknown(), call);
    return { id: args.webhookId.trim(), deleted: true };
  },
});
