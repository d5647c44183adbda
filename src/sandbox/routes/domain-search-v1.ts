import { WEBMAIL } from '../data/companies.ts';
import { database, type KnownAddress } from '../database/database.ts';
import { linkedInLink } from '../database/profile.ts';
import type { RequestContext } from '../http/context.ts';
import { integer, text, textList } from '../http/params.ts';
import { invalid, json, notEnoughCredits } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { charge } from '../searches/credits.ts';
import { holdsPosition } from '../searches/positions.ts';

/** Addresses per answer [A][B]. */
const PAGE_SIZE = 100;
const TYPES = ['all', 'personal', 'generic'];

/** The older domain search (1 credit per ten addresses), which answers at once, and the free count. */
export const domainSearchV1Routes: Route[] = [
  {
    method: 'GET',
    path: '/v2/domain-emails-with-info',
    paramsIn: ['query'],
    generation: 'v1',
    handler: search,
  },
  { method: 'POST', path: '/v1/get-domain-emails-count', paramsIn: ['form', 'json'], handler: count },
];

/** `result` counts all addresses of the domain, whatever is filtered [A], so the last page can end before it. */
function search(context: RequestContext): Response {
  const { params, account } = context;
  const domain = text(params, 'domain').toLowerCase();
  // The defaults of `type` and `limit` are not stated; GUESS: all, and as many as possible.
  const type = text(params, 'type') || 'all';
  const limit = Math.min(Math.max(integer(params, 'limit', PAGE_SIZE), 1), PAGE_SIZE);
  const lastId = integer(params, 'lastId', 0);
  if (!domain) return invalid('domain', 'domain is required');
  if (!TYPES.includes(type)) return invalid('type', 'type must be all, personal or generic');
  const addresses = database.addresses(domain);
  const positions = textList(params, 'positions');
  const page = addresses
    .filter(({ id }) => id > lastId)
    .filter(({ generic }) => type === 'all' || generic === (type === 'generic'))
    .filter(({ person }) => holdsPosition(person, positions))
    .slice(0, limit);
  // Nothing is charged when no address is returned [A][B]; that less than ten count as ten is a GUESS.
  const credits = Math.ceil(page.length / 10);
  if (credits > account.credits) return notEnoughCredits();
  if (credits > 0) charge(context, domain, credits);
  return json({
    success: true,
    domain,
    webmail: domain === WEBMAIL,
    result: addresses.length,
    lastId: page.at(-1)?.id ?? lastId,
    limit,
    companyName: database.company(domain)?.name ?? '',
    emails: page.map(addressRow),
  });
}

function count({ params }: RequestContext): Response {
  const domain = text(params, 'domain').toLowerCase();
  if (!domain) return invalid('domain', 'domain is required');
  const result = database.addresses(domain).length;
  return json({ success: true, domain, webmail: domain === WEBMAIL, result });
}

/** GUESS: entries of type `email` lack the owner's data; there is no sample. */
function addressRow({ email, person }: KnownAddress): object {
  if (!person) return { email, type: 'email', status: 'verified' };
  return {
    email,
    firstName: person.firstName,
    lastName: person.lastName,
    position: person.position,
    sourcePage: linkedInLink(person),
    companyName: person.company?.name ?? '',
    type: 'prospect',
    status: person.mailbox === 'valid' ? 'verified' : 'notVerified',
  };
}
