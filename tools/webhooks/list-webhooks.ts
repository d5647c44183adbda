import { z } from 'zod';
import { defineTool } from '../../src/tool.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';
import { DEACTIVATION, readWebhooks, sendsHere, Webhook } from './webhook.ts';

const MOST_WEBHOOKS = 50;

export const listWebhooks = defineTool({
  name: 'list_webhooks',
  title: 'Webhooks',
  toolset: 'webhooks',
  methods: ['GET /v2/webhooks'],
  effect: 'read',
  credits: 'free',
  description: 'Lists your webhooks: event, endpoint, status, and how many of the 50 are used. Free.',
  input: z.object(paging),
  output: z.object({
    used: z.number(),
    most: z.number(),
    ...listingFacts,
    webhooks: z.array(Webhook),
  }),
  run: async (args, context) => {
    const { webhooks, used } = await readWebhooks(context);
    const { rows, facts } = await listAll(args, webhooks, webhook => webhook);
    const isOff = rows.some(({ status }) => status === 'deactivated');
    const isOwn = (webhook: (typeof rows)[number]) => sendsHere(webhook, context);
    const leadsHere = ({ endpointUrl = '' }) => context.snovio.events?.leadsHere(endpointUrl) ?? false;
    const note = [
      facts.note,
      isOff && `${DEACTIVATION} update_webhook_status switches it on again.`,
      idsOf('To this server send', rows.filter(isOwn)),
      idsOf(
        'These are refused here, and have to be deleted and added again',
        rows.filter(row => leadsHere(row) && !isOwn(row)),
      ),
    ];
    return {
      used,
      most: MOST_WEBHOOKS,
      ...facts,
      note: note.filter(Boolean).join(' ') || undefined,
      webhooks: rows,
    };
  },
});

function idsOf(what: string, webhooks: readonly { id: string }[]): string {
  return webhooks.length > 0 ? `${what}: ${webhooks.map(({ id }) => id).join(', ')}.` : '';
}
