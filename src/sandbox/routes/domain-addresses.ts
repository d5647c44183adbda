import { database } from '../database/database.ts';
import type { RequestContext } from '../http/context.ts';
import { text } from '../http/params.ts';
import { invalid, json, notEnoughCredits, notFound } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { hexOf } from '../random.ts';
import { chargeAll } from '../searches/credits.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';
import type { WebhookEvent } from '../webhooks/events.ts';

const PAGE_SIZE = 50;

/** A search that lists addresses page by page. */
interface AddressSearch {
  path: string;
  tab: 'emails' | 'service';
  genericOnly: boolean;
  event: WebhookEvent;
}

const DOMAIN_EMAILS: AddressSearch = {
  path: '/v2/domain-search/domain-emails',
  tab: 'emails',
  genericOnly: false,
  event: ['email', 'found_emails_by_domain'],
};

const GENERIC_CONTACTS: AddressSearch = {
  path: '/v2/domain-search/generic-contacts',
  tab: 'service',
  genericOnly: true,
  event: ['email', 'found_generic_contacts_by_domain'],
};

/**
 * All addresses, or the role addresses, of a domain: 1 credit per unique request with results [C:ref] (GUESS: every
 * page is a unique request).
 */
export const domainAddressRoutes: Route[] = [DOMAIN_EMAILS, GENERIC_CONTACTS].flatMap(search => [
  {
    method: 'POST',
    path: `${search.path}/start`,
    paramsIn: ['query', 'form', 'json'],
    generation: 'v2',
    handler: context => start(context, search),
  },
  resultRoute(search.tab, `${search.path}/result/{task_hash}`),
]);

function start(context: RequestContext, { path, tab, genericOnly, event }: AddressSearch): Response {
  const { params, origin } = context;
  const domain = text(params, 'domain').toLowerCase();
  const cursor = text(params, 'next');
  if (!domain) return invalid('domain', 'domain is required');
  if (!database.company(domain)) return notFound();
  const addresses = database.addresses(domain).filter(({ generic }) => generic || !genericOnly);
  const offset = cursor ? offsetOf(cursor, domain, tab, addresses.length) : 0;
  if (offset === undefined) return notFound();
  const data = addresses.slice(offset, offset + PAGE_SIZE).map(({ email }) => ({ email }));
  if (data.length > 0 && !chargeAll(context, [`${domain} ${tab} ${offset}`])) return notEnoughCredits();
  const end = offset + PAGE_SIZE;
  const next = end < addresses.length ? cursorOf(domain, tab, end) : '';
  const meta = { domain, tab };
  const links = { next: next && `${origin}${path}/start?domain=${domain}&next=${next}` };
  const task_hash = startTask(context, {
    kind: tab,
    event,
    result: hash => ({
      data,
      meta: { ...meta, task_hash: hash, next, total_count: addresses.length },
      links,
      status: 'completed',
    }),
  });
  const result = `${origin}${path}/result/${task_hash}`;
  return json({ data: [], meta: { ...meta, task_hash, next: cursor }, links: { result } });
}

/** The opaque cursor of the page that starts at this offset. */
function cursorOf(domain: string, tab: string, offset: number): string {
  return hexOf(`cursor ${domain} ${tab} ${offset}`, 48);
}

function offsetOf(cursor: string, domain: string, tab: string, total: number): number | undefined {
  for (let offset = PAGE_SIZE; offset < total; offset += PAGE_SIZE) {
    if (cursorOf(domain, tab, offset) === cursor) return offset;
  }
  return undefined;
}
