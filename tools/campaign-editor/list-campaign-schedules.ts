import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { fact, id } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { listFew, listingFacts } from '../shared/paging.ts';
import { next } from '../shared/params.ts';
import { readSchedules } from './schedules.ts';

export const listCampaignSchedules = defineTool({
  name: 'list_campaign_schedules',
  title: 'Sending schedules',
  toolset: 'campaign-editor',
  methods: ['GET /v2/campaigns/schedules'],
  effect: 'read',
  credits: 'free',
  description: 'Lists the schedules that campaigns can follow: ids, names, time zones, days and hours. Free.',
  input: z.object({ next }),
  output: z.object({
    ...listingFacts,
    schedules: z.array(
      z.object({
        id,
        name: fact.optional(),
        timezone: fact.optional(),
        days: z.array(z.object({ day: fact.optional(), from: fact.optional(), to: fact.optional() })),
      }),
    ),
  }),
  run: async (args, context) => {
    const { rows, facts } = await listFew(args, await readSchedules(context, 'fresh'), row => ({
      id: row.id,
      ...dropEmpty({ name: row.name, timezone: row.timezone }),
      days: row.days
        .filter(({ enabled }) => enabled !== false)
        .map(({ day, start_time: from, end_time: to }) => dropEmpty({ day, from, to })),
    }));
    return { schedules: rows, ...facts };
  },
});
