import type { Person } from '../database/people.ts';
import { companyPage } from '../database/profile.ts';
import { parseProfileLink, personOf } from '../database/profile-link.ts';
import type { RequestContext } from '../http/context.ts';
import { textList } from '../http/params.ts';
import { invalid, json, notEnoughCredits } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';

const KIND = 'li-profiles-by-urls';

/** People by LinkedIn link, without their addresses: 1 credit per profile delivered [C:ref][C:kb]. */
export const profileV2Routes: Route[] = [
  {
    method: 'POST',
    path: '/v2/li-profiles-by-urls/start',
    paramsIn: ['query', 'form', 'json'],
    generation: 'v2',
    handler: start,
  },
  resultRoute(KIND, '/v2/li-profiles-by-urls/result'),
];

function start(context: RequestContext): Response {
  const urls = textList(context.params, 'urls');
  if (urls.length < 1 || urls.length > 10) return invalid('urls', 'urls must be a list of 1 to 10');
  const matches = urls.map(url => ({ url, person: personByLinkedIn(url) }));
  const paid = matches.filter(({ person }) => person).map(({ url }) => url);
  if (!chargeAll(context, paid)) return notEnoughCredits();
  // A URL without a match has an empty ARRAY where a match has an object [C:ref].
  const data = matches.map(({ url, person }) => ({ url, result: person ? profileOf(person) : [] }));
  const task_hash = startTask(context, {
    kind: KIND,
    event: ['prospect', 'found_by_li_url'],
    result: hash => ({ status: 'completed', data, meta: { urls, task_hash: hash } }),
  });
  return json({ data: { task_hash }, meta: { urls } });
}

function personByLinkedIn(url: string): Person | undefined {
  const link = parseProfileLink(url);
  return link?.network === 'linkedIn' ? personOf(link) : undefined;
}

/** `industry`, `skills` and `specializations` are left out when unknown [C:ref]. */
function profileOf(person: Person): object {
  const { company, place } = person;
  return {
    name: `${person.firstName} ${person.lastName}`,
    first_name: person.firstName,
    last_name: person.lastName,
    ...(company ? { industry: company.industry } : {}),
    location: place ? `${place.city}, ${place.country}` : 'Earth',
    country: place?.country ?? 'United States',
    ...(person.skills.length > 0 ? { skills: person.skills } : {}),
    positions: person.domain ? [positionOf(person)] : [],
  };
}

function positionOf(person: Person): object {
  const { company } = person;
  return {
    name: company?.name ?? 'Load Works',
    title: person.position,
    linkedin_url: companyPage(person),
    url: `https://${person.domain}`,
    ...(company ? { industry: company.industry } : {}),
    country: company?.country ?? 'United States',
    location: company ? `${company.city}, ${company.country}` : 'Earth',
    ...(company ? { specializations: [company.industry] } : {}),
  };
}
