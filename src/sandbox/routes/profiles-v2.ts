import type { Person } from '../database/people.ts';
import { companyPage } from '../database/profile.ts';
import { personOf, profileOf } from '../database/profile-link.ts';
import { texts } from '../http/params.ts';
import { invalid, json, poor } from '../http/responses.ts';
import { postAny, type Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';
import type { State } from '../state/state.ts';

const KIND = 'li-profiles-by-urls';

/** li-profiles-by-urls: LinkedIn only, no address in the result, 1 credit per profile delivered. */
export function profilesV2(state: State): Route[] {
  return [
    postAny('/v2/li-profiles-by-urls/start', 'v2', (call, account) => {
      const urls = texts(call.params, 'urls');
      if (urls.length < 1 || urls.length > 10) return invalid('urls', 'urls must be a list of 1 to 10');
      const found = urls.map(url => ({ url, person: linkedInPerson(url) }));
      const paid = found.filter(each => each.person).map(each => each.url);
      if (!chargeAll(state, account, call, paid)) return poor();
      // A URL without a match has an empty ARRAY where a match has an object.
      const data = found.map(each => ({ url: each.url, result: each.person ? profile(each.person) : [] }));
      const hash = startTask(state, account, call, {
        kind: KIND,
        event: ['prospect', 'found_by_li_url'],
        result: task_hash => ({ status: 'completed', data, meta: { urls, task_hash } }),
      });
      return json({ data: { task_hash: hash }, meta: { urls } });
    }),
    resultRoute(state, KIND, '/v2/li-profiles-by-urls/result'),
  ];
}

function linkedInPerson(url: string): Person | undefined {
  const profile = profileOf(url);
  return profile?.network === 'linkedIn' ? personOf(profile) : undefined;
}

/** `industry`, `skills` and `specializations` are left out when unknown. */
function profile(person: Person): object {
  const { company } = person;
  return {
    name: `${person.firstName} ${person.lastName}`,
    first_name: person.firstName,
    last_name: person.lastName,
    ...(company ? { industry: company.industry } : {}),
    location: company ? `${company.city}, ${company.country}` : 'Earth',
    country: company?.country ?? 'United States',
    ...(person.skills.length > 0 ? { skills: person.skills } : {}),
    positions: person.domain ? [position(person)] : [],
  };
}

function position(person: Person): object {
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
