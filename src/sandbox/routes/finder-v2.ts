import type { RequestContext } from '../http/context.ts';
import { type Params, text } from '../http/params.ts';
import { invalid, json } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { charge } from '../searches/credits.ts';
import { findEmails } from '../searches/finder.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';
import { smtpResult } from '../searches/verification.ts';

const KIND = 'emails-by-domain-by-name';

interface Row {
  first_name: string;
  last_name: string;
  domain: string;
}

/** The finder: 1 credit per address returned with status valid or unknown [C:ref][C:kb]. */
export const finderV2Routes: Route[] = [
  {
    method: 'POST',
    path: '/v2/emails-by-domain-by-name/start',
    paramsIn: ['json'],
    generation: 'v2',
    handler: start,
  },
  resultRoute(KIND, '/v2/emails-by-domain-by-name/result'),
];

function start(context: RequestContext): Response {
  const rows = rowsOf(context.params.rows);
  if (!rows) return invalid('rows', 'rows must be a list of 1 to 10 with first_name, last_name and domain');
  const { data, status } = search(context, rows);
  const task_hash = startTask(context, {
    kind: KIND,
    event: ['prospect', 'found_emails_by_name_by_domain'],
    result: hash => ({ status, data, meta: { rows, task_hash: hash } }),
  });
  return json({ data: { task_hash }, meta: { rows } });
}

function rowsOf(given: unknown): Row[] | undefined {
  if (!Array.isArray(given) || given.length < 1 || given.length > 10) return undefined;
  const rows = given.map((row: Params | null) => ({
    first_name: text(row ?? {}, 'first_name'),
    last_name: text(row ?? {}, 'last_name'),
    domain: text(row ?? {}, 'domain'),
  }));
  return rows.every(row => row.first_name && row.last_name && row.domain) ? rows : undefined;
}

/**
 * Searches row by row until the credits end: the task then is `not_enough_credits` and holds what was paid for
 * (GUESS: the body of that state is not shown). Results carry names only and come in another order than asked for.
 */
function search(context: RequestContext, rows: Row[]): { data: object[]; status: string } {
  const data: object[] = [];
  for (const { first_name, last_name, domain } of rows) {
    const found = findEmails(context, { firstName: first_name, lastName: last_name, domain });
    if (found.length > context.account.credits) return { data, status: 'not_enough_credits' };
    for (const { email } of found) charge(context, email);
    const result = found.map(verdict => ({ email: verdict.email, ...smtpResult(verdict) }));
    data.unshift({ people: `${first_name} ${last_name}`, result });
  }
  return { data, status: 'completed' };
}
