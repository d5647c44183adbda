import { statusWord } from '../campaigns/campaign-status.ts';
import { campaignProblems } from '../campaigns/check-campaign.ts';
import { newSequence, replacementProblem } from '../campaigns/edit-sequence.ts';
import { findCampaign } from '../campaigns/find-campaign.ts';
import { enrolIn } from '../campaigns/mailing.ts';
import { SCHEDULES } from '../data/schedules.ts';
import type { RequestContext } from '../http/context.ts';
import type { Params } from '../http/params.ts';
import { invalid, json, notFound, refusedWith } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { hexOf } from '../random.ts';
import type { Account } from '../state/account.ts';
import type { Step } from '../state/campaign-plan.ts';
import type { Campaign } from '../state/crm.ts';

/** Campaigns as wholes: made, read, changed and deleted; no price is stated [C:ref]. `schedules` comes before the id. */
export const campaignEditorRoutes: Route[] = [
  { method: 'POST', path: '/v2/campaigns/create', paramsIn: ['json'], handler: createCampaign },
  { method: 'GET', path: '/v2/campaigns/schedules', paramsIn: ['query'], handler: listSchedules },
  { method: 'GET', path: '/v2/campaigns/{campaign_id}', paramsIn: ['query'], handler: getCampaign },
  { method: 'PATCH', path: '/v2/campaigns/{campaign_id}', paramsIn: ['json'], handler: updateCampaign },
  { method: 'DELETE', path: '/v2/campaigns/{campaign_id}', paramsIn: ['query'], handler: deleteCampaign },
];

/** What is kept and answered as it came. */
const SETTINGS = [
  ...['email_accounts', 'linkedin_accounts', 'priority', 'tracking', 'sending_settings', 'schedule_id'],
  ...['start_campaign_at', 'complete_campaign_at', 'timezone', 'complete_campaign_after_last_step'],
  ...['archive_in_months', 'provider_matching', 'deals'],
];

/** GUESS: the answers of a campaign for which these were left out. */
const DEFAULTS: Params = {
  email_accounts: [],
  linkedin_accounts: [],
  schedule_id: null,
  start_campaign_at: null,
  complete_campaign_at: null,
  timezone: 'UTC',
};

/** These may be changed in a draft only [C:ref]. */
const CORE_SETTINGS = [
  ...['skip_unverifiable', 'skip_unverified', 'skip_other_recipients_email_addresses'],
  ...['skip_recipients_added_to_my_another_campaign', 'skip_recipients_added_to_team_another_campaign'],
];

function createCampaign({ state, account, params }: RequestContext): Response {
  const [problem] = campaignProblems(params, account);
  if (problem) return invalid(...problem);
  const { campaigns } = account.crm;
  const id = Math.max(0, ...campaigns.map(campaign => campaign.id)) + 1;
  const { entry, steps } = newSequence(params.sequence as { entry: string; steps: Step[] }, [], id * 100);
  const campaign: Campaign = {
    id,
    name: String(params.title),
    listId: 0,
    status: 'Draft',
    subject: '',
    createdAt: state.clock.now(),
    startedAt: null,
    hash: hexOf(`campaign ${id}`, 32),
    recipients: () => new Map(),
    plan: { settings: { ...DEFAULTS, ...picked(params) }, blacklistId: null, entry, steps },
    rounds: 0,
  };
  setRecipients(campaign, params.recipients as Params, account);
  campaigns.push(campaign);
  return json({ success: true, data: campaignBody(campaign) });
}

function picked(params: Params): Params {
  return Object.fromEntries(SETTINGS.filter(key => key in params).map(key => [key, params[key]]));
}

/** The members of the list become recipients; who joins it later does as well. */
function setRecipients(campaign: Campaign, given: Params, account: Account): void {
  const { list_id: listId = campaign.listId, black_list_id: blacklistId } = given;
  if (blacklistId !== undefined) campaign.plan.blacklistId = blacklistId as number | null;
  if (listId === campaign.listId) return;
  campaign.listId = Number(listId);
  const recipients = new Map();
  campaign.recipients = () => recipients;
  const list = account.crm.lists.find(({ id }) => id === campaign.listId);
  for (const member of list?.members ?? []) enrolIn(campaign, account, member);
}

