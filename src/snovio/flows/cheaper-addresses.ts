import type { Budget } from '../../spending/budget.ts';
import type { CallContext } from '../call-context.ts';
import type { DatabasePerson } from '../methods/database-people.ts';
import type { DomainEmail, DomainPageAnswer } from '../methods/domain.ts';
import type { Snovio } from '../snovio.ts';
import type { Outcome } from '../tasks/item.ts';
import { flaggedPages, isKnown, listIn, type StoredList, toPage } from './domain-list.ts';
import type { Run, Spending } from './flow.ts';
import type { Wanted } from './leads.ts';
import { matchPeople } from './match-people.ts';
import type { FoundPeople } from './people-pages.ts';

// v1's search of a domain tells ten addresses for the credit that one reveal costs, and flags those that Snov.io has
// verified. So it comes first where enough people of one domain are wanted.

/** Whom addresses are wanted of. */
export interface AddressSearch extends Wanted, Spending {
  /** Whether more than companies and titles says who is wanted: nothing else narrows a list of v1. */
  readonly isNarrow: boolean;
}

/** A list has to pay where one in three is flagged: so many people for a credit, and of those in the list one in so many. */
const WORTHWHILE = 3;
/** Rows that v1 tells for a credit [A][B]. */
const ROWS = 10;
/** How many titles Snov.io's searches of a domain take [C:ref]. */
const MOST_POSITIONS = 10;

/** A list that is stored, or worth its price. */
export interface PlannedList {
  readonly domain: string;
  readonly stored: StoredList;
  /** Whose address is looked for. */
  readonly wanted: readonly DatabasePerson[];
  /** All who were found at this domain, also those who are not shown: a row may be about them. */
  readonly people: readonly DatabasePerson[];
  /** The most that it can cost, in credits. */
  readonly price: number;
}

/** A list that was asked for. */
export interface AskedList extends PlannedList {
  readonly run: Run<DomainPageAnswer>;
  readonly outcome: Outcome<DomainPageAnswer> | undefined;
  /** Verified addresses of those who are wanted, in their order. */
  readonly matches: ReadonlyMap<DatabasePerson, DomainEmail>;
}

/**
 * The lists that are looked through before people are revealed one by one. Nothing is sent.
 * @param payable those whose reveal would have to be paid for
 */
export async function planLists(
  snovio: Snovio,
  payable: readonly DatabasePerson[],
  found: FoundPeople,
  search: AddressSearch,
): Promise<PlannedList[]> {
  if (search.positions.length === 0) return [];
  const planned: PlannedList[] = [];
  for (const [domain, wanted] of Map.groupBy(payable, domainOf)) {
    if (domain === undefined || !search.domains.includes(domain)) continue;
    const stored = await listIn(snovio, listOf(domain, search), 'v1', false);
    const people = found.people.filter(person => domainOf(person) === domain);
    const isWorthwhile =
      mayAsk(snovio, search) &&
      wanted.length >= WORTHWHILE &&
      listedOf(people, found) <= WORTHWHILE * wanted.length;
    const list = { domain, stored, wanted, people };
    if (isKnown(stored)) planned.push({ ...list, price: 0 });
    else if (isWorthwhile) planned.push({ ...list, price: Math.ceil(wanted.length / ROWS) });
  }
  return planned;
}

function domainOf({ company }: DatabasePerson): string | undefined {
  return company.domain?.toLowerCase();
}

function listOf(domain: string, { positions }: AddressSearch) {
  return { domain, type: 'personal', positions, offset: 0, limit: 0 } as const;
}

function mayAsk(snovio: Snovio, { positions, domains, isNarrow }: AddressSearch): boolean {
  const fits = positions.length > 0 && positions.length <= MOST_POSITIONS && domains.length > 0;
  return fits && !isNarrow && snovio.mayUseLegacy('domain');
}

