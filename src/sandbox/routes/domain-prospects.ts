import { database, prospectHash } from '../database/database.ts';
import type { Person } from '../database/people.ts';
import { linkedInLink } from '../database/profile.ts';
import { dateText } from '../dates.ts';
import type { RequestContext } from '../http/context.ts';
import { integer, text, textList } from '../http/params.ts';
import { invalid, json, notEnoughCredits, notFound } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { holdsPosition } from '../searches/positions.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';
import { verify } from '../searches/verification.ts';

const PATH = '/v2/domain-search/prospects';
const PAGE_SIZE = 20;

/**
 * Prospects of a domain: 1 credit per unique request with results [C:ref] (GUESS: every page is a unique request);
 * and the address of a prospect: 1 credit if there is an address [C:ref].
 */
export const domainProspectRoutes: Route[] = [
  {
    method: 'POST',
    path: `${PATH}/start`,
    paramsIn: ['query', 'form', 'json'],
    generation: 'v2',
    handler: startProspects,
  },
  resultRoute('prospects', `${PATH}/result/{task_hash}`),
  {
    method: 'POST',
    path: `${PATH}/search-emails/start/{prospect_hash}`,
    paramsIn: ['query', 'form', 'json'],
    generation: 'v2',
    handler: startEmail,
  },
  resultRoute('prospect-email', `${PATH}/search-emails/result/{task_hash}`),
];

function startProspects(context: RequestContext): Response {
  const { params, origin } = context;
  const domain = text(params, 'domain').toLowerCase();
  const positions = textList(params, 'positions');
  const page = Math.max(integer(params, 'page', 1), 1);
  if (!domain) return invalid('domain', 'domain is required');
  if (positions.length > 10) return invalid('positions', 'positions must be at most 10');
  if (!database.company(domain)) return notFound();
  const people = database.staff(domain).filter(person => holdsPosition(person, positions));
  const pageOfPeople = people.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  if (pageOfPeople.length > 0 && !chargeAll(context, [`${domain} ${page}`])) return notEnoughCredits();
  const meta = { domain, tab: 'prospects', page, positions };
  const next = page * PAGE_SIZE < people.length ? `${origin}${pathOfPage(domain, positions, page + 1)}` : '';
  const data = pageOfPeople.map(person => prospectRow(person, origin));
  const task_hash = startTask(context, {
    kind: 'prospects',
    // The name of the action looks like a slip of the documentation [C:ref].
    event: ['prospect', 'found_company_by_domain'],
    result: hash => ({
      data,
      meta: { ...meta, task_hash: hash, total_count: people.length },
      links: { next },
      status: 'completed',
    }),
  });
  return json({
    data: [],
    meta: { ...meta, task_hash },
    links: { result: `${origin}${PATH}/result/${task_hash}` },
  });
}

function pathOfPage(domain: string, positions: string[], page: number): string {
  const query = new URLSearchParams({ domain, page: String(page) });
  for (const position of positions) query.append('positions[]', position);
  return `${PATH}/start?${query}`;
}

/** No address, country or phone: only the link that starts the search for the address. */
function prospectRow(person: Person, origin: string): object {
  return {
    first_name: person.firstName,
    last_name: person.lastName,
    position: person.position,
    source_page: `${linkedInLink(person)}/`,
    search_emails_start: `${origin}${PATH}/search-emails/start/${prospectHash(person)}`,
  };
}

function startEmail(context: RequestContext): Response {
  const { state, params, origin } = context;
  const person = database.personByHash(text(params, 'prospect_hash'));
  if (!person) return notFound();
  const { email, kind } = verify(context, person.email);
  // GUESS: an empty list when nothing is found.
  const emails = kind === 'not_valid' ? [] : [{ email, smtp_status: kind === 'valid' ? 'valid' : 'unknown' }];
  const paid = emails.map(row => row.email);
  if (!chargeAll(context, paid)) return notEnoughCredits();
  const searching_date = dateText(state.clock.now());
  const task_hash = startTask(context, {
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
  const result = `${origin}${PATH}/search-emails/result/${task_hash}`;
  return json({ data: [], meta: { task_hash }, links: { result } });
}
