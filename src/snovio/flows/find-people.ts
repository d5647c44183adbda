import { explain, hasCode } from '../../errors.ts';
import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import type { DatabasePerson } from '../methods/database-people.ts';
import type { Snovio } from '../snovio.ts';
import { type AddressSearch, mostForLists, notesOf } from './cheaper-addresses.ts';
import { type DomainLeads, searchDomains } from './domain-leads.ts';
import { creditsNote, type ItemResult, inOneNote, reasonOf, remainder, wallsMet } from './item-result.ts';
import { type Addresses, findAddresses, leadOf, listPrice, paidFor, partsOf } from './lead-addresses.ts';
import { distinct, fittingOf, isNew, type Lead, namedAmong, toLead } from './leads.ts';
import { type FoundPeople, readPeople } from './people-pages.ts';

export type { Lead, Wanted } from './leads.ts';

/** A search for people. */
export interface PeopleSearch extends AddressSearch {
  /** Filters of the database, a set for each search: it takes one place at a time. */
  readonly filters: readonly object[];
  readonly limit: number;
  readonly offset: number;
  /** Whether to find and pay for addresses. */
  readonly reveal: boolean;
  /** Only those whom an earlier answer has shown so, see {@link shownName}; nobody else is told of or paid for. */
  readonly only?: readonly string[] | undefined;
}

export interface LeadsAnswer {
  /** People who are on no list of the account yet. */
  leads: Lead[];
  /** People who fit and are on a list already, told with the first leads; they count towards no limit. */
  known: KnownPerson[];
  /** How many people Snov.io knows; undefined where it does not say, or counts others too. */
  total?: number | undefined;
  /** How many leads stand before the next answer's; undefined: there are no more. */
  nextOffset?: number | undefined;
  /** The most that the addresses of those leads who have none can cost, in credits. */
  revealPrice: number;
  /** Domains of which the database knows nobody who fits. */
  uncovered: string[];
  pending: number;
  /** Why somebody may be missing: `pending` while a search runs, else the reason why it did not come to its end. */
  unfinished?: string | undefined;
  note?: string | undefined;
  credits: Credits;
}

export interface KnownPerson extends Lead {
  readonly listId: string;
}

/**
 * Finds people free, and their addresses for credits if that is wanted. Snov.io's database comes first, since a search there
 * is free; domains of which it knows nobody are searched for addresses only with credits that the user has agreed to.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or why no search came to an end
 */
export async function findPeople(
  snovio: Snovio,
  search: PeopleSearch,
  call: CallContext,
): Promise<LeadsAnswer> {
  if (call.quote) return quotePeople(snovio, search, call.quote, call);
  const found = await searchDatabase(snovio, search, call);
  const { people, shown, named, end } = rowsOf(found, search);
  const addresses = search.reveal ? await findAddresses(snovio, shown, found, search, call) : undefined;
  const leads = shown.map(person => ({
    ...(addresses ? leadOf(person, addresses) : toLead(person)),
    lead: named.get(person),
  }));
  const uncovered = uncoveredDomains(found, search);
  const others = await leadsOfDomains(snovio, uncovered, { search, addresses, found: leads.length }, call);
  const all = [...leads, ...others.leads];
  const credits = await creditsOf(snovio, addresses, others, search);
  return {
    leads: all,
    known: search.offset > 0 || search.only ? [] : found.people.flatMap(toKnown),
    total: search.domains.length > 0 ? undefined : found.total,
    nextOffset: end > search.offset && (people.length > end || found.hasMore) ? end : undefined,
    revealPrice: addresses
      ? openPrice(leads, addresses)
      : await addressPrice(snovio, shown, found, search, call),
    uncovered: uncovered.filter(domain => others.leads.every(lead => lead.domain !== domain)),
    pending: all.filter(({ status }) => status === 'pending').length,
    unfinished: found.unfinished ?? others.unfinished,
    note: inOneNote(
      noteOf(
        [found.note, ...notesOf(addresses?.lists ?? []), ...others.notes],
        all,
        await wallsMet(snovio, all, call),
      ),
      creditsNote(credits),
    ),
    credits,
  };
}

/** Tells the most that a search can cost as it stands. Nothing is sent. */
async function quotePeople(
  snovio: Snovio,
  search: PeopleSearch,
  tell: (credits: number) => void,
  call: CallContext,
): Promise<LeadsAnswer> {
  const price = search.reveal ? await priceOf(snovio, search, call) : 0;
  tell(price);
  const credits = await snovio.credits([], search.maxCredits);
  return { leads: [], known: [], revealPrice: price, uncovered: [], pending: 0, credits };
}

/**
 * One credit for each person whose address is not known, also for those who may yet be found; and all that was agreed to
 * where a domain may have to be searched, since nobody knows before how many pages that takes.
 */
async function priceOf(snovio: Snovio, search: PeopleSearch, call: CallContext): Promise<number> {
  const { limit, maxCredits, offset } = search;
  const silent = { ...call, quote: () => {} };
  const found = await searchDatabase(snovio, search, silent);
  const { shown } = rowsOf(found, search);
  let price = await addressPrice(snovio, shown, found, search, call);
  const room = Math.min(limit, search.only?.length ?? limit) - shown.length;
  if (found.hasMore && room > 0) price += room + mostForLists(snovio, limit, search);
  if (maxCredits === undefined) return price;
  const progress = { search, found: shown.length };
  const others = await leadsOfDomains(snovio, uncoveredDomains(found, search), progress, silent);
  const isOpen =
    found.hasMore && room > 0 && offset === 0 && !search.only && unseenDomains(found, search).length > 0;
  return isOpen || others.unfinished !== undefined ? maxCredits : Math.min(price, maxCredits);
}

