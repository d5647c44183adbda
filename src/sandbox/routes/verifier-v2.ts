import type { Verdict } from '../database/mailbox.ts';
import { texts } from '../http/params.ts';
import { invalid, json, poor } from '../http/responses.ts';
import { postAny, type Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';
import { verdictNow } from '../searches/verification.ts';
import type { State } from '../state/state.ts';

const KIND = 'email-verification';

/** email-verification: 1 credit per verified address; that a badly formed one is free is a GUESS. */
export function verifierV2(state: State): Route[] {
  return [
    postAny('/v2/email-verification/start', 'v2', (call, account) => {
      const emails = texts(call.params, 'emails');
      if (emails.length < 1 || emails.length > 10)
        return invalid('emails', 'emails must be a list of 1 to 10');
      const verdicts = emails.map(email => verdictNow(state, account, email));
      const paid = verdicts.filter(each => each.validFormat).map(each => each.email);
      if (!chargeAll(state, account, call, paid)) return poor();
      // Another order than asked for, as in the reference's own sample.
      const data = verdicts.map(rowOf).reverse();
      const hash = startTask(state, account, call, {
        kind: KIND,
        event: ['email_verification', 'verified'],
        result: task_hash => ({ status: 'completed', data, meta: { emails, task_hash } }),
      });
      return json({ data: { task_hash: hash }, meta: { emails } });
    }),
    resultRoute(state, KIND, '/v2/email-verification/result'),
  ];
}

function rowOf(verdict: Verdict): object {
  return { email: verdict.email, result: smtpResult(verdict) };
}

/** The flags of v2; the reason is there only with `unknown`. */
export function smtpResult(verdict: Verdict): object {
  const definite = verdict.kind === 'valid' || verdict.kind === 'not_valid';
  return {
    is_webmail: verdict.webmail,
    smtp_status: definite ? verdict.kind : 'unknown',
    is_gibberish: verdict.gibberish,
    is_disposable: verdict.disposable,
    is_valid_format: verdict.validFormat,
    ...(definite ? {} : { unknown_status_reason: verdict.kind }),
  };
}
