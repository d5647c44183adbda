import { world } from '../database/database.ts';
import { texts } from '../http/params.ts';
import { invalid, json, poor } from '../http/responses.ts';
import { postAny, type Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';
import type { State } from '../state/state.ts';

const KIND = 'company-domain-by-name';

/** company-domain-by-name: wants the exact official name [C:kb]; 1 credit per domain found. */
export function companyNames(state: State): Route[] {
  return [
    postAny('/v2/company-domain-by-name/start', 'v2', (call, account) => {
      const names = texts(call.params, 'names');
      if (names.length < 1 || names.length > 10) return invalid('names', 'names must be a list of 1 to 10');
      const found = names.map(name => ({ name, domain: world.companyByName(name)?.domain }));
      if (
        !chargeAll(
          state,
          account,
          call,
          found.flatMap(each => each.domain ?? []),
        )
      )
        return poor();
      // GUESS: without a match an empty array, as in li-profiles.
      const data = found.map(({ name, domain }) => ({ name, result: domain ? { domain } : [] }));
      const hash = startTask(state, account, call, {
        kind: KIND,
        event: ['company', 'found_domains_by_names'],
        result: task_hash => ({ status: 'completed', data, meta: { names, task_hash } }),
      });
      return json({ data: { task_hash: hash }, meta: { names } });
    }),
    resultRoute(state, KIND, '/v2/company-domain-by-name/result'),
  ];
}
