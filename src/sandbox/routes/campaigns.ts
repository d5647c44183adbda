import { sentRow } from '../campaigns/activity.ts';
import { activate } from '../campaigns/mailing.ts';
import type { Call } from '../http/context.ts';
import { text, texts } from '../http/params.ts';
import { invalid, json, missing, refused } from '../http/responses.ts';
import { get, postForm, type Route } from '../http/route.ts';
import type { Account } from '../state/account.ts';
import type { Campaign } from '../state/crm.ts';
import type { Recipient, RecipientStatus } from '../state/recipients.ts';
import type { State } from '../state/state.ts';
import { fire } from '../webhooks/notify.ts';

/** Campaigns and their recipients, all free. */
export function campaigns(state: State): Route[] {
  return [all(), progress(), check(), change(state)];
}

/** A bare array; timestamps are Unix seconds. */
function all(): Route {
  return get('/v1/get-user-campaigns', undefined, (_call, { crm }) =>
    json(
      crm.campaigns.map(each => ({
        id: each.id,
        campaign: each.name,
        list_id: each.listId,
        status: each.status,
        created_at: seconds(each.createdAt),
        updated_at: seconds(each.startedAt ?? each.createdAt),
        started_at: each.startedAt === null ? null : seconds(each.startedAt),
        hash: each.hash,
      })),
    ),
  );
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** The campaign that a request names: snake_case but for the v1 analytics. */
export function campaignOf(call: Call, { crm }: Account, key = 'campaign_id'): Campaign | undefined {
  const id = text(call.params, key);
  return crm.campaigns.find(each => String(each.id) === id);
}

function progress(): Route {
  return get('/v2/campaigns/{campaign_id}/progress', undefined, (call, account) => {
    const campaign = campaignOf(call, account);
    if (!campaign) return missing();
    const recipients = [...campaign.audience().values()];
    const unfinished = recipients.filter(each =>
      ['tocheck', 'active', 'paused'].includes(each.status),
    ).length;
    const done = recipients.length === 0 ? 0 : 1 - unfinished / recipients.length;
    return json({ status: campaign.status, unfinished, progress: `${Math.round(done * 100)}%` });
  });
}

function check(): Route {
  return get('/v2/campaigns/{campaign_id}/recipient', undefined, (call, account) => {
    const campaign = campaignOf(call, account);
    const emails = texts(call.params, 'emails');
    if (!campaign) return missing();
    if (emails.length < 1 || emails.length > 100)
      return invalid('emails', 'emails must be a list of 1 to 100');
    const data = emails.map(email => {
      const found = campaign.audience().get(email.toLowerCase());
      return { email, exist: found !== undefined, status: found?.status ?? null };
    });
    return json({ data });
  });
}

/** Three statuses may be set [A][C:ref][C:n8n]; [B] and an older library list seven. */
const SETTABLE: Record<string, RecipientStatus> = {
  Active: 'active',
  Paused: 'paused',
  Unsubscribed: 'unsubscribe',
};

function change(state: State): Route {
  return postForm('/v1/change-recipient-status', undefined, (call, account) => {
    const [email, status] = [text(call.params, 'email'), text(call.params, 'status')];
    const campaign = campaignOf(call, account);
    if (!email) return invalid('email', 'email is required');
    if (!campaign) return missing();
    const wanted = SETTABLE[status];
    if (!wanted) return refused(`Status ${status} can not be set`);
    const recipient = campaign.audience().get(email.toLowerCase());
    if (!recipient) return refused('Recipient not found in the campaign');
    if (recipient.status === 'finished' || recipient.status === 'moved') {
      return refused('Status of a finished or moved recipient can not be changed');
    }
    set(state, account, campaign, recipient, wanted);
    return json({ success: true });
  });
}

/** Setting somebody active in a running campaign mails them. */
function set(
  state: State,
  account: Account,
  campaign: Campaign,
  recipient: Recipient,
  wanted: RecipientStatus,
): void {
  if (recipient.status === wanted) return;
  recipient.status = wanted;
  if (wanted === 'active') activate(state, account, campaign, recipient);
  if (wanted !== 'unsubscribe') return;
  fire(state, account, ['prospect', 'unsubscribed'], sentRow(campaign, recipient, state.clock.now()));
}
