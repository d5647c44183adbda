import { explain, hasCode } from '../../errors.ts';
import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import type { DatabasePerson, RevealedPerson } from '../methods/database-people.ts';
import { normaliseName } from '../shapes/normalise.ts';
import type { Snovio } from '../snovio.ts';
import { type DomainLeads, searchDomains } from './domain-leads.ts';
import type { Run, Spending } from './flow.ts';
import { type ItemResult, itemResult, remainder } from './item-result.ts';
import { fittingOf, isNew, type Lead, toLead, type Wanted } from './leads.ts';
import { type FoundPeople, readPeople } from './people-pages.ts';
import { personReveal } from './reveal-people.ts';
import { hasFree } from './run-flow.ts';

export type { Lead, Wanted } from './leads.ts';

/** A search for people. */
export interface PeopleSearch extends Wanted, Spending {
  /** Filters of the database, a set for each search: it takes one place at a time. */
  readonly filters: readonly object[];
  readonly limit: number;
  readonly offset: number;
  /** Whether to find and pay for addresses. */
  readonly reveal: boolean;
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
  note?: string | undefined;
  credits: Credits;
}

export interface KnownPerson extends Lead {
  readonly listId: string;
}

type RevealRun = Run<RevealedPerson>;

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
  const { offset, limit } = search;
  const found = await searchDatabase(snovio, search, call);
  const people = found.people.filter(isNew);
  const shown = people.slice(offset, offset + limit);
  const runs = search.reveal ? await revealAll(snovio, shown, search, call) : [];
  const leads = shown.map(person => leadOf(person, runs));
  const uncovered = uncoveredDomains(found, search);
  const others = await leadsOfDomains(snovio, uncovered, { search, runs, found: leads.length }, call);
  const all = [...leads, ...others.leads];
  const end = offset + shown.length;
  return {
    leads: all,
    known: offset > 0 ? [] : found.people.flatMap(toKnown),
    total: search.domains.length > 0 ? undefined : found.total,
    nextOffset: shown.length > 0 && (people.length > end || found.hasMore) ? end : undefined,
    revealPrice: leads.filter(({ personId, status }) => personId && !isOver(status)).length,
    uncovered: uncovered.filter(domain => others.leads.every(lead => lead.domain !== domain)),
    pending: all.filter(({ status }) => status === 'pending').length,
    note: noteOf([found.note, ...others.notes], leads, await snovio.wallsInWords()),
    credits: await creditsOf(snovio, runs, others, search),
  };
}

/** Everybody whom the searches have found, each once. */
interface Found {
  readonly people: readonly DatabasePerson[];
  readonly total: number | undefined;
  readonly hasMore: boolean;
  readonly note?: string | undefined;
}

