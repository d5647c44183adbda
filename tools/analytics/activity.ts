import { z } from 'zod';
import { maybeDate, maybeFlag, maybeNumber, maybeText } from '../../src/snovio/shapes/fields.ts';
import type { Context } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import type { Page } from '../shared/paging.ts';
import { daysBetween } from './period.ts';
import { aboutCampaign, readAccepted } from './read.ts';

/** How far the report's dates may be apart, and rows of a page [C:ref]. */
export const MOST_DAYS = 31;
export const LARGEST_PAGE = 1000;

const UpstreamActivity = z.object({
  data: z.array(
    z.object({
      event_time: maybeDate.pipe(z.string()),
      event_type: maybeText.pipe(z.string()),
      sender_email: maybeText,
      email_subject: maybeText,
      recipient_email: maybeText,
      recipient_name: maybeText,
      phone: maybeText,
      industry: maybeText,
      country: maybeText,
      location: maybeText,
      company: maybeText,
      job_position: maybeText,
      hq_phone: maybeText,
      website: maybeText,
    }),
  ),
  pagination: z.object({ total: maybeNumber, has_more: maybeFlag }).optional(),
});

/** Something that happened to a mail. */
export type ActivityRow = z.output<typeof UpstreamActivity>['data'][number];

/** A period of the report. */
export interface ActivityPeriod {
  readonly dateFrom: string;
  readonly dateTo: string;
}

/** @throws SnovioError `invalid_input` where Snov.io gives no report */
export function checkLength({ dateFrom, dateTo }: ActivityPeriod): void {
  if (daysBetween(dateFrom, dateTo) <= MOST_DAYS) return;
  throw invalid('dateTo', `at most ${MOST_DAYS} days after dateFrom. For more, call once for each month.`);
}

/** A page of the report. */
export async function readActivity(
  campaignId: string,
  { dateFrom, dateTo }: ActivityPeriod,
  { offset, limit }: { offset: number; limit: number },
  context: Context,
): Promise<Page<ActivityRow>> {
  const query = { dateFrom, dateTo, offset, limit };
  const request = { ...aboutCampaign(campaignId, 'recipients-activity'), query };
  const { data: rows, pagination } = await readAccepted(request, UpstreamActivity, context);
  const last = pagination?.has_more === false || rows.length === 0;
  return { rows, start: offset, last, ...(pagination?.total !== undefined && { total: pagination.total }) };
}