/** About how many people the list has: pages that were not read are taken to be like the others. */
function listedOf(
  people: readonly DatabasePerson[],
  { people: all, total = Infinity, hasMore }: FoundPeople,
): number {
  return hasMore ? people.length * Math.max(1, total / all.length) : people.length;
}

/** The most that lists can cost for so many people, however these are spread over the domains. */
export function mostForLists(snovio: Snovio, people: number, search: AddressSearch): number {
  if (!mayAsk(snovio, search)) return 0;
  const lists = Math.min(search.domains.length, Math.floor(people / WORTHWHILE));
  // Ten a credit, and of each list a last credit that brings one only.
  return lists > 0 ? Math.floor((people + (ROWS - 1) * lists) / ROWS) : 0;
}

/** Whoever is known from stored pages: what they cost is paid already. */
export function knownFrom(lists: readonly PlannedList[]): ReadonlySet<DatabasePerson> {
  return new Set(lists.flatMap(list => [...matchesIn(list.stored.pages, list).keys()]));
}

/**
 * Asks for the lists, one after the other and a page each at most, as long as v1 answers and pays.
 * @throws SnovioError `cancelled`
 */
export async function askLists(
  snovio: Snovio,
  lists: readonly PlannedList[],
  search: AddressSearch,
  call: CallContext,
  budget: Budget,
): Promise<AskedList[]> {
  const asked: AskedList[] = [];
  for (const list of lists) {
    if (list.price > 0 && !snovio.mayUseLegacy('domain')) continue;
    const answer = await askList(snovio, list, search, call, budget);
    asked.push(answer);
    if (list.price > 0) judge(snovio, answer);
  }
  return asked;
}

async function askList(
  snovio: Snovio,
  list: PlannedList,
  search: AddressSearch,
  call: CallContext,
  budget: Budget,
): Promise<AskedList> {
  const size = ROWS * Math.max(1, Math.min(list.price, budget.room));
  const page = toPage(listOf(list.domain, search), 'v1', '', size);
  const run = await snovio.run(flaggedPages, [page], {
    // People are what the call counts.
    call: { ...call, progress: undefined },
    budget,
    what: `addresses of ${list.domain}`,
    tolerant: true,
    only: () => 'v1',
  });
  const outcome = run.outcomes.get(flaggedPages.key(page));
  const told = outcome?.status === 'done' ? [outcome.answer] : [];
  const pages = told.length > 0 && list.stored.pages.length > 0 ? list.stored.pages : told;
  return { ...list, run, outcome, matches: matchesIn(pages, list) };
}

/** A failure may mean that the method is gone. An answer is worth as many credits as it spares reveals. */
function judge(snovio: Snovio, { outcome, matches, run }: AskedList): void {
  if (outcome?.status === 'failed') snovio.avoidLegacy('domain');
  if (outcome?.status === 'done') snovio.countLegacy('domain', matches.size - paidIn(run));
}

function matchesIn(pages: readonly DomainPageAnswer[], { wanted, people, domain }: PlannedList) {
  const rows = pages.flatMap(({ emails }) => emails);
  return matchPeople(wanted, people, rows, domain);
}

/** Credits that this call has caused by a list. */
export function paidIn({ paid }: Run<unknown>): number {
  return [...paid.values()].reduce((sum, credits) => sum + credits, 0);
}

/** What the user has to know of lists that did not come. One that was refused cost nothing, and its people are revealed. */
export function notesOf(lists: readonly AskedList[]): string[] {
  return lists.flatMap(({ domain, outcome }) => {
    if (outcome?.status === 'pending')
      return `${domain}: the list of its addresses is on its way (already paid): repeat the same call.`;
    const isLost = outcome?.status === 'failed' && LOST.includes(outcome.reason);
    return isLost
      ? `${domain}: the list of its addresses was lost, perhaps charged, and is not asked for again.`
      : [];
  });
}

const LOST = ['in_doubt', 'task_lost'];
