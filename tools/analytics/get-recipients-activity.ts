import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { address, fact, id, link, moment } from '../../src/text/roles.ts';
import { mailEvent } from '../../src/text/states.ts';
import { defineTool } from '../../src/tool.ts';
import { campaignId, resolveCampaign } from '../shared/campaign-id.ts';
import { columnsOf, detailed } from '../shared/detail.ts';
import { list, listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';
import { type ActivityRow, checkLength, LARGEST_PAGE, readActivity } from './activity.ts';
import { dateFrom, dateTo, validPeriod } from './period.ts';

const ActivityEvent = z.object({
  at: moment,
  event: mailEvent,
  email: address.optional(),
  name: fact.optional(),
  subject: fact.optional(),
  sender: address.optional(),
  phone: fact.optional(),
  country: fact.optional(),
  locality: fact.optional(),
  companyName: fact.optional(),
  position: fact.optional(),
  industry: fact.optional(),
  site: link.optional(),
  companyPhone: fact.optional(),
});

const BRIEF = ['at', 'event', 'email', 'name', 'subject', 'sender'];

export const getRecipientsActivity = defineTool({
  name: 'get_recipients_activity',
  title: 'What recipients of a campaign did',
  toolset: 'analytics',
  methods: ['GET /v2/campaigns/{campaign_id}/recipients-activity'],
  effect: 'read',
  credits: 'free',
  description:
    "Lists a campaign's events within at most 31 days (UTC), oldest first; the only tool that names who bounced or unsubscribed. Free. Sums: get_campaign_report.",
  input: z.object({
    campaignId,
    dateFrom,
    dateTo,
    ...detailed,
    // What `detail: full` was called before there was one.
    includeContacts: z.boolean().optional().describe('detail: full').meta({ deprecated: true }),
    ...paging,
  }),
  output: z.object({
    campaignId: id,
    ...listingFacts,
    activity: z.array(ActivityEvent.partial()),
  }),
  run: async (args, context) => {
    const columns = columnsOf(ActivityEvent, BRIEF, args.includeContacts ? { detail: 'full' } : args);
    const period = { dateFrom: args.dateFrom, dateTo: args.dateTo, ...validPeriod(args) };
    checkLength(period);
    const id = await resolveCampaign(args.campaignId, context);
    // A row more than wanted shows whether more exist.
    const limit = Math.min((args.limit ?? 25) + 1, LARGEST_PAGE);
    const load = (offset: number) => readActivity(id, period, { offset, limit }, context);
    const { rows, facts } = await list(args, load, row => columns.pick(shape(row)));
    return { campaignId: id, activity: rows, ...facts };
  },
});

function shape(row: ActivityRow) {
  return {
    at: row.event_time,
    event: row.event_type,
    ...dropEmpty({
      email: row.recipient_email,
      name: row.recipient_name,
      subject: row.email_subject,
      sender: row.sender_email,
      phone: row.phone,
      country: row.country,
      locality: row.location,
      companyName: row.company,
      position: row.job_position,
      industry: row.industry,
      site: row.website,
      companyPhone: row.hq_phone,
    }),
  };
}
