import { happenings, sentRows } from '../campaigns/activity.ts';
import { text, whole } from '../http/params.ts';
import { invalid, json, missing } from '../http/responses.ts';
import { get, type Route } from '../http/route.ts';
import { hexOf } from '../random.ts';
import type { Campaign } from '../state/crm.ts';
import type { Recipient } from '../state/recipients.ts';
import { campaignOf } from './campaigns.ts';

const PAGE = 10_000;
/** GUESS: the page size of all-replies is not stated. */
const REPLIES_PAGE = 100;

/** What has happened in a campaign: bare arrays of at most 10,000 rows, newest first. */
export function analytics(): Route[] {
  return [
    list('/v1/get-emails-replies', campaign => happenings(campaign, 'replies')),
    list('/v1/get-emails-opened', campaign => happenings(campaign, 'opened')),
    list('/v1/get-emails-clicked', campaign => happenings(campaign, 'clicked')),
    list('/v1/emails-sent', sentRows),
    list('/v1/prospect-finished', finished),
    allReplies(),
  ];
}

function list(path: string, rowsOf: (campaign: Campaign) => object[]): Route {
  return get(path, undefined, (call, account) => {
    if (!text(call.params, 'campaignId')) return invalid('campaignId', 'campaignId is required');
    const campaign = campaignOf(call, account, 'campaignId');
    if (!campaign) return missing();
    const offset = Math.max(whole(call.params, 'offset', 0), 0);
    return json(rowsOf(campaign).slice(offset, offset + PAGE));
  });
}

/** userName and userEmail are the prospect's, not the account user's. */
function finished(campaign: Campaign): object[] {
  const done = [...campaign.audience().values()].filter(each => each.status === 'finished');
  return done.map(({ prospect }) => ({
    id: hexOf(`finished ${campaign.id} ${prospect.id}`, 32),
    prospectId: prospect.hexId,
    userName: prospect.fullName,
    userEmail: prospect.email,
    campaign: campaign.name,
    hash: hexOf(`hash ${campaign.id} ${prospect.id}`, 32),
  }));
}

/** The replies' own words: one record per prospect and reply type, the replies in it oldest first. */
function allReplies(): Route {
  return get('/v2/campaigns/{campaign_id}/all-replies', undefined, (call, account) => {
    const campaign = campaignOf(call, account);
    if (!campaign) return missing();
    const offset = Math.max(whole(call.params, 'offset', 0), 0);
    const data = [...campaign.audience().values()].flatMap(each => records(campaign, each));
    return json({ data: data.slice(offset, offset + REPLIES_PAGE) });
  });
}

function records(campaign: Campaign, { prospect, replies }: Recipient): object[] {
  const types = [...new Set(replies.map(each => each.type))];
  return types.map(replyType => {
    const own = replies.filter(each => each.type === replyType);
    return {
      campaignId: campaign.id,
      campaign: campaign.name,
      prospectId: prospect.hexId,
      prospectName: prospect.fullName,
      prospectEmail: prospect.email,
      linkedInProfile: prospect.social.find(each => each.type === 'linkedIn')?.link ?? null,
      replyType,
      receivedAt: own[0]?.at,
      replies: own.map(({ subject, message, at }) => ({ subject, message, receivedAt: at })),
    };
  });
}
