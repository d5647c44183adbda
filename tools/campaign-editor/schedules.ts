import { z } from 'zod';
import { anId, maybeFlag, maybeText } from '../../src/snovio/shapes/fields.ts';
import type { Context } from '../../src/tool.ts';
import { unlessRefused } from '../shared/accepted.ts';
import { type Age, readAged } from '../shared/cached-reads.ts';
import { resolve } from '../shared/resolve.ts';

const UpstreamDay = z.object({
  day: maybeText,
  enabled: maybeFlag,
  start_time: maybeText,
  end_time: maybeText,
});

const UpstreamSchedules = unlessRefused(
  z.object({
    data: z.array(z.object({ id: anId, name: maybeText, timezone: maybeText, days: z.array(UpstreamDay) })),
  }),
);

/** The sending schedules of the account. */
export async function readSchedules(context: Context, age: Age) {
  const request = { method: 'GET', path: '/v2/campaigns/schedules' } as const;
  return (await readAged(request, UpstreamSchedules, context, age)).data;
}

/** The id of a schedule from its id or exact name. @throws SnovioError `invalid_input`, `not_found` */
export function resolveSchedule(given: string, context: Context): Promise<string> {
  const load = (age: Age) => readSchedules(context, age);
  return resolve(given, {
    argument: 'scheduleId',
    kind: 'schedule',
    lister: 'list_campaign_schedules',
    load,
  });
}
