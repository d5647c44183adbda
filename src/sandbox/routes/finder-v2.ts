import type { Verdict } from '../database/mailbox.ts';
import type { Call } from '../http/context.ts';
import { type Params, text } from '../http/params.ts';
import { invalid, json } from '../http/responses.ts';
import { type Route, sendJson } from '../http/route.ts';
import { charge } from '../searches/credits.ts';
import { findEmails } from '../searches/finder.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';
import type { Account } from '../state/account.ts';
import type { State } from '../state/state.ts';
import { smtpResult } from './verifier-v2.ts';

const KIND = 'emails-by-domain-by-name';

interface Row {
  first_name: string;
  last_name: string;
  domain: string;
}

/** emails-by-domain-by-name: JSON rows; 1 credit per address returned with status valid or unknown. */
export function finderV2(state: State): Route[] {
  return [
    sendJson('post', '/v2/emails-by-domain-by-name/start', 'v2', (call, account) => {
      const rows = rowsOf(call.params.rows);
      if (!rows)
        return invalid('rows', 'rows must be a list of 1 to 10 with first_name, last_name and domain');
      const { data, status } = search(state, call, account, rows);
      const hash = startTask(state, account, call, {
        kind: KIND,
        event: ['prospect', 'found_emails_by_name_by_domain'],
        result: task_hash => ({ status, data, meta: { rows, task_hash } }),
      });
      return json({ data: { task_hash: hash }, meta: { rows } });
    }),
    resultRoute(state, KIND, '/v2/emails-by-domain-by-name/result'),
  ];
}

function rowsOf(given: unknown): Row[] | undefined {
  if (!Array.isArray(given) || given.length < 1 || given.length > 10) return undefined;
  const rows = given.map((each: Params | null) => ({
    first_name: text(each ?? {}, 'first_name'),
    last_name: text(each ?? {}, 'last_name'),
    domain: text(each ?? {}, 'domain'),
  }));
  return rows.every(each => each.first_name && each.last_name && each.domain) ? rows : undefined;
}

/**
 * Searches row by row until the credits end: the task then is `not_enough_credits` and holds what was paid for
 * (GUESS: the body of that state is not shown). Rows come back by name only, in another order than asked for.
 */
function search(state: State, call: Call, account: Account, rows: Row[]): { data: object[]; status: string } {
  const data: object[] = [];
  for (const row of rows) {
    const question = { firstName: row.first_name, lastName: row.last_name, domain: row.domain };
    const found = findEmails(state, account, question);
    if (found.length > account.credits) return { data, status: 'not_enough_credits' };
    for (const each of found) charge(state, account, call, each.email);
    data.unshift({ people: `${row.first_name} ${row.last_name}`, result: found.map(resultOf) });
  }
  return { data, status: 'completed' };
}

function resultOf(verdict: Verdict): object {
  return { email: verdict.email, ...smtpResult(verdict) };
}
