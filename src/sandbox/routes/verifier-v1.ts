import { isKnownToV1 } from '../database/database.ts';
import { type Verdict, verdictOf } from '../database/mailbox.ts';
import type { RequestContext } from '../http/context.ts';
import { textList } from '../http/params.ts';
import { invalid, json, notEnoughCredits, quotaExceeded } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { taskDuration } from '../searches/tasks.ts';
import { isQueued } from '../searches/v1-queue.ts';
import { verify } from '../searches/verification.ts';

/** The older verifier: the read is free, the add costs 1 credit per address ([A]; [B] says 0.5). */
export const verifierV1Routes: Route[] = [
  {
    method: 'POST',
    path: '/v1/get-emails-verification-status',
    paramsIn: ['query', 'form', 'json'],
    generation: 'v1',
    handler: context => answer(context, statusOf, () => false),
  },
  {
    method: 'POST',
    path: '/v1/add-emails-to-verification',
    paramsIn: ['query', 'form', 'json'],
    generation: 'v1',
    handler: context => answer(context, add, isPaid),
  },
];

/** What read and add have in common: the answers carry the addresses themselves as keys beside `success`. */
function answer(
  context: RequestContext,
  rowOf: (context: RequestContext, email: string) => object,
  isCharged: (context: RequestContext, email: string) => boolean,
): Response {
  const { state, account, params } = context;
  const emails = textList(params, 'emails');
  // Ten is documented for the add only [A][B]; for the read it is a GUESS.
  if (emails.length < 1 || emails.length > 10) return invalid('emails', 'emails must be a list of 1 to 10');
  if (!account.verifierQuota.take(state.clock.now(), emails.length)) return quotaExceeded();
  const paid = emails.filter(email => isCharged(context, email));
  if (!chargeAll(context, paid)) return notEnoughCredits();
  return json({ success: true, ...Object.fromEntries(emails.map(email => [email, rowOf(context, email)])) });
}

/** Greylisted addresses are not charged until they resolve [A][B]; that badly formed ones are free is a GUESS. */
function isPaid(context: RequestContext, email: string): boolean {
  const verdict = verify(context, email);
  return isQueued(email) && verdict.validFormat && verdict.kind !== 'greylist';
}

/** A repeated add is charged again but does not start over: there is no idempotency key [C:ae]. */
function add(context: RequestContext, email: string): object {
  const { state, account } = context;
  if (!isQueued(email)) return { sent: false };
  const key = email.toLowerCase();
  const queued = account.queuedEmails.get(key) ?? {
    readyAt: state.clock.now() + state.clock.real(taskDuration(state)),
    charged: !verdictOf(email).validFormat,
  };
  queued.charged ||= isPaid(context, email);
  account.queuedEmails.set(key, queued);
  return { sent: true };
}

function statusOf(context: RequestContext, email: string): object {
  const { state, account } = context;
  const queued = account.queuedEmails.get(email.toLowerCase());
  if (!queued && isKnownToV1(email)) return complete(verdictOf(email));
  // `data` is an empty ARRAY here, an object otherwise [A].
  if (!queued) return row('not_verified', 'Email is not verified, try to send it for verification', []);
  if (state.clock.now() < queued.readyAt) {
    // GUESS: what the object holds while the address is pending is not shown.
    return row('in_progress', 'Email verification is in progress', { email });
  }
  const verdict = verify(context, email);
  if (verdict.kind === 'greylist' || queued.charged) return complete(verdict);
  // It has resolved, and only now is it charged; without a credit it stays as it was (GUESS).
  if (!chargeAll(context, [email])) return complete({ ...verdict, kind: 'greylist' });
  queued.charged = true;
  return complete(verdict);
}

function complete(verdict: Verdict): object {
  return row('complete', 'Email verification is completed', {
    email: verdict.email,
    isValidFormat: verdict.validFormat,
    isDisposable: verdict.disposable,
    isWebmail: verdict.webmail,
    isGibberish: verdict.gibberish,
    smtpStatus: smtpStatus(verdict),
    isCatchall: verdict.kind === 'catchall',
    isGreylist: verdict.kind === 'greylist',
    isBannedError: verdict.kind === 'banned',
    isConnectionError: verdict.kind === 'connection_error',
  });
}

function smtpStatus({ kind }: Verdict): string {
  if (kind === 'greylist') return 'greylisted';
  return kind === 'valid' || kind === 'not_valid' ? kind : 'unknown';
}

function row(identifier: string, description: string, data: object): object {
  return { status: { identifier, description }, data };
}