/** Blocks come without their texts; those are read one by one [C:ref]. */
function campaignBody({ id, name, status, listId, plan }: Campaign): object {
  const { settings, blacklistId, entry, steps } = plan;
  return {
    id,
    status: statusWord(status),
    title: name,
    ...settings,
    recipients: { list_id: listId, black_list_id: blacklistId },
    sequence: {
      entry,
      steps: steps.map(({ content, ...step }) => ({
        ...step,
        ...(content && {
          content: content.map(block => ({
            id: block.id,
            plain_text: block.plain_text,
            usage: block.usage,
          })),
        }),
      })),
    },
  };
}

function getCampaign(context: RequestContext): Response {
  const campaign = findCampaign(context, 'campaign_id');
  return campaign ? json({ success: true, data: campaignBody(campaign) }) : notFound();
}

/** Objects are merged; `sequence` replaces the steps [C:ref]. */
function updateCampaign(context: RequestContext): Response {
  const { account, params } = context;
  const campaign = findCampaign(context, 'campaign_id');
  if (!campaign) return notFound();
  if (campaign.status !== 'Draft' && changesCore(params))
    return refusedWith('Core settings can be changed only while the campaign is new');
  const { plan } = campaign;
  const body = mergedBody(campaign, params);
  const [problem] = campaignProblems(body, account);
  if (problem) return invalid(...problem);
  if (params.sequence !== undefined) {
    const sequence = params.sequence as { entry: string; steps: Step[] };
    const refusal = replacementProblem(sequence.steps, plan.steps);
    if (refusal) return invalid('sequence.steps', refusal);
    const highest = Math.max(...plan.steps.map(step => Number(step._ref)));
    Object.assign(plan, newSequence(sequence, plan.steps, highest + 1));
  }
  campaign.name = String(body.title);
  plan.settings = picked(body);
  if (plan.settings.deals === null) delete plan.settings.deals;
  setRecipients(campaign, (params.recipients ?? {}) as Params, account);
  return json({ success: true, data: campaignBody(campaign) });
}

function changesCore({ recipients, sending_settings: settings }: Params): boolean {
  return recipients !== undefined || CORE_SETTINGS.some(key => key in ((settings ?? {}) as Params));
}

/** The campaign as the request would leave it. A date that is null has no effect, nor one that was absent at creation [C:ref]. */
function mergedBody({ name, listId, plan }: Campaign, params: Params): Params {
  const { settings, blacklistId, entry, steps } = plan;
  const before: Params = {
    title: name,
    ...settings,
    recipients: { list_id: listId, black_list_id: blacklistId },
    sequence: { entry, steps },
  };
  const given = Object.fromEntries(
    Object.entries(params).filter(([key, value]) => {
      if (key === 'start_campaign_at') return value !== null && settings.start_campaign_at !== null;
      return key !== 'complete_campaign_at' || value !== null;
    }),
  );
  const merged = ['tracking', 'sending_settings', 'recipients', 'deals'].flatMap(key => {
    const part = given[key];
    return typeof part === 'object' && part !== null
      ? [[key, { ...(before[key] as object), ...part }] as const]
      : [];
  });
  return { ...before, ...given, ...Object.fromEntries(merged) };
}

/** Drafts, completed and archived campaigns only [C:ref]; the text is a GUESS. */
function deleteCampaign(context: RequestContext): Response {
  const { crm } = context.account;
  const campaign = findCampaign(context, 'campaign_id');
  if (!campaign) return notFound();
  if (!['Draft', 'Completed', 'Archived'].includes(campaign.status))
    return refusedWith('Stop the campaign before you delete it');
  crm.campaigns = crm.campaigns.filter(({ id }) => id !== campaign.id);
  return json({ success: true });
}

function listSchedules(): Response {
  return json({ data: SCHEDULES });
}
