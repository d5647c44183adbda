import { type Asked, listOf, ok, type Route, resultRoute, UNKNOWN } from './route.ts';
import type { SnovioModel } from './snovio.ts';
import { hasAddress, isListed, rowsOf } from './world.ts';

const PAGE = 50;
const PEOPLE_PAGE = 20;

/** What a list is known by: `domain:acme.example|all`. */
export function listKey(domain: string, kind: string): string {
  return `domain:${domain}|${kind}`;
}

function kindOf({ path, params }: Asked): string {
  const positions = listOf(params.positions);
  if (positions.length > 0) return `people:${positions.map(title => title.toLowerCase()).sort()}`;
  return params.type === 'generic' || path.includes('generic-contacts') ? 'generic' : 'all';
}

const itemsOf = (asked: Asked) => [listKey(String(asked.params.domain), kindOf(asked))];
const bought = (item: string, from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `${item}#${from + i}`);

/** v1's `lastId` is a number that says nothing; an unknown one starts the list anew. */
const LAST_ID = 1_823_000_000;
function afterLastId(lastId: unknown): number {
  const place = Number(lastId) - LAST_ID;
  return place > 0 && place < 100_000 ? place : 0;
}

/** v2's `next` is a long hex string; an unknown one starts the list anew. */
function cursorOf(place: number): string {
  return `c0ffee${place.toString(16).padStart(42, '0')}`;
}
function afterCursor(next: unknown): number {
  return /^c0ffee[0-9a-f]{42}$/.test(String(next)) ? Number.parseInt(String(next).slice(6), 16) : 0;
}

const withInfo: Route = {
  name: 'domain.v1.page',
  method: 'GET',
  path: /^\/v2\/domain-emails-with-info$/,
  kind: 'charge',
  items: itemsOf,
  reply: (model, asked, { id, act }) => {
    const domain = String(asked.params.domain);
    const kind = kindOf(asked);
    const [item = ''] = itemsOf(asked);
    const from = afterLastId(asked.params.lastId);
    // A page may be shorter than its limit and not be the last.
    const size = Math.min(100, Number(asked.params.limit ?? 20)) - (act === 'short' ? 1 : 0);
    const all = rowsOf(domain, kind);
    const rows = all.slice(from, from + size);
    const credits = Math.ceil(rows.length / 10);
    model.charge({ item, rows: bought(item, from, rows.length), credits, price: credits, request: id });
    const emails = rows.map(email => ({
      email,
      firstName: 'A',
      lastName: 'B',
      type: 'prospect',
      status: 'verified',
    }));
    const lastId = act === 'stale cursor' ? Number(asked.params.lastId) : LAST_ID + from + rows.length;
    const facts = { success: true, domain, webmail: false, result: all.length, lastId, limit: size };
    return ok({ ...facts, companyName: 'Acme', emails });
  },
};

/** The start of a v2 list whose pages follow a cursor. */
function pageStart(name: string, path: RegExp): Route {
  return {
    name,
    method: 'POST',
    path,
    kind: 'charge',
    items: itemsOf,
    reply: (model, asked, { id }) => {
      const domain = String(asked.params.domain);
      if (!isListed(domain)) return UNKNOWN;
      const all = rowsOf(domain, kindOf(asked));
      const from = afterCursor(asked.params.next);
      const rows = all.slice(from, from + PAGE);
      buyPage(model, asked, { id, from, count: rows.length });
      const hash = model.openTask([domain, String(from)], resultAct => {
        const next = nextOf(from, all.length, resultAct);
        const meta = { domain, next, total_count: all.length };
        return { data: rows.map(email => ({ email })), meta, links: { next } };
      });
      return ok({ data: [], meta: { domain, task_hash: hash, next: '' }, links: {} });
    },
  };
}

