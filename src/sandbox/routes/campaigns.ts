import { unsubscribe } from '../campaigns/endings.ts';
import { findCampaign } from '../campaigns/find-campaign.ts';
import { activate } from '../campaigns/mailing.ts';
import { unixSeconds } from '../dates.ts';
import type { RequestContext } from '../http/context.ts';
import { text, textList } from '../http/params.ts';
import { invalid, json, notFound, refused } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import type { Campaign } from '../state/crm.ts';
import { bouncesOf, type Recipient, type RecipientStatus } from '../state/recipients.ts';

/** Campaigns and their recipients, all free. */
export const campaignRoutes: Route[] = [
  { method: 'GET', path: '/v1/get-user-campaigns', paramsIn: ['query'], handler: listCampaigns },
  { method: 'GET', path: '/v2/campaigns/{campaign_id}/progress', paramsIn: ['query'], handler: getProgress },
  {
    method: 'GET',
    path: '/v2/campaigns/{campaign_id}/recipient',
    paramsIn: ['query'],
    handler: checkRecipients,
  },
  {
    method: 'POST',
    path: '/v1/change-recipient-status',
    paramsIn: ['form', 'json'],
    handler: changeRecipientStatus,
  },
];

/** A bare array; timestamps are Unix seconds. */
function listCampaigns({ account }: RequestContext): Response {
  return json(
    account.crm.campaigns.map(campaign => ({
      id: campaign.id,
      campaign: campaign.name,
      list_id: campaign.listId,
      status: campaign.status,
      created_at: unixSeconds(campaign.createdAt),
      updated_at: unixSeconds(campaign.startedAt ?? campaign.createdAt),
      started_at: campaign.startedAt === null ? null : unixSeconds(campaign.startedAt),
      hash: campaign.hash,
    })),
  );
}

/** A flat object. `progress` is the share of recipients for whom the campaign has ended [C:ref]. */
function getProgress(context: RequestContext): Response {
  const campaign = findCampaign(context, 'campaign_id');
  if (!campaign) return notFound();
  const recipients = [...campaign.recipients().values()];
  const unfinished = recipients.filter(
    recipient =>
      ['tocheck', 'active', 'paused'].includes(recipient.status) && bouncesOf(recipient).length === 0,
  ).length;
  const share = recipients.length === 0 ? 0 : 1 - unfinished / recipients.length;
  return json({ status: campaign.status, unfinished, progress: `${Math.round(share * 100)}%` });
}

/** 1 to 100 distinct addresses of at most 100 characters [C:ref]. */
function checkRecipients(context: RequestContext): Response {
  const campaign = findCampaign(context, 'campaign_id');
  const emails = textList(context.params, 'emails');
  if (!campaign) return notFound();
  if (emails.length < 1 || emails.length > 100) return invalid('emails', 'emails must be a list of 1 to 100');
  if (new Set(emails).size < emails.length) return invalid('emails', 'emails must be distinct');
  if (emails.some(email => email.length > 100))
    return invalid('emails', 'emails must have at most 100 characters');
  const data = emails.map(email => {
    const recipient = campaign.recipients().get(email.toLowerCase());
    return { email, exist: recipient !== undefined, status: recipient?.status ?? null };
  });
  return json({ data });
}

/** The statuses that may be set [A][C:ref][C:n8n]; [B] lists seven. */
const SETTABLE: Record<string, RecipientStatus> = {
  Active: 'active',
  Paused: 'paused',
  Unsubscribed: 'unsubscribe',
};

/** Finished and moved recipients can't be changed [A][B][C:ref]. */
function changeRecipientStatus(context: RequestContext): Response {
  const email = text(context.params, 'email');
  const statusWord = text(context.params, 'status');
  const campaign = findCampaign(context, 'campaign_id');
  if (!email) return invalid('email', 'email is required');
  if (!campaign) return notFound();
  const status = SETTABLE[statusWord];
  if (!status) return refused(`Status ${statusWord} can not be set`);
  const recipient = campaign.recipients().get(email.toLowerCase());
  if (!recipient) return refused('Recipient not found in the campaign');
  if (recipient.status === 'finished' || recipient.status === 'moved') {
    return refused('Status of a finished or moved recipient can not be changed');
  }
  setStatus(context, campaign, recipient, status);
  return json({ success: true });
}

/** A recipient who becomes active in a running campaign is mailed. */
function setStatus(
  { state, account }: RequestContext,
  campaign: Campaign,
  recipient: Recipient,
  status: RecipientStatus,
): void {
  if (recipient.status === status) return;
  if (status === 'unsubscribe') return unsubscribe(state, account, campaign, recipient);
  recipient.status = status;
  if (status === 'active') activate(state, account, campaign, recipient);
}
