import { database } from '../database/database.ts';
import type { RequestContext } from '../http/context.ts';
import { textList } from '../http/params.ts';
import { invalid, json, notEnoughCredits } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';

const KIND = 'company-domain-by-name';

/** A company's domain by its exact official name [C:kb]: 1 credit per domain found. */
export const companyNameRoutes: Route[] = [
  {
    method: 'POST',
    path: '/v2/company-domain-by-name/start',
    paramsIn: ['query', 'form', 'json'],
    generation: 'v2',
    handler: start,
  },
  resultRoute(KIND, '/v2/company-domain-by-name/result'),
];

function start(context: RequestContext): Response {
  const names = textList(context.params, 'names');
  if (names.length < 1 || names.length > 10) return invalid('names', 'names must be a list of 1 to 10');
  const matches = names.map(name => ({ name, domain: database.companyByName(name)?.domain }));
  const domains = matches.flatMap(({ domain }) => domain ?? []);
  if (!chargeAll(context, domains)) return notEnoughCredits();
  // GUESS: without a match an empty array, as in li-profiles-by-urls.
  const data = matches.map(({ name, domain }) => ({ name, result: domain ? { domain } : [] }));
  const task_hash = startTask(context, {
    kind: KIND,
    event: ['company', 'found_domains_by_names'],
    result: hash => ({ status: 'completed', data, meta: { names, task_hash: hash } }),
  });
  return json({ data: { task_hash }, meta: { names } });
}
