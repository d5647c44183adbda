import { subjectAt } from '../campaigns/activity.ts';
import { type CampaignEvent, eventsOf, periodOf } from '../campaigns/events.ts';
import { findCampaign } from '../campaigns/find-campaign.ts';
import { statisticsOf } from '../campaigns/statistics.ts';
import { dateText } from '../dates.ts';
import type { RequestContext } from '../http/context.ts';
import { integer, type Params, text } from '../http/params.ts';
import { invalid, json, notFound } from '../http/responses.ts';
import type { Route } from '../http/route.ts';

/** The report on recipients' activity: most days between its dates, and rows of a page [C:ref]. */
const MOST_DAYS = 31;
const PAGE_SIZE = 100;
const LARGEST_PAGE = 1000;
const DAY = 86_400_000;

/** GUESS: all campaigns of the sandbox belong to its owner, and send from one mailbox. */
const OWNER = 'owner@sandbox.example';
const SENDER = { id: '649079', email: 'sales@sandbox.example' };

/** Numbers and reports about campaigns, free [C:ref]. */
export const statisticsRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v2/statistics/campaign-analytics',
    paramsIn: ['query'],
    handler: getAnalytics,
  },
  {
    method: 'GET',
    path: '/v2/campaigns/{campaign_id}/recipients-activity',
    paramsIn: ['query'],
    handler: getActivity,
  },
];

/** A flat object. Without ids it is about all active campaigns [C:ref]. GUESS: an id that is not there is not found. */
function getAnalytics({ account, params }: RequestContext): Response {
  const period = periodOf(text(params, 'date_from'), text(params, 'date_to'));
  if (!period) return invalid('date_from', 'date_from and date_to must be dates');
  const ids = commaList(params, 'campaign_id');
  const { campaigns } = account.crm;
  if (ids.some(id => !campaigns.some(campaign => String(campaign.id) === id))) return notFound();
  const wanted = campaigns.filter(({ id, status }) =>
    ids.length > 0 ? ids.includes(String(id)) : status.startsWith('Active'),
  );
  const events = wanted.flatMap(campaign => eventsOf(campaign, period));
  return json(statisticsOf(isFilteredOut(params) ? [] : events));
}

/** Filters by sender and owner [C:ref]. No campaign of the sandbox sends from a LinkedIn account. */
function isFilteredOut(params: Params): boolean {
  const leavesOut = (name: string, own?: string) => {
    const wanted = commaList(params, name);
    return wanted.length > 0 && !(own && wanted.includes(own));
  };
  return (
    leavesOut('sender_email', SENDER.id) || leavesOut('sender_linkedin') || leavesOut('campaign_owner', OWNER)
  );
}

function commaList(params: Params, name: string): string[] {
  return text(params, name).split(',').filter(Boolean);
}

/** GUESS: what is out of range is refused. */
function getActivity(context: RequestContext): Response {
  const { params } = context;
  const period = periodOf(text(params, 'dateFrom'), text(params, 'dateTo'));
  if (!period) return invalid('dateFrom', 'dateFrom and dateTo must be dates');
  // Both days count, so the period is a day longer than what lies between its dates.
  if (period.until - period.from > (MOST_DAYS + 1) * DAY)
    return invalid('dateTo', `dateTo must be at most ${MOST_DAYS} days after dateFrom`);
  const campaign = findCampaign(context, 'campaign_id');
  if (!campaign) return notFound();
  const offset = integer(params, 'offset', 0);
  const limit = integer(params, 'limit', PAGE_SIZE);
  if (offset < 0 || limit < 1 || limit > LARGEST_PAGE) return invalid('limit', 'limit must be 1 to 1000');
  const events = eventsOf(campaign, period);
  return json({
    data: events.slice(offset, offset + limit).map(activityRow),
    pagination: { total: events.length, offset, limit, has_more: offset + limit < events.length },
  });
}

/** The time is documented as ISO 8601 and printed otherwise [C:ref]. GUESS: what is not known is an empty text. */
function activityRow({ type, at, campaign, recipient }: CampaignEvent): object {
  const { prospect } = recipient;
  return {
    event_time: dateText(at),
    event_type: type,
    sender_email: SENDER.email,
    email_subject: subjectAt(campaign, recipient, at),
    recipient_email: prospect.email,
    recipient_name: prospect.fullName,
    phone: prospect.phones[0] ?? '',
    industry: prospect.industry,
    country: prospect.country,
    location: prospect.locality,
    company: prospect.companyName,
    job_position: prospect.position,
    hq_phone: '',
    website: prospect.companySite.replace(/^https?:\/\//, ''),
  };
}
