import { world } from '../database/database.ts';
import { text } from '../http/params.ts';
import { invalid, json, missing, poor } from '../http/responses.ts';
import { postAny, type Route } from '../http/route.ts';
import { hexOf } from '../random.ts';
import { chargeAll } from '../searches/credits.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';
import type { State } from '../state/state.ts';

const PAGE = 50;

/** One of the two searches that list addresses by cursor. */
interface Listing {
  path: string;
  tab: 'emails' | 'service';
  generic: boolean;
  event: [object: string, action: string];
}

const LISTINGS: Listing[] = [
  {
    path: '/v2/domain-search/domain-emails',
    tab: 'emails',
    generic: false,
    event: ['email', 'found_emails_by_domain'],
  },
  {
    path: '/v2/domain-search/generic-contacts',
    tab: 'service',
    generic: true,
    event: ['email', 'found_generic_contacts_by_domain'],
  },
];

/** All addresses, or the role addresses, of a domain: 1 credit per page with results (GUESS: each page counts). */
export function domainAddresses(state: State): Route[] {
  return LISTINGS.flatMap(listing => [
    start(state, listing),
    resultRoute(state, listing.tab, `${listing.path}/result/{task_hash}`),
  ]);
}

function start(state: State, { path, tab, generic, event }: Listing): Route {
  return postAny(`${path}/start`, 'v2', (call, account) => {
    const domain = text(call.params, 'domain').toLowerCase();
    const given = text(call.params, 'next');
    if (!domain) return invalid('domain', 'domain is required');
    if (!world.company(domain)) return missing();
    const all = world.addresses(domain).filter(each => each.generic || !generic);
    const from = given ? offsetOf(domain, tab, given, all.length) : 0;
    if (from === undefined) return missing();
    const data = all.slice(from, from + PAGE).map(({ email }) => ({ email }));
    if (data.length > 0 && !chargeAll(state, account, call, [`${domain} ${tab} ${from}`])) return poor();
    const next = from + PAGE < all.length ? cursor(domain, tab, from + PAGE) : '';
    const meta = { domain, tab };
    const links = { next: next && `${call.origin}${path}/start?domain=${domain}&next=${next}` };
    const hash = startTask(state, account, call, {
      kind: tab,
      event,
      result: task_hash => ({
        data,
        meta: { ...meta, task_hash, next, total_count: all.length },
        links,
        status: 'completed',
      }),
    });
    const result = `${call.origin}${path}/result/${hash}`;
    return json({ data: [], meta: { ...meta, task_hash: hash, next: given }, links: { result } });
  });
}

/** An opaque cursor that names a page. */
function cursor(domain: string, tab: string, offset: number): string {
  return hexOf(`cursor ${domain} ${tab} ${offset}`, 48);
}

function offsetOf(domain: string, tab: string, given: string, total: number): number | undefined {
  for (let offset = PAGE; offset < total; offset += PAGE) {
    if (cursor(domain, tab, offset) === given) return offset;
  }
  return undefined;
}
