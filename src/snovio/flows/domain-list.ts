import type { Generation } from '../../spending/row.ts';
import type { CallContext } from '../call-context.ts';
import type { DomainEmail, DomainPage, DomainPageAnswer, DomainProspect } from '../methods/domain.ts';
import {
  type DispatchContext,
  dispatch,
  type QuestionEngines,
  type Spending,
  survey,
} from '../tasks/dispatch.ts';
import type { Outcome } from '../tasks/pending-item.ts';

// A domain's list of addresses: how it is kept, page by page, and how it grows.

export interface DomainSearch extends Spending, Pick<DomainPage, 'domain' | 'type' | 'positions'> {
  readonly offset: number;
  readonly limit: number;
}

const V1_PAGE = 100;
/** Addresses of a function, not of a person: v2 has no filter for them. */
const ROLE =
  /^(admin|billing|careers|contact|hello|help|hr|info|jobs|mail|marketing|news|no-?reply|office|orders|press|privacy|sales|security|service|support|team|webmaster)@/;

/** A domain's list as far as it is known, and how it goes on. */
export interface List {
  readonly pages: DomainPageAnswer[];
  readonly outcomes: Map<string, Outcome<DomainPageAnswer>>;
  /** Credits that this call may still spend. */
  left: number;
  /** Why it did not get further, although there may be more. */
  stopped?: Outcome<DomainPageAnswer> & { status: 'pending' | 'not_run' | 'failed' };
}

export interface Search {
  readonly search: DomainSearch;
  readonly call: CallContext;
  readonly generation: Generation;
  /** Pages that are stored. */
  readonly known: readonly DomainPageAnswer[];
  /** The page after them is paid for already, or perhaps. */
  readonly begun: boolean;
}

/** A page is known by the cursor that leads to it: stored pages fit together whatever size each was asked for in. */
function pageItem({ domain, type, positions }: DomainSearch, cursor: string): string {
  const titles = positions.map(title => title.trim().toLowerCase()).sort();
  return `${domain}|${type}|${titles.join(',')}#${cursor}`;
}

/** The list as far as it is kept. */
export function storedPages(question: QuestionEngines<DomainPage, DomainPageAnswer>, search: DomainSearch) {
  const pages: DomainPageAnswer[] = [];
  let generation: Generation | undefined;
  let begun = false;
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const item = pageItem(search, cursor);
    const input = toPage(search, cursor, 0);
    const known = survey(question, [{ item, input, price: 0 }], search.fresh === true).get(item);
    generation ??= known?.generation;
    const page = known?.answer as DomainPageAnswer | undefined;
    if (!page) {
      begun = known?.mayCost === false;
      break;
    }
    pages.push(page);
    cursor = page.next;
  }
  return { pages, generation, begun };
}

function toPage({ domain, type, positions }: DomainSearch, cursor: string, size: number): DomainPage {
  return { domain, type, positions, cursor, size };
}

/** The page behind a cursor, as large as it is wanted. */
function toAsk(search: DomainSearch, generation: Generation, cursor: string, wanted: number) {
  const size = Math.min(V1_PAGE, Math.ceil(wanted / 10) * 10);
  const price = generation === 'v1' ? size / 10 : 1;
  return { item: pageItem(search, cursor), input: toPage(search, cursor, size), price, only: generation };
}

/** Walks the list until there is enough of it, it ends, or the budget does; each page is stored before the next. */
export async function grow(
  asker: DispatchContext,
  question: QuestionEngines<DomainPage, DomainPageAnswer>,
  { search, call, generation }: Search,
  budget: number,
): Promise<List> {
  const list: List = { pages: [], outcomes: new Map(), left: budget };
  const wanted = search.offset + search.limit;
  for (let n = 0; rowsOf(list.pages, search).length < wanted; n++) {
    const cursor = n === 0 ? '' : list.pages.at(-1)?.next;
    if (cursor === undefined) break;
    const missing = wanted - rowsOf(list.pages, search).length;
    const page = toAsk(search, generation, cursor, Math.min(missing, Math.max(1, list.left) * 10));
    const costs = survey(question, [page], search.fresh === true).get(page.item)?.mayCost !== false;
    const admitted = new Set(costs && page.price <= list.left ? [page.item] : []);
    const options = { ...search, call, what: whatOf(search), admitted, tolerant: n > 0 };
    const outcome = (await dispatch(asker, question, [page], options)).get(page.item);
    if (outcome) list.outcomes.set(page.item, outcome);
    if (outcome?.status !== 'done') {
      list.stopped = outcome;
      break;
    }
    if (costs && outcome.source !== 'ledger') list.left -= page.price;
    list.pages.push(outcome.answer);
  }
  return list;
}

/** What a page brings: addresses, or people whose address is searched apart. */
export type ListRow = DomainEmail | DomainProspect;

export function isProspect(row: ListRow): row is DomainProspect {
  return 'hash' in row;
}

/** The rows of these pages that the search wants. */
export function rowsOf(pages: readonly DomainPageAnswer[], { type }: DomainSearch): ListRow[] {
  const rows = pages.flatMap((page): ListRow[] => [...page.emails, ...(page.prospects ?? [])]);
  return type === 'personal' ? rows.filter(row => isProspect(row) || !ROLE.test(row.email)) : rows;
}

/** What the ledger knows a person by. */
export function personItem({ hash }: DomainProspect): string {
  return `person|${hash}`;
}

/** What is asked about, for the price question. */
export function whatOf({ limit, domain }: DomainSearch): string {
  return `up to ${limit} addresses of ${domain}`;
}
