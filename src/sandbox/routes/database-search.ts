import { DEPARTMENTS, MANAGEMENT_LEVELS, RANKS } from '../data/positions.ts';
import type { Company } from '../data/types.ts';
import { database, revealHash } from '../database/database.ts';
import { type Person, placeOf } from '../database/people.ts';
import { linkedInLink } from '../database/profile.ts';
import { dateText } from '../dates.ts';
import type { RequestContext } from '../http/context.ts';
import { integer, type Params, text } from '../http/params.ts';
import { json, notEnoughCredits, notFound } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { hexOf } from '../random.ts';
import { companyFilter } from '../searches/company-filters.ts';
import { chargeAll } from '../searches/credits.ts';
import { all, contains, type Filter, locations, onlyKnown, part, same, texts } from '../searches/filters.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';
import { verify } from '../searches/verification.ts';

const PATH = '/v2/database-search';
/** GUESS: by arithmetic on the samples, 162 rows being 4 pages. */
const PAGE_SIZE = 50;

/**
 * The database searches, all as JSON [C:ref]. Searching people is free; revealing one costs 1 credit if there is an
 * address; searching companies costs 1 credit per unique request with at least one record (GUESS: every page is a
 * unique request, and so is every repetition).
 */
export const databaseSearchRoutes: Route[] = [
  {
    method: 'POST',
    path: `${PATH}/prospects/start`,
    paramsIn: ['json'],
    generation: 'v2',
    handler: searchPeople,
  },
  resultRoute('database-prospects', `${PATH}/prospects/result/{task_hash}`),
  {
    method: 'POST',
    path: `${PATH}/prospects/search-emails/start/{task_hash}`,
    paramsIn: ['json'],
    generation: 'v2',
    handler: reveal,
  },
  resultRoute('database-reveal', `${PATH}/prospects/search-emails/result/{task_hash}`),
  {
    method: 'POST',
    path: `${PATH}/companies/start`,
    paramsIn: ['json'],
    generation: 'v2',
    handler: searchCompanies,
  },
  resultRoute('database-companies', `${PATH}/companies/result/{task_hash}`),
];

function searchPeople(context: RequestContext): Response {
  const filters = part(context.params, 'filters');
  const filter = all<Person>([
    onlyKnown(filters, 'filters', ['prospect', 'company']),
    personFilter(part(filters, 'prospect')),
    employerFilter(part(filters, 'company')),
  ]);
  if (filter instanceof Response) return filter;
  const page = pageOf(context.params, database.people.filter(filter));
  const prospects = page.rows.map(person => personRow(person, context));
  return answer(context, 'prospects', { ...page, rows: { prospects } });
}

function searchCompanies(context: RequestContext): Response {
  const filters = part(context.params, 'filters');
  const filter = all<Company>([
    onlyKnown(filters, 'filters', ['company', 'locations']),
    // The places stand beside `company` here, inside it in the search for people: perhaps a slip of the reference.
    companyFilter(
      part(filters, 'company'),
      part(filters, 'locations'),
      'filters.company',
      'filters.locations',
    ),
  ]);
  if (filter instanceof Response) return filter;
  const page = pageOf(context.params, database.companies.filter(filter));
  const request = `${JSON.stringify(filters)} ${page.page}`;
  if (page.rows.length > 0 && !chargeAll(context, [request])) return notEnoughCredits();
  return answer(context, 'companies', { ...page, rows: { companies: page.rows.map(companyRow) } });
}

/** A page of what was found. */
interface Page<R> {
  total: number;
  page: number;
  total_pages: number;
  rows: R;
}

function pageOf<T>(params: Params, found: T[]): Page<T[]> {
  const page = Math.max(integer(params, 'page', 1), 1);
  const rows = found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  return { total: found.length, page, total_pages: Math.ceil(found.length / PAGE_SIZE), rows };
}

/** Starts the task that brings the page. */
function answer(
  context: RequestContext,
  kind: 'prospects' | 'companies',
  { rows, ...facts }: Page<object>,
): Response {
  const { page } = facts;
  const task_hash = startTask(context, {
    kind: `database-${kind}`,
    event: ['database_search', 'task_result'],
    result: hash => ({
      data: { ...facts, ...rows },
      meta: { task_hash: hash, page },
      // An ARRAY here, an object in the answer of the start [C:ref].
      links: [],
      status: 'completed',
    }),
  });
  const result = `${context.origin}${PATH}/${kind}/result/${task_hash}`;
  return json({ data: [], meta: { task_hash, page }, links: { result } });
}

