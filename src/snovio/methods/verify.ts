import { z } from 'zod';
import { maybeFlag, maybeText } from '../shapes/fields.ts';
import { normaliseEmail } from '../shapes/normalise.ts';
import type { Found, Method } from '../tasks/method.ts';
import { accepted, shaped } from '../transport/answer.ts';
import { rowsByKey, startedTask, type TaskAnswer, taskResult, wordOf } from './task.ts';

export interface Verification {
  readonly status: 'valid' | 'not_valid' | 'unknown' | 'greylisted';
  /** Why it cannot be told; in v1 perhaps several words, with commas between. */
  readonly reason?: string | undefined;
  readonly disposable?: boolean | undefined;
  readonly webmail?: boolean | undefined;
  readonly gibberish?: boolean | undefined;
}

/**
 * The status of a mailbox from Snov.io's words; undefined for a word that no source documents, since it says nothing.
 * `hidden_by_owner` exists in v2 only.
 */
export function mailboxStatus(
  smtp: string | undefined,
  reason: string | undefined,
): Pick<Verification, 'status' | 'reason'> | undefined {
  const word = wordOf(smtp);
  const why = wordOf(reason);
  if (word === 'greylisted' || (word === 'unknown' && why === 'greylist'))
    return { status: 'greylisted', reason: 'greylist' };
  if (word !== 'valid' && word !== 'not_valid' && word !== 'unknown') return undefined;
  return { status: word, ...(why && { reason: why }) };
}

const V2Result = z.object({
  smtp_status: maybeText,
  unknown_status_reason: maybeText,
  is_valid_format: maybeFlag,
  is_disposable: maybeFlag,
  is_webmail: maybeFlag,
  is_gibberish: maybeFlag,
});

const V2Row = z.object({ email: z.string(), result: V2Result });

/** email-verification start and result: rows come in an order of their own. */
export const verifyV2: Method<string, Verification> = {
  generation: 'v2',
  takesWebhook: true,
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
  const rows = rowsByKey(data, raw => {
    const row = V2Row.safeParse(raw).data;
    return row && ([keyOf(row.email), row.result] as const);
  });
  return emails.map(email => v2Found(rows.get(keyOf(email))));
}

/** An address as answers are matched by. */
function keyOf(email: string): string {
  return normaliseEmail(email) ?? email.trim().toLowerCase();
}

function v2Found(row: z.output<typeof V2Result> | undefined): Found<Verification> {
  const mailbox = mailboxStatus(row?.smtp_status, row?.unknown_status_reason);
  if (!row || !mailbox) return { state: 'unclear' };
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

/** Whether an address was queued. */
const V1Queued = z.object({ sent: maybeFlag });

/** `sent` is documented as true; false can only mean that nothing was queued, anything else says nothing. */
function queued(raw: unknown): Found<Verification> {
  const sent = V1Queued.safeParse(raw).data?.sent;
  if (sent === undefined) return { state: 'unclear' };
  return sent ? { state: 'running' } : { state: 'failed', reason: 'refused' };
}

/** The addresses themselves are keys beside `success`. */
const V1Answer = z.record(z.string(), z.unknown());

function v1Rows(json: unknown): ReadonlyMap<string, unknown> {
  const rows = Object.entries(shaped(accepted(json), V1Answer));
  return new Map(rows.map(([email, row]) => [keyOf(email), row]));
}

/** get-emails-verification-status and add-emails-to-verification. A greylisted address is not charged until it resolves. */
export const verifyV1: Method<string, Verification> = {
  generation: 'v1',
  batch: 10,
  check: emails => readV1(emails, 0),
  start: emails => ({
    request: { method: 'POST', path: '/v1/add-emails-to-verification', query: { emails } },
    read: json => {
      const rows = v1Rows(json);
      return { found: emails.map(email => queued(rows.get(keyOf(email)))) };
    },
  }),
  poll: emails => readV1(emails, 1),
  miss: { afterSeconds: 30, afterRunning: false },
};

/** @param credits what a definite status costs: 0 where it was known before anything was queued */
export function readV1(emails: readonly string[], credits: number) {
  return {
    request: { method: 'POST', path: '/v1/get-emails-verification-status', query: { emails } },
    read: (json: unknown): Found<Verification>[] => {
      const rows = v1Rows(json);
      return emails.map(email => v1Found(rows.get(keyOf(email)), credits));
    },
  } as const;
}

function v1Found(raw: unknown, credits: number): Found<Verification> {
  const row = V1Row.safeParse(raw).data;
  const identifier = wordOf(row?.status.identifier);
  if (identifier === 'in_progress') return { state: 'running' };
  if (identifier === 'not_verified') return { state: 'absent' };
  const reasons = row ? v1Reasons(row.data) : [];
  const mailbox = row && mailboxStatus(row.data.smtpStatus, reasons[0]);
  if (!row || identifier !== 'complete' || !mailbox) return { state: 'unclear' };
  const { data } = row;
  const greylisted = mailbox.status === 'greylisted';
  const answer = {
    ...mailbox,
    reason: [...new Set([mailbox.reason, ...reasons])].filter(Boolean).join(', ') || undefined,
    disposable: data.isDisposable,
    webmail: data.isWebmail,
    gibberish: data.isGibberish,
  };
  return {
    state: 'done',
    answer,
    credits: greylisted ? 0 : credits,
    provisional: greylisted,
    open: greylisted,
  };
}

/** The flags of v1 in v2's words. Several can be set; the first is what v2 would say. */
function v1Reasons(data: z.output<typeof V1Data>): string[] {
  const flags = {
    format: data.isValidFormat === false,
    catchall: data.isCatchall,
    greylist: data.isGreylist,
    banned: data.isBannedError,
    connection_error: data.isConnectionError,
  };
  return Object.entries(flags).flatMap(([reason, isSet]) => (isSet ? [reason] : []));
}
