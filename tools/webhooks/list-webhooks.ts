import { z } from 'zod';
import { anyArray, maybeNumber } from '../../src/snovio/shapes/fields.ts';
import { defineTool } from '../../src/tool.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';
import { shapeWebhook, UpstreamWebhook, Webhook } from './webhook.ts';

const MOST_WEBHOOKS = 50;

export const listWebhooks = defineTool({
  name: 'list_webhooks',
  title: 'Webhooks',
  toolset: 'webhooks',
  methods: ['GET /v2/webhooks'],
  effect: 'read',
  credits: 'free',
  description: 'Lists your webhooks with event, endpoint and status, and how many of the 50 are used. Free.',
  input: z.object(paging),
  output: z.object({
    used: z.number(),
    most: z.number(),
    ...listingFacts,
    webhooks: z.array(Webhook),
  }),
  run: async (args, { snovio, call }) => {
    const answer = z.object({
      // Each element is wrapped once more.
      data: anyArray(z.object({ data: UpstreamWebhook })),
      meta: z.object({ webhooks_count: maybeNumber }).optional(),
    });
    const { data, meta } = await snovio.read({ method: 'GET', path: '/v2/webhooks' }, answer, call);
    const { rows, facts } = await listAll(args, data, webhook => shapeWebhook(webhook.data));
    return { used: meta?.webhooks_count ?? data.length, most: MOST_WEBHOOKS, ...facts, webhooks: rows };
  },
});
