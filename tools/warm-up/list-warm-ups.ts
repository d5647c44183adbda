import { z } from 'zod';
import { maybeNumber } from '../../src/snovio/shapes/fields.ts';
import { defineTool } from '../../src/tool.ts';
import { unlessRefused } from '../shared/accepted.ts';
import { list, listingFacts } from '../shared/paging.ts';
import { next } from '../shared/params.ts';
import { shapeFacts, UpstreamWarmUp, WarmUpFacts } from './warm-up.ts';

/** The most that a page holds: 20, 50 or 100 [C:ref]. */
const PER_PAGE = 100;

const UpstreamPage = unlessRefused(
  z.object({
    data: z.array(UpstreamWarmUp),
    meta: z.object({ total_items: maybeNumber }).optional(),
  }),
);

export const listWarmUps = defineTool({
  name: 'list_warm_ups',
  title: 'Warm-ups',
  toolset: 'warm-up',
  methods: ['GET /v2/warm-up'],
  effect: 'read',
  credits: 'free',
  description:
    'Lists the warm-ups of your sender accounts: status, mails today, deliverability, errors. Free. Settings: get_warm_up.',
  input: z.object({ next }),
  output: z.object({ ...listingFacts, warmUps: z.array(WarmUpFacts) }),
  run: async (args, { snovio, call }) => {
    const load = async (position: number) => {
      const page = Math.floor(position / PER_PAGE);
      const query = { page: page + 1, per_page: PER_PAGE };
      const request = { method: 'GET', path: '/v2/warm-up', query } as const;
      const { data: rows, meta } = await snovio.read(request, UpstreamPage, call);
      const total = meta?.total_items;
      const last = total === undefined ? rows.length < PER_PAGE : (page + 1) * PER_PAGE >= total;
      return { rows, start: page * PER_PAGE, last, ...(total !== undefined && { total }) };
    };
    const { rows, facts } = await list({ ...args, limit: PER_PAGE }, load, shapeFacts);
    return { ...facts, warmUps: rows };
  },
});