function personFilter(params: Params): Filter<Person> {
  const at = 'filters.prospect';
  const rank = ({ position }: Person) => RANKS[position] ?? [];
  const [first, last] = [text(params, 'first_name'), text(params, 'last_name')];
  return all<Person>([
    onlyKnown(params, at, [
      'job_titles',
      'management_levels',
      'departments',
      'locations',
      'skills',
      'first_name',
      'last_name',
    ]),
    texts(part(params, 'job_titles'), `${at}.job_titles`, ({ position }, title) => contains(position, title)),
    texts(
      part(params, 'management_levels'),
      `${at}.management_levels`,
      (person, level) => rank(person)[0] === level,
      MANAGEMENT_LEVELS,
    ),
    texts(
      part(params, 'departments'),
      `${at}.departments`,
      (person, department) => rank(person)[1] === department,
      DEPARTMENTS,
    ),
    locations(part(params, 'locations'), `${at}.locations`, ({ place }) => place),
    texts(part(params, 'skills'), `${at}.skills`, ({ skills }, skill) =>
      skills.some(other => same(other, skill)),
    ),
    ({ firstName, lastName }) => (!first || same(firstName, first)) && (!last || same(lastName, last)),
  ]);
}

/** GUESS: somebody without a company is found only where companies do not matter. */
function employerFilter(params: Params): Filter<Person> {
  const at = 'filters.company';
  const filter = companyFilter(params, part(params, 'locations'), at, `${at}.locations`);
  if (filter instanceof Response) return filter;
  const matters = Object.keys(params).length > 0;
  return ({ company }) => (company ? filter(company) : !matters);
}

/** Last name and profile link are masked before they are revealed [C:ref]. */
function personRow(person: Person, { account, origin }: RequestContext): object {
  const { company, place } = person;
  const list = account.crm.lists.find(
    ({ deletedAt, members }) => !deletedAt && members.some(({ email }) => email === person.email),
  );
  return {
    first_name: person.firstName,
    last_name: `${person.lastName.slice(0, 2)}***`,
    job_title: person.position,
    location: locationText(place),
    linkedin_url: `https://linkedin.com/in/${person.slug.slice(0, 2)}******`,
    industry: company?.industry ?? '',
    // Only for those who are on one of the account's lists [C:ref].
    ...(list && { list_id: list.id }),
    email_and_hidden_info_reveal: `${origin}${PATH}/prospects/search-emails/start/${revealHash(person)}`,
    // GUESS: PHP's empty array for somebody without a company.
    company: company ? employer(company) : [],
  };
}

function employer(company: Company): object {
  const { name, domain, industry, size } = company;
  return { name, domain, location: locationText(placeOf(company)), industry, size };
}

function companyRow(company: Company): object {
  return {
    ...employer(company),
    revenue: { ...company.revenue, reported: 0 },
    logo_url: `https://app.snov.io/media/img/companies/${hexOf(company.domain, 16)}.jpg`,
  };
}

/** `city, state, country` as in the samples. */
function locationText(place: ReturnType<typeof placeOf>): string {
  return place ? `${place.city}, ${place.state}, ${place.country}` : '';
}

/** Charged only if there is an address; `smtp_status` is `valid` or `unknown` [C:ref]. */
function reveal(context: RequestContext): Response {
  const { params, origin, state } = context;
  const person = database.personByRevealHash(text(params, 'task_hash'));
  if (!person) return notFound();
  const { email, kind } = verify(context, person.email);
  const emails = kind === 'not_valid' ? [] : [{ email, smtp_status: kind === 'valid' ? 'valid' : 'unknown' }];
  if (
    !chargeAll(
      context,
      emails.map(row => row.email),
    )
  )
    return notEnoughCredits();
  const data = {
    searching_date: dateText(state.clock.now()),
    first_name: person.firstName,
    last_name: person.lastName,
    linkedin_url: linkedInLink(person),
    emails,
  };
  const task_hash = startTask(context, {
    kind: 'database-reveal',
    event: ['email', 'found_prospect_emails'],
    result: hash => ({ data, meta: { task_hash: hash }, links: [], status: 'completed' }),
  });
  const result = `${origin}${PATH}/prospects/search-emails/result/${task_hash}`;
  return json({ data: [], meta: { task_hash }, links: { result } });
}