/** The cursor of the next page; a stale one leads to the second page, from there too. */
function nextOf(from: number, total: number, act: string): string {
  if (act === 'stale cursor') return total > PAGE ? cursorOf(PAGE) : '';
  return from + PAGE < total ? cursorOf(from + PAGE) : '';
}

function buyPage(model: SnovioModel, asked: Asked, page: { id: number; from: number; count: number }): void {
  const [item = ''] = itemsOf(asked);
  const credits = page.count > 0 ? 1 : 0;
  model.charge({ item, rows: bought(item, page.from, page.count), credits, price: 1, request: page.id });
}

const peopleStart: Route = {
  name: 'domain.v2.people',
  method: 'POST',
  path: /^\/v2\/domain-search\/prospects\/start$/,
  kind: 'charge',
  items: itemsOf,
  reply: (model, asked, { id }) => {
    const domain = String(asked.params.domain);
    if (!isListed(domain)) return UNKNOWN;
    const kind = kindOf(asked);
    const page = Number(asked.params.page ?? 1) || 1;
    const from = (page - 1) * PEOPLE_PAGE;
    const all = rowsOf(domain, kind);
    const count = all.slice(from, from + PEOPLE_PAGE).length;
    buyPage(model, asked, { id, from, count });
    const start = 'https://api.snov.io/v2/domain-search/prospects';
    const data = Array.from({ length: count }, (_, i) => ({
      first_name: 'Member',
      last_name: `Number ${from + i}`,
      position: 'CEO',
      search_emails_start: `${start}/search-emails/start/${hashOf(domain, kind, from + i)}`,
    }));
    const next = from + PEOPLE_PAGE < all.length ? `${start}/start?domain=${domain}&page=${page + 1}` : '';
    const meta = { domain, page, total_count: all.length };
    const task = model.openTask([domain, kind, String(page)], () => ({ data, meta, links: { next } }));
    return ok({ data: [], meta: { domain, task_hash: task, page }, links: {} });
  },
};

/** A prospect's hash names the list and the place in it. */
function hashOf(domain: string, kind: string, place: number): string {
  return Buffer.from(`${domain}|${kind}|${place}`).toString('hex');
}
function prospectOf({ path }: Asked): { domain: string; kind: string; place: number } {
  const [domain = '', kind = '', place] = Buffer.from(path.split('/').at(-1) ?? '', 'hex')
    .toString()
    .split('|');
  return { domain, kind, place: Number(place) };
}

const personStart: Route = {
  name: 'domain.v2.person',
  method: 'POST',
  path: /^\/v2\/domain-search\/prospects\/search-emails\/start\/\w+$/,
  kind: 'charge',
  items: asked => {
    const { domain, kind } = prospectOf(asked);
    return [listKey(domain, kind)];
  },
  reply: (model, asked, { id }) => {
    const { domain, kind, place } = prospectOf(asked);
    const item = listKey(domain, kind);
    const credits = hasAddress(place) ? 1 : 0;
    model.charge({ item, rows: [`${item}@${place}`], credits, price: 1, request: id });
    const found = credits ? [{ email: rowsOf(domain, kind)[place], smtp_status: 'valid' }] : [];
    const data = { searching_date: '2026-01-05 09:00:00', emails: found };
    const task = model.openTask([asked.path], () => ({ data, meta: {}, links: [] }));
    return ok({ data: [], meta: { task_hash: task }, links: {} });
  },
};

export const domainRoutes: readonly Route[] = [
  withInfo,
  pageStart('domain.v2.page', /^\/v2\/domain-search\/domain-emails\/start$/),
  pageStart('domain.v2.generic', /^\/v2\/domain-search\/generic-contacts\/start$/),
  peopleStart,
  personStart,
  resultRoute(
    'domain.v2.result',
    /^\/v2\/domain-search\/(domain-emails|generic-contacts|prospects)\/result\/\w+$/,
  ),
  resultRoute('domain.v2.personResult', /^\/v2\/domain-search\/prospects\/search-emails\/result\/\w+$/),
];
