import { z } from 'zod';
import { SnovioError } from '../../src/errors.ts';
import { maybeFlag } from '../../src/snovio/shapes/fields.ts';
import { accepted } from '../../src/snovio/transport/answer.ts';
import { id } from '../../src/text/roles.ts';
import { type Context, defineTool } from '../../src/tool.ts';
import { isAgreed, notAgreed, placed } from '../shared/consent.ts';
import { confirm } from '../shared/params.ts';
import { contentType, eventOf, findWebhook, validWebhookId, webhookId } from './webhook.ts';

export const deleteWebhook = defineTool({
  name: 'delete_webhook',
  title: 'Delete a webhook',
  toolset: 'webhooks',
  methods: ['DELETE /v2/webhooks/{webhook_id}', 'GET /v2/webhooks'],
  effect: 'destructive',
  credits: 'free',
  description: 'Deletes a webhook for good. Free. To stop it for a while: update_webhook_status.',
  input: z.object({ webhookId, confirm }),
  output: z.object({ id, deleted: z.boolean() }),
  run: async (args, context) => {
    const webhook = validWebhookId(args.webhookId);
    const actions = [`delete webhook ${webhook}`];
    if (!isAgreed(actions, args.confirm, context)) throw await askFirst(webhook, actions, context);
    const request = { method: 'DELETE', path: `/v2/webhooks/${webhook}`, contentType } as const;
    const { data, ...beside } = await context.snovio.write(request, UpstreamDeleted, context.call);
    // A refusal has its `success` inside `data` too; where its text stands is not documented.
    accepted({ ...beside, ...data });
    if (data?.success !== true) throw new SnovioError('upstream_malformed', { message: NOT_SAID });
    return { id: webhook, deleted: true };
  },
});

const UpstreamDeleted = z.looseObject({ data: z.looseObject({ success: maybeFlag }).optional() });
const NOT_SAID = "Snov.io's answer does not say that the webhook is gone. list_webhooks shows whether it is.";

/** Who is asked has to see which webhook it is. */
async function askFirst(name: string, actions: readonly string[], context: Context) {
  const webhook = await findWebhook(name, context);
  const host = URL.parse(webhook.endpointUrl ?? '')?.host ?? '';
  const names = [{ what: 'webhook', name }, { what: 'event', name: eventOf(webhook) }, placed('host', host)];
  const question = {
    about: 'loss',
    actions,
    names,
    text: 'delete this webhook for good?',
    label: 'Delete it?',
    code: 'invalid_input',
    refusal: 'confirm: the webhook would be gone for good. Ask the user, then repeat with confirm: true.',
  } as const;
  return notAgreed(question, context);
}
