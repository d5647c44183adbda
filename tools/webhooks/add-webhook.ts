import { z } from 'zod';
import { withNames } from '../../src/text/quoted.ts';
import { words } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { given, invalid } from '../shared/check.ts';
import { lookFirst } from '../shared/look-first.ts';
import { confirm } from '../shared/params.ts';
import { allowData } from './data-consent.ts';
import { publicEndpoint } from './endpoint.ts';
import { EVENT_OBJECTS, type EventObject, WEBHOOK_EVENTS } from './events.ts';
import { shapeWebhook, UpstreamAnswer, Webhook } from './webhook.ts';

export const addWebhook = defineTool({
  name: 'add_webhook',
  title: 'Add a webhook',
  toolset: 'webhooks',
  methods: ['POST /v2/webhooks'],
  effect: 'write',
  credits: 'free',
  description:
    "Makes Snov.io post an event, with people's data, to a public https endpoint. Free. Confirm the endpoint with the user first.",
  input: z.object({
    eventObject: z.enum(EVENT_OBJECTS).describe('Event object'),
    eventAction: z
      .string()
      .describe(
        'campaign_email: sent, opened, clicked, bounced; campaign_reply: received; prospect: unsubscribed; a wrong one lists the rest',
      ),
    endpointUrl: z.string().describe('https link'),
    confirm,
  }),
  output: z.object({ webhook: Webhook, note: words }),
  run: async (args, context) => {
    const action = knownAction(args.eventObject, args.eventAction);
    const url = publicEndpoint(withScheme(args.endpointUrl));
    const event = `${args.eventObject} ${action}`;
    allowData(url, event, args.confirm, context);
    const json = { event_object: args.eventObject, event_action: action, endpoint_url: url.href };
    const request = { method: 'POST', path: '/v2/webhooks', json } as const;
    const answer = context.snovio.write(request, UpstreamAnswer, context.call);
    const { data } = await answer.catch(lookFirst('list_webhooks'));
    return {
      webhook: shapeWebhook(data),
      note: withNames(`From now on Snov.io sends people's data to this endpoint at each '${event}'.`, [
        { what: 'endpoint', name: url.href },
      ]),
    };
  },
});

/** Only https is taken, so a link without its scheme means it. */
function withScheme(link: string): string {
  return link.includes('://') ? link : `https://${link.trim()}`;
}

function knownAction(object: EventObject, text: string): string {
  const actions: readonly string[] = WEBHOOK_EVENTS[object];
  const action = text.trim().toLowerCase();
  if (actions.includes(action)) return action;
  throw invalid('eventAction', `${object} has no such action; it takes ${actions.join(', ')}.`, given(text));
}
