import { findCampaign } from '../campaigns/find-campaign.ts';
import { complete, sendOn } from '../campaigns/mailing.ts';
import { parseDate } from '../dates.ts';
import type { RequestContext } from '../http/context.ts';
import { text } from '../http/params.ts';
import { json, notFound, refusedWith } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import type { Campaign } from '../state/crm.ts';

/** Starts, pauses, resumes, completes or archives a campaign, free [C:ref]. */
export const campaignStateRoutes: Route[] = [
  { method: 'POST', path: '/v2/campaigns/{campaign_id}/action', paramsIn: ['json'], handler: changeState },
];

const RUNNING = ['Active', 'Active (On hold)', 'Scheduled'];
const PAUSED = ['Paused', 'Automatically paused'];

/** The words of the actions are the reference's [C:ref]; from where each leads on is a GUESS. */
const FROM: Record<string, readonly string[]> = {
  start: ['Draft'],
  pause: RUNNING,
  resume: PAUSED,
  complete: [...RUNNING, ...PAUSED],
  archived: ['Draft', ...PAUSED, 'Completed'],
};

/** The longest time that a timer of Node's can wait. */
const LONGEST_WAIT = 2 ** 31 - 1;

function changeState(context: RequestContext): Response {
  const campaign = findCampaign(context, 'campaign_id');
  if (!campaign) return notFound();
  const action = text(context.params, 'action');
  const from = FROM[action];
  if (!from) return refusedWith(`The action must be one of ${Object.keys(FROM).join(', ')}`);
  if (!from.includes(campaign.status))
    return refusedWith(`A campaign that is ${campaign.status} does not take the action ${action}`);
  if (action === 'start') return start(context, campaign);
  if (action === 'resume') run(context, campaign);
  else if (action === 'complete') complete(context.state, context.account, campaign);
  else campaign.status = action === 'pause' ? 'Paused' : 'Archived';
  return json({ success: true });
}

/** GUESS: somebody to mail, and every mail, has to be there. A campaign with a later date waits for it. */
function start(context: RequestContext, campaign: Campaign): Response {
  const { clock } = context.state;
  const errors = missing(campaign);
  if (errors.length > 0) return refusedWith(...errors);
  const date = campaign.plan.settings.start_campaign_at;
  // GUESS: the date is read as UTC, whatever the campaign's zone.
  const wait = typeof date === 'string' ? parseDate(date) - clock.now() : 0;
  campaign.subject = campaign.plan.steps.find(({ content }) => content)?.content?.[0]?.subject ?? '';
  if (wait <= 0) run(context, campaign);
  else {
    campaign.status = 'Scheduled';
    const begin = () => campaign.status === 'Scheduled' && run(context, campaign);
    if (clock.real(wait) < LONGEST_WAIT) clock.after(wait, begin);
  }
  return json({ success: true });
}

function missing({ plan, recipients }: Campaign): string[] {
  const errors = recipients().size === 0 ? ['The campaign has no recipients'] : [];
  for (const { _ref, content = [] } of plan.steps)
    if (content.some(block => block.usage === 'active' && !(block.subject && block.body)))
      errors.push(`The content of step ${_ref} is empty`);
  return errors;
}

function run({ state, account }: RequestContext, campaign: Campaign): void {
  campaign.status = 'Active';
  campaign.startedAt ??= state.clock.now();
  sendOn(state, account, campaign);
}
