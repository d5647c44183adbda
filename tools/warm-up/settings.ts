import { z } from 'zod';
import { visible } from '../../src/text/line.ts';
import { filled, invalid } from '../shared/check.ts';
import { validDay } from './day.ts';

/** The most mails a day, depending on the plan [C:ref]. */
export const perDay = z.int().min(1).max(1000).describe('Mails a day');

/** The most on the first day: 5 when a warm-up is created, 10 when it is changed [C:ref]. */
export const fromUpTo = (most: number) => z.int().min(1).max(most).optional().describe('Mails on day one');

/** How it grows. */
export const growth = z
  .object({
    strategy: z.enum(['progressive', 'steady']).describe('Growth'),
    increase: z.int().min(1).max(5).describe('More each day'),
  })
  .partial().shape;

/** What else can be set of a warm-up that is there. */
export const moreSettings = z
  .object({
    replyRate: z.int().min(10).max(45).describe('Percent'),
    deadline: z.string().describe('YYYY-MM-DD or none'),
    subject: z.string().describe('Subject'),
    body: z.string().describe('Mail text'),
    providers: z.array(z.enum(['gmail', 'microsoft', 'other'])).describe('Written to'),
  })
  .partial().shape;

const Settings = z.object({ ...growth, ...moreSettings, perDay, from: fromUpTo(10) }).partial();
export type Settings = z.output<typeof Settings>;

const LONGEST_SUBJECT = 200;

/**
 * The settings as Snov.io takes them. What is left out is not sent.
 * @param strategy what holds where the arguments say nothing
 * @throws SnovioError `invalid_input`
 */
export function bodyOf(args: Settings, strategy?: 'progressive'): Record<string, unknown> {
  const { perDay, from, increase, replyRate, deadline, providers } = args;
  if ((args.strategy ?? strategy) === 'progressive' && (from === undefined || increase === undefined))
    throw invalid(
      from === undefined ? 'from' : 'increase',
      'give from and increase for a progressive warm-up; a steady one sends perDay from the first day.',
    );
  if (from !== undefined && perDay !== undefined && from > perDay)
    throw invalid('from', 'is more than perDay; lower it.');
  if (providers?.length === 0) throw invalid('providers', 'is empty; name some, or leave it out.');
  return {
    strategy: args.strategy ?? strategy,
    per_day: perDay,
    from,
    increase,
    ...contentOf(args),
    reply_rate: replyRate,
    ...endOf(deadline),
    providers,
  };
}

function endOf(deadline: string | undefined): Record<string, unknown> {
  if (deadline === undefined) return {};
  if (deadline.trim().toLowerCase() === 'none') return { make_endless: true };
  return { campaign_deadline: validDay(deadline, 'deadline') };
}

/** Mail of one's own needs a subject and a text [C:ref]; without them Snov.io writes it. */
function contentOf({ subject, body }: Settings): Record<string, unknown> {
  if (subject === undefined && body === undefined) return {};
  if (subject === undefined || body === undefined)
    throw invalid(subject === undefined ? 'subject' : 'body', 'give it too: subject and body go together.');
  if (visible(subject).length > LONGEST_SUBJECT)
    throw invalid('subject', `is longer than ${LONGEST_SUBJECT} characters; shorten it.`);
  if (body.trim() === '') throw invalid('body', 'is empty; write the text of the mail.');
  return { email_content: 'specific', subject: filled(subject, 'subject'), body };
}
