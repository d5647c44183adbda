import { z } from 'zod';
import { withNames } from '../../src/text/quoted.ts';
import { words } from '../../src/text/roles.ts';
import { type Context, defineTool } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import { lookFirst } from '../shared/look-first.ts';
import { confirm } from '../shared/params.ts';
import { allowData } from './data-consent.ts';
import { publicEndpoint } from './endpoint.ts';
import { eventAction, eventObject, knownAction } from './events.ts';
import { readWebhooks, shapeWebhook, UpstreamAnswer, Webhook } from './webhook.ts';

export const addWebhook = defineTool({
  name: 'add_webhook',
  title: 'Add a webhook',
  toolset: 'webhooks',
  methods: ['POST /v2/webhooks', 'GET /v2/webhooks'],
  effect: 'write',
  credits: 'free',
  description:
    "Makes Snov.io post an event, with people's data, to a public https endpoint. Free. Confirm the endpoint with the user first. Without endpointUrl it comes to this server: list_events.",
  input: z.object({
    eventObject,
    eventAction,
    endpointUrl: z.string().optional().describe('https link'),
    confirm,
  }),
  output: z.object({ webhook: Webhook, note: words }),
  run: async (args, context) => {
    const action = knownAction(args.eventObject, args.eventAction);
    const event = `${args.eventObject} ${action}`;
    if (args.endpointUrl === undefined) return addOwn(event, context);
    const { events } = context.snovio;
    const link = withScheme(args.endpointUrl);
    if (events?.urlOf(event) === link) return addOwn(event, context);
    if (events?.leadsHere(link)) throw invalid('endpointUrl', LEAVE_OUT);
    const url = publicEndpoint(link);
    allowData(url, event, args.confirm, context);
    return {
      webhook: await add(event, url.href, context),
      note: withNames(`From now on Snov.io sends people's data to this endpoint at each '${event}'.`, [
        { what: 'endpoint', name: url.href },
      ]),
    };
  },
});

async function add(event: string, url: string, { snovio, call }: Context) {
  const [object, action] = event.split(' ');
  const json = { event_object: object, event_action: action, endpoint_url: url };
  const answer = snovio.write({ method: 'POST', path: '/v2/webhooks', json }, UpstreamAnswer, call);
  const { data } = await answer.catch(lookFirst('list_webhooks'));
  return shapeWebhook(data);
}

/** A webhook that sends to this server. A second one for the same event would only send everything twice. */
async function addOwn(event: string, context: Context) {
  const { events } = context.snovio;
  if (!events?.keeps) throw invalid('endpointUrl', events ? KEEPS_NOTHING : OUT_OF_REACH);
  const url = events.urlOf(event);
  const { webhooks } = await readWebhooks(context);
  const known = webhooks.find(({ endpointUrl }) => endpointUrl === url);
  if (!known) return { webhook: await add(event, url, context), note: COMES_HERE };
  return { webhook: known, note: known.status === 'deactivated' ? IS_OFF : IS_THERE };
}

const KEEPS_NOTHING = 'give the https link; this server keeps no events, since SNOVIO_LEDGER_DAYS is 0.';
const OUT_OF_REACH =
  'give the https link; only a server with an https address in SNOVIO_PUBLIC_URL can take events in itself.';
const LEAVE_OUT = 'leave it out: this is the server itself, which then gives Snov.io a path of its own.';
const COMES_HERE = 'From now on Snov.io sends this event to this server. list_events reads what has come.';
const IS_THERE = 'This webhook is there already. list_events reads what has come.';
const IS_OFF = 'This webhook is there already, and switched off: update_webhook_status switches it on again.';

/** Only https is taken, so a link without its scheme means it. */
function withScheme(link: string): string {
  return link.includes('://') ? link : `https://${link.trim()}`;
}
