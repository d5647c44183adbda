import { activityRows, sentRows } from '../campaigns/activity.ts';
import { finishedRow } from '../campaigns/endings.ts';
import { findCampaign } from '../campaigns/find-campaign.ts';
import { replyRecords } from '../campaigns/replies.ts';
import type { RequestContext } from '../http/context.ts';
import { integer, text } from '../http/params.ts';
import { invalid, json, notFound } from '../http/responses.ts';
import type { Handler, Route } from '../http/route.ts';
import type { Campaign } from '../state/crm.ts';

/** Rows per answer of the v1 analytics [A][C:ref]. */
const PAGE_SIZE = 10_000;
/** GUESS: the page size of all-replies is not stated. */
const REPLIES_PAGE_SIZE = 100;

/** What has happened in a campaign; all free. */
export const analyticsRoutes: Route[] = [
  rowsRoute(
    '/v1/get-emails-replies',
    paged(campaign => activityRows(campaign, 'replies')),
  ),
  rowsRoute(
    '/v1/get-emails-opened',
    paged(campaign => activityRows(campaign, 'opened')),
  ),
  rowsRoute(
    '/v1/get-emails-clicked',
    paged(campaign => activityRows(campaign, 'clicked')),
  ),
  rowsRoute('/v1/emails-sent', paged(sentRows)),
  // No offset is documented for this method.
  rowsRoute('/v1/prospect-finished', forCampaign(finishedRows)),
  {
    method: 'GET',
    path: '/v2/campaigns/{campaign_id}/all-replies',
    paramsIn: ['query'],
    handler: allReplies,
  },
];

/** The PHP samples send the parameters in the query, the Python samples as the form body of a GET [A]. */
function rowsRoute(path: string, handler: Handler): Route {
  return { method: 'GET', path, paramsIn: ['query', 'form'], handler };
}

/** Answers a bare array of rows. */
function forCampaign(rowsOf: (campaign: Campaign, context: RequestContext) => object[]): Handler {
  return context => {
    if (!text(context.params, 'campaignId')) return invalid('campaignId', 'campaignId is required');
    const campaign = findCampaign(context, 'campaignId');
    return campaign ? json(rowsOf(campaign, context)) : notFound();
  };
}

function paged(rowsOf: (campaign: Campaign) => object[]): Handler {
  return forCampaign((campaign, context) => {
    const offset = offsetOf(context);
    return rowsOf(campaign).slice(offset, offset + PAGE_SIZE);
  });
}

/** How many rows to skip. */
function offsetOf({ params }: RequestContext): number {
  return Math.max(integer(params, 'offset', 0), 0);
}

function finishedRows(campaign: Campaign): object[] {
  const finished = [...campaign.recipients().values()].filter(({ status }) => status === 'finished');
  return finished.map(recipient => finishedRow(campaign, recipient));
}

/** The text of the replies: a record per prospect and reply type, with the replies oldest first [C:ref]. */
function allReplies(context: RequestContext): Response {
  const campaign = findCampaign(context, 'campaign_id');
  if (!campaign) return notFound();
  const offset = offsetOf(context);
  const records = [...campaign.recipients().values()].flatMap(recipient => replyRecords(campaign, recipient));
  return json({ data: records.slice(offset, offset + REPLIES_PAGE_SIZE) });
}
