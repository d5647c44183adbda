import { findCampaign } from '../campaigns/find-campaign.ts';
import type { RequestContext } from '../http/context.ts';
import type { Params } from '../http/params.ts';
import { text } from '../http/params.ts';
import { invalid, json, notFound, refusedWith } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import type { Content, Step } from '../state/campaign-plan.ts';
import type { Campaign } from '../state/crm.ts';

const STEP = '/v2/campaigns/{campaign_id}/steps/{step_id}/content';
const BLOCK = `${STEP}/{content_id}`;

/** The texts of e-mail steps, block by block, free [C:ref]. */
export const stepContentRoutes: Route[] = [
  { method: 'POST', path: `${STEP}/create`, paramsIn: ['json'], handler: createContent },
  { method: 'GET', path: BLOCK, paramsIn: ['query'], handler: getContent },
  { method: 'PATCH', path: BLOCK, paramsIn: ['json'], handler: updateContent },
  { method: 'DELETE', path: BLOCK, paramsIn: ['query'], handler: deleteContent },
];

/** Texts are changed in these only: v2's new, paused and scheduled [C:ref]. */
const OPEN = ['Draft', 'Paused', 'Automatically paused', 'Scheduled'];

/** The campaign and the e-mail step that a request names, with its blocks. */
function found(context: RequestContext): { campaign: Campaign; step: Step; blocks: Content[] } | undefined {
  const campaign = findCampaign(context, 'campaign_id');
  const step = campaign?.plan.steps.find(({ _ref }) => _ref === text(context.params, 'step_id'));
  return campaign && step?.content && { campaign, step, blocks: step.content };
}

function locked({ status }: Campaign): Response | undefined {
  if (OPEN.includes(status)) return undefined;
  return refusedWith('Content can be changed only while the campaign is new, paused or scheduled');
}

/** A block that is there is written over [C:ref]. GUESS: one with another number is added. */
function createContent(context: RequestContext): Response {
  const { params } = context;
  const place = found(context);
  if (!place) return notFound();
  const problem = contentProblem(params, ['content_id', 'subject', 'body', 'plain_text', 'usage']);
  if (problem) return invalid(...problem);
  const refusal = locked(place.campaign);
  if (refusal) return refusal;
  const block = { id: Number(params.content_id), ...textsIn(params) } as Content;
  const at = place.blocks.findIndex(({ id }) => id === block.id);
  if (at >= 0) place.blocks[at] = block;
  else place.blocks.push(block);
  place.step.content_slots = place.blocks.length;
  return json({ success: true, data: block });
}

/** No `success` here [C:ref]. */
function getContent(context: RequestContext): Response {
  const block = blockOf(context);
  return block ? json({ data: block }) : notFound();
}

function blockOf(context: RequestContext): Content | undefined {
  const id = Number(text(context.params, 'content_id'));
  return found(context)?.blocks.find(block => block.id === id);
}

/** At least one field [C:ref]. */
function updateContent(context: RequestContext): Response {
  const place = found(context);
  const block = blockOf(context);
  if (!place || !block) return notFound();
  const changes = textsIn(context.params);
  const problem = contentProblem(context.params, Object.keys(changes));
  if (problem) return invalid(...problem);
  if (Object.keys(changes).length === 0) return invalid('body', 'at least one field is required');
  const refusal = locked(place.campaign);
  if (refusal) return refusal;
  Object.assign(block, changes);
  return json({ success: true, data: block });
}

/** The last block stays; `success` stands inside `data` here [C:ref]. */
function deleteContent(context: RequestContext): Response {
  const place = found(context);
  const block = blockOf(context);
  if (!place || !block) return notFound();
  if (place.blocks.length === 1) return refusedWith('The last content of a step can not be deleted');
  place.blocks.splice(place.blocks.indexOf(block), 1);
  place.step.content_slots = place.blocks.length;
  return json({ data: { success: true } });
}

function textsIn(params: Params): Params {
  const keys = ['subject', 'body', 'plain_text', 'usage'];
  return Object.fromEntries(keys.filter(key => key in params).map(key => [key, params[key]]));
}

/** The first of these fields that is missing or wrong. */
function contentProblem(params: Params, keys: readonly string[]): [string, string] | undefined {
  const isGood: Record<string, (value: unknown) => boolean> = {
    content_id: value => /^[1-9]\d*$/.test(String(value)),
    subject: value => typeof value === 'string' && value !== '',
    body: value => typeof value === 'string' && value !== '',
    plain_text: value => typeof value === 'boolean',
    usage: value => value === 'active' || value === 'pause',
  };
  const wrong = keys.find(key => !isGood[key]?.(params[key]));
  return wrong === undefined ? undefined : [wrong, `${wrong} is invalid`];
}
