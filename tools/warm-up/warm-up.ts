import { z } from 'zod';
import {
  anId,
  dropEmpty,
  maybeDate,
  maybeFlag,
  maybeId,
  maybeNumber,
  maybeText,
  rawText,
} from '../../src/snovio/shapes/fields.ts';
import { visibleText } from '../../src/snovio/shapes/text.ts';
import type { Named } from '../../src/text/quoted.ts';
import { address, fact, id, message, moment } from '../../src/text/roles.ts';
import { state } from '../../src/text/states.ts';
import type { Context } from '../../src/tool.ts';
import { unlessRefused } from '../shared/accepted.ts';
import { given, invalid } from '../shared/check.ts';

/** A warm-up in Snov.io's answers. */
export const UpstreamWarmUp = z.object({
  id: anId,
  status: maybeText.pipe(z.string()),
  strategy: maybeText,
  per_day: maybeNumber,
  from: maybeNumber,
  increase: maybeNumber,
  reply_rate: maybeNumber,
  start_date: maybeDate,
  campaign_deadline: maybeDate,
  subject: maybeText,
  body: rawText,
  template_name: maybeText,
  send_to_paid_domain: maybeFlag,
  enable_ctd: maybeFlag,
  enable_proxy: maybeFlag,
  email_account: z.object({ id: maybeId, email_from: maybeText }).nullish(),
  sent_today: maybeNumber,
  daily_limit: maybeNumber,
  total_saved_from_spam: maybeNumber,
  deliverability: maybeNumber,
  warm_up_error: maybeText,
});

type Raw = z.output<typeof UpstreamWarmUp>;

/** What listings tell of a warm-up. */
export const WarmUpFacts = z.object({
  id,
  status: state,
  senderAccountId: id.optional(),
  emailFrom: address.optional(),
  startDate: moment.optional(),
  deadline: moment.optional(),
  sentToday: z.number().optional(),
  dailyLimit: z.number().optional(),
  perDay: z.number().optional(),
  savedFromSpam: z.number().optional(),
  deliverabilityPercent: z.number().optional(),
  error: fact.optional(),
});

/** What else a warm-up is made of. */
export const WarmUp = z.object({
  ...WarmUpFacts.shape,
  strategy: fact.optional(),
  from: z.number().optional(),
  increase: z.number().optional(),
  replyRate: z.number().optional(),
  subject: fact.optional(),
  untrustedText: message.optional(),
  templateName: fact.optional(),
  sendToPaidDomain: z.boolean().optional(),
  enableCtd: z.boolean().optional(),
  enableProxy: z.boolean().optional(),
});

export function shapeFacts(raw: Raw): z.output<typeof WarmUpFacts> {
  return {
    id: raw.id,
    status: raw.status,
    ...dropEmpty({
      senderAccountId: raw.email_account?.id,
      emailFrom: raw.email_account?.email_from,
      startDate: raw.start_date,
      deadline: raw.campaign_deadline,
      sentToday: raw.sent_today,
      dailyLimit: raw.daily_limit,
      perDay: raw.per_day,
      savedFromSpam: raw.total_saved_from_spam,
      deliverabilityPercent: raw.deliverability,
      error: raw.warm_up_error,
    }),
  };
}

export function shapeWarmUp(raw: Raw): z.output<typeof WarmUp> {
  return {
    ...shapeFacts(raw),
    ...dropEmpty({
      strategy: raw.strategy,
      from: raw.from,
      increase: raw.increase,
      replyRate: raw.reply_rate,
      subject: raw.subject,
      untrustedText: raw.body && visibleText(raw.body),
      templateName: raw.template_name,
      sendToPaidDomain: raw.send_to_paid_domain,
      enableCtd: raw.enable_ctd,
      enableProxy: raw.enable_proxy,
    }),
  };
}

const UpstreamAnswer = unlessRefused(z.object({ data: UpstreamWarmUp }));

/** One warm-up. @throws SnovioError `not_found` */
export async function readWarmUp(warmUp: string, { snovio, call }: Context): Promise<Raw> {
  const request = { method: 'GET', path: `/v2/warm-up/${warmUp}` } as const;
  return (await snovio.read(request, UpstreamAnswer, call)).data;
}

/** What tells a person which warm-up it is. */
export function namesOf({ id, email_account }: Raw): readonly Named[] {
  const address = email_account?.email_from;
  return [{ what: 'warm_up', name: id }, ...(address ? [{ what: 'sender', name: address }] : [])];
}

/** The answer of a method that changes a warm-up: `success: true` is the documented word [C:ref]. */
export const UpstreamDone = unlessRefused(z.object({ success: maybeFlag.pipe(z.literal(true)) }));

export const warmUpId = z.string().describe('Id');

/** A warm-up's id. It travels in the path, so nothing but digits may pass. @throws SnovioError `invalid_input` */
export function validWarmUpId(text: string): string {
  if (/^\d+$/.test(text.trim())) return text.trim().replace(/^0+(?=\d)/, '');
  throw invalid('warmUpId', 'this is not a warm-up id. list_warm_ups gives them.', given(text));
}