/** One search after the other, each to its end: so a person's place stays the same, however many are asked for. */
async function searchDatabase(snovio: Snovio, search: PeopleSearch, call: CallContext): Promise<Found> {
  const wanted = search.offset + search.limit + 1;
  const isEnough = (people: readonly DatabasePerson[]) => people.filter(isNew).length >= wanted;
  const choose = (page: readonly DatabasePerson[]) => fittingOf(page, search);
  const people = new Map<string, DatabasePerson>();
  for (const [i, filters] of search.filters.entries()) {
    const before = [...people.values()];
    const found = await readPeople(snovio, filters, {
      call,
      fresh: search.fresh,
      choose,
      isEnough: more => isEnough([...before, ...more]),
    }).catch(error => missed(error, before));
    // Whoever two searches find has the same hash and name in both, or cannot be told from two people.
    for (const [j, person] of found.people.entries()) {
      const { hash, first_name: first, last_name: last } = person;
      people.set(JSON.stringify(hash ? [hash, first, last] : [i, j]), person);
    }
    const isLast = i === search.filters.length - 1;
    if (found.hasMore || isLast || isEnough([...people.values()])) {
      const total = search.filters.length === 1 ? found.total : undefined;
      return { people: [...people.values()], total, hasMore: found.hasMore || !isLast, note: found.note };
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
    note: `Not every place was searched: ${explain(error).text}`,
  };
}

function toKnown(person: DatabasePerson): KnownPerson[] {
  const { list_id: listId } = person;
  return listId === undefined ? [] : [{ ...toLead(person), listId }];
}

/** Reveals people, with one budget for all; `fresh` pays anew only for those in doubt. */
async function revealAll(
  snovio: Snovio,
  people: readonly DatabasePerson[],
  { fresh, maxCredits }: PeopleSearch,
  call: CallContext,
): Promise<RevealRun[]> {
  const hashes = people.flatMap(({ hash }) => hash ?? []);
  const what = `the addresses of ${hashes.length} ${hashes.length === 1 ? 'person' : 'people'}`;
  const known = await snovio.survey(personReveal, hashes, false);
  const isDoubtful = (hash: string) => {
    const { state, answer } = known.get(personReveal.key(hash)) ?? {};
    return state === 'stored' && answer === undefined;
  };
  const again = fresh ? hashes.filter(isDoubtful) : [];
  const others = hashes.filter(hash => !again.includes(hash));
  if (again.length === 0) return [await snovio.run(personReveal, others, { call, maxCredits, what })];
  const price = again.length + others.filter(hash => known.get(personReveal.key(hash))?.mayCost).length;
  const budget = await snovio.budget(price, maxCredits, what, call, hasFree(known));
  const options = { call, what, budget, tolerant: others.length > 0 };
  return [
    await snovio.run(personReveal, others, options),
    await snovio.run(personReveal, again, { ...options, fresh: true }),
  ];
}

function paidIn(runs: readonly RevealRun[]): number {
  return runs.flatMap(({ paid }) => [...paid.values()]).reduce((sum, credits) => sum + credits, 0);
}

function leadOf(person: DatabasePerson, runs: readonly RevealRun[]): Lead {
  const lead = toLead(person);
  const key = person.hash === undefined ? undefined : personReveal.key(person.hash);
  const run = runs.find(({ outcomes }) => key !== undefined && outcomes.has(key));
  if (!run || key === undefined) return lead;
  const result = itemResult<RevealedPerson, Lead & ItemResult>(
    run.outcomes.get(key),
    ({ emails, ...names }) => ({
      status: emails.length > 0 ? 'found' : 'not_found',
      firstName: names.firstName ?? lead.firstName,
      lastName: names.lastName ?? lead.lastName,
      linkedIn: names.linkedIn,
      emails: [...emails],
      // Nobody says that whoever is named instead has the job of the one who was shown.
      ...(isOther(names.firstName, lead.firstName) && { reason: 'other_name', position: undefined }),
    }),
  );
  return { ...lead, ...result, paid: run.paid.get(key) || undefined };
}

function isOther(name: string | undefined, shown: string | undefined): boolean {
  return !!name && !!shown && normaliseName(name) !== normaliseName(shown);
}

function isOver(status: Lead['status']): boolean {
  return status === 'found' || status === 'not_found';
}

/** Domains of which all pages have shown nobody. */
function uncoveredDomains({ people, hasMore }: Found, { domains, offset }: PeopleSearch): string[] {
  if (hasMore || offset > 0) return [];
  const covered = new Set(people.map(({ company }) => company.domain?.toLowerCase()));
  return domains.filter(domain => !covered.has(domain));
}

interface Progress {
  readonly search: PeopleSearch;
  readonly runs: readonly RevealRun[];
  /** How many leads the database has given. */
  readonly found: number;
}

async function leadsOfDomains(
  snovio: Snovio,
  domains: readonly string[],
  { search, runs, found }: Progress,
  call: CallContext,
): Promise<DomainLeads> {
  const { positions, limit, fresh } = search;
  const maxCredits = search.reveal ? (search.maxCredits ?? 0) - paidIn(runs) : 0;
  return searchDomains(snovio, domains, { positions, limit: limit - found, maxCredits, fresh }, call);
}

function noteOf(
  notes: readonly (string | undefined)[],
  leads: readonly Lead[],
  walls: string,
): string | undefined {
  const asked = leads.filter((lead): lead is Lead & ItemResult => lead.status !== undefined);
  return [...notes, remainder(asked, 1, walls)].filter(Boolean).join(' ') || undefined;
}

async function creditsOf(
  snovio: Snovio,
  runs: readonly RevealRun[],
  { spent, reserved }: DomainLeads,
  { maxCredits }: PeopleSearch,
): Promise<Credits> {
  const credits = await snovio.credits(
    runs.map(run => ({ run, estimated: false })),
    maxCredits,
  );
  const held = (credits.reserved ?? 0) + reserved;
  return {
    ...credits,
    spent: credits.spent + spent,
    ...(held > 0 && { reserved: held }),
    // The sources disagree on what addresses of a domain cost.
    ...(spent + reserved > 0 && { estimated: true }),
  };
}
