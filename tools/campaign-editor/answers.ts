import { z } from 'zod';
import {
  anId,
  anyArray,
  maybeLocalDate,
  maybeFlag,
  maybeId,
  maybeNumber,
  maybeText,
  rawText,
} from '../../src/snovio/shapes/fields.ts';
import { unlessRefused } from '../shared/accepted.ts';

/** What nearly all writes say when they are done. */
export const success = { success: maybeFlag.pipe(z.literal(true)) };

/** `{"success": true}`; only that is evidence. */
export const Succeeded = unlessRefused(z.object(success));

/** The same inside `data`, as the deletion of content says it [C:ref]. */
export const SucceededInside = unlessRefused(z.object({ data: Succeeded }));

const UpstreamStep = z.object({
  _ref: anId,
  type: maybeText,
  next: maybeId,
  yes: maybeId,
  no: maybeId,
  waiting_type: maybeText,
  waiting_val: maybeNumber,
  action: maybeText,
  goal_name: maybeText,
  subject: maybeText,
  body: rawText,
  value: z.unknown().optional().transform(numbers),
  content: anyArray(z.object({ id: anId, plain_text: maybeFlag, usage: maybeText })).optional(),
});

/** A bare number for one action, a list for another [C:ref]. */
export function numbers(value: unknown): number[] {
  return [value].flat().filter(one => typeof one === 'number');
}

const Sending = z.looseObject({
  sending_priority: maybeText,
  daily_sending_all: maybeNumber,
  daily_sending_new_recipients: maybeNumber,
  one_click_unsubscribe: maybeFlag,
});

const UpstreamCampaign = z.object({
  id: anId,
  status: maybeText.pipe(z.string()),
  title: maybeText,
  priority: maybeText,
  email_accounts: anyArray(anId),
  linkedin_accounts: anyArray(anId),
  tracking: z.object({ open: maybeFlag, link_click: maybeFlag }).optional().catch(undefined),
  sending_settings: Sending.optional().catch(undefined),
  recipients: z.object({ list_id: maybeId, black_list_id: maybeId }).optional().catch(undefined),
  schedule_id: maybeId,
  start_campaign_at: maybeLocalDate,
  complete_campaign_at: maybeLocalDate,
  timezone: maybeText,
  complete_campaign_after_last_step: maybeFlag,
  archive_in_months: maybeNumber,
  provider_matching: maybeFlag,
  sequence: z.object({ entry: maybeId, steps: z.array(UpstreamStep) }),
});

/** A whole campaign, as it is read and as changes of it are answered. */
export const CampaignAnswer = unlessRefused(z.object({ ...success, data: UpstreamCampaign }));

export type UpstreamCampaign = z.output<typeof UpstreamCampaign>;

const UpstreamContent = z.object({
  id: anId,
  subject: maybeText,
  body: rawText,
  plain_text: maybeFlag,
  usage: maybeText.pipe(z.string()),
});

/** Content as it was written. */
export const ContentWritten = unlessRefused(z.object({ ...success, data: UpstreamContent }));

/** Content as it is read: without `success` [C:ref]. */
export const ContentRead = unlessRefused(z.object({ data: UpstreamContent }));
