import { z } from 'zod';
import { maybeFlag, maybeText, readable } from '../shapes/fields.ts';
import type { Found, Method } from '../tasks/method.ts';
import { accepted, shaped } from '../transport/answer.ts';
import { startedTask, type TaskAnswer, taskResult } from './task.ts';

export interface Verification {
  readonly status: 'valid' | 'not_valid' | 'unknown' | 'greylisted';
  readonly reason?: string | undefined;
  readonly disposable?: boolean | undefined;
  readonly webmail?: boolean | undefined;
  readonly gibberish?: boolean | undefined;
}

/** Snov.io's word for a mailbox, in ours. `hidden_by_owner` exists for v2 only. */
export function mailboxStatus(
  smtp: string | undefined,
  reason: string | undefined,
): Pick<Verification, 'status' | 'reason'> {
  const word = smtp?.toLowerCase().replace(/[\s-]+/g, '_');
  const why = reason?.toLowerCase().replace(/[\s-]+/g, '_');
  if (word === 'greylisted' || (word === 'unknown' && why === 'greylist'))
    return { status: 'greylisted', reason: 'greylist' };
  if (word === 'valid' || word === 'not_valid') return { status: word, ...(why && { reason: why }) };
  return { status: 'unknown', ...(why && { reason: why }) };
}

const V2Result = z.object({
  smtp_status: maybeText,
  unknown_status_reason: maybeText,
  is_valid_format: maybeFlag,
  is_disposable: maybeFlag,
  is_webmail: maybeFlag,
  is_gibberish: maybeFlag,
});

const V2Rows = readable(z.object({ email: z.string(), result: V2Result.catch(() => V2Result.parse({})) }));

/** email-verification start and result: rows come in an order of their own. */
export const verifyV2: Method<string, Verification> = {
  generation: 'v2',
  batch: 10,
  start: emails => ({
    request: { method: 'POST', path: '/v2/email-verification/start', query: { emails } },
    read: json => startedTask(accepted(json), answer => v2Rows(answer, emails)),
  }),
  poll: (emails, task) => ({
    request: { method: 'GET', path: '/v2/email-verification/result', query: { task_hash: task } },
    read: json => taskResult(json, emails.length, answer => v2Rows(answer, emails)),
  }),
};

function v2Rows({ data }: TaskAnswer, emails: readonly string[]): Found<Verification>[] {
  const rows = new Map(V2Rows.parse(data).map(row => [row.email.toLowerCase(), row.result]));
  return emails.map(email => {
    const row = rows.get(email.toLowerCase());
    return row ? v2Done(row) : { state: 'lost' };
  });
}

function v2Done(row: z.output<typeof V2Result>): Found<Verification> {
  const mailbox = mailboxStatus(row.smtp_status, row.unknown_status_reason);
  const reason = row.is_valid_format === false ? 'format' : mailbox.reason;
  const answer = {
    ...mailbox,
    reason,
    disposable: row.is_disposable,
    webmail: row.is_webmail,
    gibberish: row.is_gibberish,
  };
  // A badly formed address is not a verified one; whether it is charged is not documented.
  return {
    state: 'done',
    answer,
    credits: reason === 'format' ? 0 : 1,
    provisional: mailbox.status === 'greylisted',
  };
}

const V1Data = z.object({
  smtpStatus: maybeText,
  isValidFormat: maybeFlag,
  isDisposable: maybeFlag,
  isWebmail: maybeFlag,
  isGibberish: maybeFlag,
  isCatchall: maybeFlag,
  isGreylist: maybeFlag,
  isBannedError: maybeFlag,
  isConnectionError: maybeFlag,
});

const V1Row = z.object({
  status: z.object({ identifier: maybeText }).catch({ identifier: undefined }),
  data: V1Data.catch(() => V1Data.parse({})),
});

/** One by one, whether an address was queued; missing where another form of answer came. */
const V1Queued = z.record(z.string(), z.object({ sent: maybeFlag }).optional().catch(undefined));

function queued(sent: boolean | undefined): Found<Verification> {
  return sent === false ? { state: 'failed', reason: 'refused' } : { state: 'running' };
}

/** The addresses themselves are keys beside `success`. */
const V1Answer = z.record(z.string(), z.unknown());

/** get-emails-verification-status and add-emails-to-verification. A greylisted address is not charged until it resolves. */
export const verifyV1: Method<string, Verification> = {
  generation: 'v1',
  batch: 10,
  check: emails => readV1(emails, 0),
  start: emails => ({
    request: { method: 'POST', path: '/v1/add-emails-to-verification', query: { emails } },
    read: json => {
      const rows = V1Queued.catch({}).parse(shaped(accepted(json), V1Answer));
      if (!Object.values(rows).some(row => row?.sent === false)) return {};
      return { found: emails.map(email => queued(rows[email]?.sent)) };
    },
  }),
  poll: emails => readV1(emails, 1),
  miss: { afterSeconds: 30, afterRunning: false },
};

/** @param credits what a definite status costs: nothing for one that was known before anything was queued */
export function readV1(emails: readonly string[], credits: number) {
  return {
    request: { method: 'POST', path: '/v1/get-emails-verification-status', query: { emails } },
    read: (json: unknown): Found<Verification>[] => {
      const answer = Object.entries(shaped(accepted(json), V1Answer));
      const rows = new Map(answer.map(([email, row]) => [email.toLowerCase(), row]));
      return emails.map(email => v1Found(rows.get(email.toLowerCase()), credits));
    },
  } as const;
}

function v1Found(raw: unknown, credits: number): Found<Verification> {
  const row = V1Row.safeParse(raw).data;
  const identifier = row?.status.identifier?.toLowerCase().replace(/\s+/g, '_');
  if (identifier === 'in_progress') return { state: 'running' };
  if (!row || identifier !== 'complete') return { state: 'absent' };
  const { data } = row;
  const mailbox = mailboxStatus(data.smtpStatus, v1Reason(data));
  const provisional = mailbox.status === 'greylisted';
  const answer = {
    ...mailbox,
    disposable: data.isDisposable,
    webmail: data.isWebmail,
    gibberish: data.isGibberish,
  };
  return { state: 'done', answer, credits: provisional ? 0 : credits, provisional };
}

function v1Reason(data: z.output<typeof V1Data>): string | undefined {
  if (data.isValidFormat === false) return 'format';
  if (data.isCatchall) return 'catchall';
  if (data.isGreylist) return 'greylist';
  if (data.isBannedError) return 'banned';
  return data.isConnectionError ? 'connection_error' : undefined;
}
