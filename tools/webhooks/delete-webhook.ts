import { z } from 'zod';
import { type Context, defineTool } from '../../src/tool.ts';
import { isAgreed, notAgreed } from '../shared/consent.ts';
import { withNames } from '../shared/names.ts';
import { confirm } from '../shared/params.ts';
import { hostName } from './data-consent.ts';
import { eventOf, findWebhook, validWebhookId, webhookId } from './webhook.ts';

export const deleteWebhook = defineTool({
  name: 'delete_webhook',
  title: 'Delete a webhook',
  toolset: 'webhooks',
  methods: ['DELETE /v2/webhooks/{webhook_id}', 'GET /v2/webhooks'],
  effect: 'destructive',
  credits: 'free',
  description: 'Deletes a webhook for good. Free. To stop it for a while: update_webhook_status.',
  input: z.object({ webhookId, confirm }),
  output: z.object({ id: z.string(), deleted: z.boolean() }),
  run: async (args, context) => {
    const id = validWebhookId(args.webhookId);
    const actions = [`delete webhook ${id}`];
    if (!isAgreed(actions, args.confirm, context)) throw await askFirst(id, actions, context);
    await context.snovio.write({ method: 'DELETE', path: `/v2/webhooks/${id}` }, z.unknown(), context.call);
    return { id, deleted: true };
  },
});

/** Who is asked has to see which webhook it is. */
async function askFirst(id: string, actions: readonly string[], context: Context) {
  const webhook = await findWebhook(id, context);
  const host = URL.parse(webhook.endpointUrl ?? '')?.host ?? '';
  const names = [{ what: 'webhook', name: id }, { what: 'event', name: eventOf(webhook) }, hostName(host)];
  const question = {
    actions,
    text: withNames('snovio-mcp: delete this webhook for good?', names),
    label: 'Delete it?',
    code: 'invalid_input',
    refusal: withNames(
      'confirm: the webhook would be gone for good. Ask the user, then repeat with confirm: true.',
      names,
    ),
  } as const;
  return notAgreed(question, context);
}
