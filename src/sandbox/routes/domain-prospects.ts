import { prospectHash, world } from '../database/database.ts';
import type { Person } from '../database/people.ts';
import { linkedIn } from '../database/profile.ts';
import { plainDate } from '../dates.ts';
import { text, texts, whole } from '../http/params.ts';
import { invalid, json, missing, poor } from '../http/responses.ts';
import { postAny, type Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';
import { verdictNow } from '../searches/verification.ts';
import type { State } from '../state/state.ts';

const PATH = '/v2/domain-search/prospects';
const PAGE = 20;

/** Prospects of a domain (1 credit per page with results) and the address of one of them (1 credit if it has one). */
export function domainProspects(state: State): Route[] {
  return [
    startProspects(state),
    resultRoute(state, 'prospects', `${PATH}/result/{task_hash}`),
    startEmail(state),
    resultRoute(state, 'prospect-email', `${PATH}/search-emails/result/{task_hash}`),
  ];
}

function startProspects(state: State): Route {
  return postAny(`${PATH}/start`, 'v2', (call, account) => {
    const domain = text(call.params, 'domain').toLowerCase();
    const positions = texts(call.params, 'positions');
    const page = Math.max(whole(call.params, 'page', 1), 1);
    if (!domain) return invalid('domain', 'domain is required');
    if (positions.length > 10) return invalid('positions', 'positions must be at most 10');
    if (!world.company(domain)) return missing();
    const all = world.staff(domain).filter(each => holds(each, positions));
    const rows = all.slice((page - 1) * PAGE, page * PAGE);
    if (rows.length > 0 && !chargeAll(state, account, call, [`${domain} ${page}`])) return poor();
    const meta = { domain, tab: 'prospects', page, positions };
    const next = page * PAGE < all.length ? `${call.origin}${nextPath(domain, positions, page + 1)}` : '';
    const data = rows.map(each => rowOf(each, call.origin));
    const hash = startTask(state, account, call, {
      kind: 'prospects',
      // The name of the action looks like a slip of the documentation [C:ref].
      event: ['prospect', 'found_company_by_domain'],
      result: task_hash => ({
        data,
        meta: { ...meta, task_hash, total_count: all.length },
        links: { next },
        status: 'completed',
      }),
    });
    return json({
      data: [],
      meta: { ...meta, task_hash: hash },
      links: { result: `${call.origin}${PATH}/result/${hash}` },
    });
  });
}

function holds(person: Person, positions: string[]): boolean {
  const own = person.position.toLowerCase();
  return positions.length === 0 || positions.some(each => own.includes(each.toLowerCase()));
}

function nextPath(domain: string, positions: string[], page: number): string {
  const query = new URLSearchParams({ domain, page: String(page) });
  for (const each of positions) query.append('positions[]', each);
  return `${PATH}/start?${query}`;
}

/** No address, country or phone: only the link that starts the search for the address. */
function rowOf(person: Person, origin: string): object {
  return {
    first_name: person.firstName,
    last_name: person.lastName,
    position: person.position,
    source_page: `${linkedIn(person)}/`,
    search_emails_start: `${origin}${PATH}/search-emails/start/${prospectHash(person)}`,
  };
}

function startEmail(state: State): Route {
  return postAny(`${PATH}/search-emails/start/{prospect_hash}`, 'v2', (call, account) => {
    const person = world.byHash(text(call.params, 'prospect_hash'));
    if (!person) return missing();
    const { email, kind } = verdictNow(state, account, person.email);
    // GUESS: an empty list when nothing is found.
    const emails =
      kind === 'not_valid' ? [] : [{ email, smtp_status: kind === 'valid' ? 'valid' : 'unknown' }];
    if (
      !chargeAll(
        state,
        account,
        call,
        emails.map(each => each.email),
      )
    )
      return poor();
    const searching_date = plainDate(state.clock.now());
    const task_hash = startTask(state, account, call, {
      kind: 'prospect-email',
      event: ['email', 'found_prospect_emails'],
      // `links` is an ARRAY here, an object elsewhere.
      result: hash => ({
        data: { searching_date, emails },
        meta: { task_hash: hash },
        links: [],
        status: 'completed',
      }),
    });
    const links = { result: `${call.origin}${PATH}/search-emails/result/${task_hash}` };
    return json({ data: [], meta: { task_hash }, links });
  });
}
