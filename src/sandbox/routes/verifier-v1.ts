import { inDatabase } from '../database/database.ts';
import { type Verdict, verdictOf } from '../database/mailbox.ts';
import type { Call } from '../http/context.ts';
import { texts } from '../http/params.ts';
import { busy, invalid, json, poor } from '../http/responses.ts';
import { postAny, type Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { taskDuration } from '../searches/tasks.ts';
import { verdictNow } from '../searches/verification.ts';
import type { Account } from '../state/account.ts';
import type { State } from '../state/state.ts';

/** The seeds' verifier: one read (free) and one add (1 credit per address [A]), both by address. */
export function verifierV1(state: State): Route[] {
  return [
    postAny('/v1/get-emails-verification-status', 'v1', (call, account) =>
      answer(state, call, account, email => statusOf(state, call, account, email)),
    ),
    postAny('/v1/add-emails-to-verification', 'v1', (call, account) => {
      const paid = (emails: string[]) => emails.filter(email => isPaid(state, account, email));
      return answer(state, call, account, email => queue(state, account, email), paid);
    }),
  ];
}

/** Both answers carry the addresses themselves as keys beside `success`. */
function answer(
  state: State,
  call: Call,
  account: Account,
  each: (email: string) => object,
  paid: (emails: string[]) => string[] = () => [],
): Response {
  const emails = texts(call.params, 'emails');
  // Ten is documented for the add only; for the read it is a GUESS.
  if (emails.length < 1 || emails.length > 10) return invalid('emails', 'emails must be a list of 1 to 10');
  if (!account.verifier.take(state.clock.now(), emails.length)) return busy();
  if (!chargeAll(state, account, call, paid(emails))) return poor();
  return json({ success: true, ...Object.fromEntries(emails.map(email => [email, each(email)])) });
}

/** Greylisted addresses are not charged until they resolve [A][B]; that badly formed ones are free is a GUESS. */
function isPaid(state: State, account: Account, email: string): boolean {
  const verdict = verdictNow(state, account, email);
  return verdict.validFormat && verdict.kind !== 'greylist';
}

/** A repeated add is charged again but does not start over: there is no idempotency key [C:ae]. */
function queue(state: State, account: Account, email: string): object {
  const key = email.toLowerCase();
  const charged = isPaid(state, account, email);
  const queued = account.addresses.get(key) ?? {
    readyAt: state.clock.now() + state.clock.real(taskDuration(state)),
    charged: !verdictOf(email).validFormat,
  };
  queued.charged ||= charged;
  account.addresses.set(key, queued);
  return { sent: true };
}

function statusOf(state: State, call: Call, account: Account, email: string): object {
  const queued = account.addresses.get(email.toLowerCase());
  if (!queued && inDatabase(email)) return complete(verdictOf(email));
  if (!queued) return status('not_verified', 'Email is not verified, try to send it for verification', []);
  if (state.clock.now() < queued.readyAt) {
    // GUESS: the data of a pending address is an object, its content is not shown.
    return status('in_progress', 'Email verification is in progress', { email });
  }
  const verdict = verdictNow(state, account, email);
  if (verdict.kind === 'greylist' || queued.charged) return complete(verdict);
  // It has resolved, and only now is it charged; without a credit it stays as it was (GUESS).
  if (!chargeAll(state, account, call, [email])) return complete({ ...verdict, kind: 'greylist' });
  queued.charged = true;
  return complete(verdict);
}

function complete(verdict: Verdict): object {
  return status('complete', 'Email verification is completed', {
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

function status(identifier: string, description: string, data: object): object {
  return { status: { identifier, description }, data };
}
