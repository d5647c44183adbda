import type { RequestContext } from '../http/context.ts';
import { textList } from '../http/params.ts';
import { invalid, json, notEnoughCredits } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';
import { smtpResult, verify } from '../searches/verification.ts';

const KIND = 'email-verification';

/** The verifier: 1 credit per verified address [C:kb]; that a badly formed address is free is a GUESS. */
export const verifierV2Routes: Route[] = [
  {
    method: 'POST',
    path: '/v2/email-verification/start',
    paramsIn: ['query', 'form', 'json'],
    generation: 'v2',
    handler: start,
  },
  resultRoute(KIND, '/v2/email-verification/result'),
];

/** Badly formed addresses are accepted and come back as not_valid [C:ref]. */
function start(context: RequestContext): Response {
  const emails = textList(context.params, 'emails');
  if (emails.length < 1 || emails.length > 10) return invalid('emails', 'emails must be a list of 1 to 10');
  const verdicts = emails.map(email => verify(context, email));
  const paid = verdicts.filter(({ validFormat }) => validFormat).map(({ email }) => email);
  if (!chargeAll(context, paid)) return notEnoughCredits();
  // In another order than asked for, as in the sample [C:ref].
  const data = verdicts.map(verdict => ({ email: verdict.email, result: smtpResult(verdict) })).reverse();
  const task_hash = startTask(context, {
    kind: KIND,
    event: ['email_verification', 'verified'],
    result: hash => ({ status: 'completed', data, meta: { emails, task_hash: hash } }),
  });
  return json({ data: { task_hash }, meta: { emails } });
}
