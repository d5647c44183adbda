import { WEBMAIL } from '../data/companies.ts';
import { type KnownAddress, world } from '../database/database.ts';
import { linkedIn } from '../database/profile.ts';
import { text, texts, whole } from '../http/params.ts';
import { invalid, json, poor } from '../http/responses.ts';
import { get, postForm, type Route } from '../http/route.ts';
import { charge } from '../searches/credits.ts';
import type { State } from '../state/state.ts';

const MOST = 100;

/** Domain search of the seeds (1 credit per ten addresses begun) and the free count. */
export function domainV1(state: State): Route[] {
  return [search(state), count()];
}

function search(state: State): Route {
  return get('/v2/domain-emails-with-info', 'v1', (call, account) => {
    const { params } = call;
    const domain = text(params, 'domain').toLowerCase();
    if (!domain) return invalid('domain', 'domain is required');
    // The default of `limit` is not stated; GUESS: as many as possible.
    const limit = Math.min(Math.max(whole(params, 'limit', MOST), 1), MOST);
    const after = whole(params, 'lastId', 0);
    const wanted = fits(text(params, 'type'), texts(params, 'positions'));
    const rows = world
      .addresses(domain)
      .filter(each => each.id > after && wanted(each))
      .slice(0, limit);
    // Rounding of a begun ten is a GUESS; nothing is charged when no address is returned [A][B].
    const credits = Math.ceil(rows.length / 10);
    if (credits > account.credits) return poor();
    if (credits > 0) charge(state, account, call, domain, credits);
    return json({
      success: true,
      domain,
      webmail: domain === WEBMAIL,
      result: world.addresses(domain).length,
      lastId: rows.at(-1)?.id ?? after,
      limit,
      companyName: world.company(domain)?.name ?? '',
      emails: rows.map(rowOf),
    });
  });
}

function count(): Route {
  return postForm('/v1/get-domain-emails-count', undefined, call => {
    const domain = text(call.params, 'domain').toLowerCase();
    if (!domain) return invalid('domain', 'domain is required');
    const result = world.addresses(domain).length;
    return json({ success: true, domain, webmail: domain === WEBMAIL, result });
  });
}

function fits(type: string, positions: string[]): (address: KnownAddress) => boolean {
  const titles = positions.map(each => each.toLowerCase());
  return ({ generic, person }) => {
    if (type === 'generic' ? !generic : type === 'personal' && generic) return false;
    const own = person?.position.toLowerCase() ?? '';
    return titles.length === 0 || titles.some(title => own.includes(title));
  };
}

/** GUESS: entries of type `email` lack the owner's data; there is no sample. */
function rowOf({ email, person }: KnownAddress): object {
  if (!person) return { email, type: 'email', status: 'verified' };
  return {
    email,
    firstName: person.firstName,
    lastName: person.lastName,
    position: person.position,
    sourcePage: linkedIn(person),
    companyName: person.company?.name ?? '',
    type: 'prospect',
    status: person.mailbox === 'valid' ? 'verified' : 'notVerified',
  };
}