/** Who of them is on no list, and who of those is shown, by which name if the call has one for them, up to which place. */
function rowsOf({ people: all }: FoundPeople, { offset, limit, only }: PeopleSearch) {
  const people = all.filter(isNew);
  const page = people.slice(offset, offset + limit);
  const named = namedAmong(page, only);
  return { people, shown: [...named.keys()], named, end: offset + page.length };
}

/** One search after the other, each to its end: so a person's place stays the same, however many are asked for. */
async function searchDatabase(snovio: Snovio, search: PeopleSearch, call: CallContext): Promise<FoundPeople> {
  const wanted = search.offset + search.limit;
  const isEnough = (people: readonly DatabasePerson[]) => distinct(people).filter(isNew).length >= wanted;
  const choose = (page: readonly DatabasePerson[]) => fittingOf(page, search);
  let people: readonly DatabasePerson[] = [];
  for (const [i, filters] of search.filters.entries()) {
    const before = people;
    const found = await readPeople(snovio, filters, {
      call,
      fresh: search.fresh,
      choose,
      isEnough: more => isEnough([...before, ...more]),
    }).catch(error => missed(error, before));
    people = distinct([...before, ...found.people]);
    const isLast = i === search.filters.length - 1;
    if (found.hasMore || isLast || isEnough(people)) {
      const total = search.filters.length === 1 ? found.total : undefined;
      return { ...found, people, total, hasMore: found.hasMore || !isLast };
    }
  }
  return { people: [], total: 0, hasMore: false };
}

/** What a later search cannot tell does not take away what earlier ones have found. */
function missed(error: unknown, before: readonly DatabasePerson[]): FoundPeople {
  if (before.length === 0 || hasCode(error, 'cancelled')) throw error;
  return {
    people: [],
    total: undefined,
    hasMore: true,
    unfinished: reasonOf(error),
    note: `Not every place was searched: ${explain(error).text}`,
  };
}

function toKnown(person: DatabasePerson): KnownPerson[] {
  const { list_id: listId } = person;
  return listId === undefined ? [] : [{ ...toLead(person), listId }];
}

/** The most that the addresses of these people can cost now. Nothing is sent. */
async function addressPrice(
  snovio: Snovio,
  people: readonly DatabasePerson[],
  found: FoundPeople,
  search: PeopleSearch,
  call: CallContext,
): Promise<number> {
  let price = 0;
  const quote = (credits: number) => {
    price += credits;
  };
  await findAddresses(snovio, people, found, search, { ...call, quote });
  return price;
}

/** The most that the addresses can cost which were not found yet. */
function openPrice(leads: readonly Lead[], { lists }: Addresses): number {
  const open = leads.filter(({ personId, status }) => personId && !isOver(status));
  return open.length + listPrice(lists.filter(({ outcome }) => outcome?.status === 'not_run'));
}

function isOver(status: Lead['status']): boolean {
  return status === 'found' || status === 'not_found';
}

/** Domains of which all pages have shown nobody. */
function uncoveredDomains(found: FoundPeople, search: PeopleSearch): string[] {
  return found.hasMore || search.offset > 0 || search.only ? [] : unseenDomains(found, search);
}

/** Domains of which nobody was found so far. */
function unseenDomains({ people }: FoundPeople, { domains }: PeopleSearch): string[] {
  const covered = new Set(people.map(({ company }) => company.domain?.toLowerCase()));
  return domains.filter(domain => !covered.has(domain));
}

interface Progress {
  readonly search: PeopleSearch;
  readonly addresses?: Addresses | undefined;
  /** How many leads the database has given. */
  readonly found: number;
}

async function leadsOfDomains(
  snovio: Snovio,
  domains: readonly string[],
  { search, addresses, found }: Progress,
  call: CallContext,
): Promise<DomainLeads> {
  const { positions, limit, fresh } = search;
  const left = (search.maxCredits ?? 0) - (addresses ? paidFor(addresses) : 0);
  const maxCredits = search.reveal ? left : 0;
  return searchDomains(snovio, domains, { positions, limit: limit - found, maxCredits, fresh }, call);
}

function noteOf(
  notes: readonly (string | undefined)[],
  leads: readonly Lead[],
  walls: string,
): string | undefined {
  const asked = leads.filter((lead): lead is Lead & ItemResult => lead.status !== undefined);
  return inOneNote(...notes, remainder(asked, 1, walls));
}

async function creditsOf(
  snovio: Snovio,
  addresses: Addresses | undefined,
  { spent, paidEarlier, reserved }: DomainLeads,
  { maxCredits }: PeopleSearch,
): Promise<Credits> {
  const credits = await snovio.credits(addresses ? partsOf(addresses) : [], maxCredits);
  const held = (credits.reserved ?? 0) + reserved;
  const earlier = (credits.paidEarlier ?? 0) + paidEarlier;
  return {
    ...credits,
    spent: credits.spent + spent,
    ...(earlier > 0 && { paidEarlier: earlier }),
    ...(held > 0 && { reserved: held }),
    // The sources disagree on what addresses of a domain cost.
    ...(spent + reserved > 0 && { estimated: true }),
  };
}
