import { hasCode } from '../../errors.ts';
import type { Budget } from '../../spending/budget.ts';
import type { CallContext } from '../call-context.ts';
import type { DatabasePerson, RevealedPerson } from '../methods/database-people.ts';
import { normaliseName } from '../shapes/normalise.ts';
import type { Snovio } from '../snovio.ts';
import { askedResult, UNKNOWN_ID } from './ask-each.ts';
import {
  type AddressSearch,
  type AskedList,
  askLists,
  knownFrom,
  type PlannedList,
  paidIn,
  planLists,
} from './cheaper-addresses.ts';
import type { CreditsPart, Run } from './flow.ts';
import { type ItemResult, itemResult } from './item-result.ts';
import { type Lead, toLead } from './leads.ts';
import { profileOf } from './match-people.ts';
import type { FoundPeople } from './people-pages.ts';
import { personReveal } from './reveal-people.ts';
import { hasFree, isDoubtful } from './run-flow.ts';

/** What was done to find people's addresses. */
export interface Addresses {
  readonly lists: readonly AskedList[];
  readonly reveals: readonly Run<RevealedPerson>[];
}

/** What has to be paid for. */
interface Plan {
  readonly lists: readonly PlannedList[];
  /** How many have an id. */
  readonly count: number;
  /** Those in doubt who are paid for anew. */
  readonly again: readonly string[];
  /** The most that reveals alone can cost. */
  readonly reveals: number;
  /** Whether something is known already, or under way. */
  readonly hasFree: boolean;
}

/**
 * Finds people's addresses, with one budget for all: first in lists where one credit brings ten, then one by one for those
 * whom these lack. `fresh` pays anew only for those in doubt.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or the failure that everybody met
 */
export async function findAddresses(
  snovio: Snovio,
  people: readonly DatabasePerson[],
  found: FoundPeople,
  search: AddressSearch,
  call: CallContext,
): Promise<Addresses> {
  const plan = await planFor(snovio, people, found, search);
  const budget = await budgetFor(snovio, plan, search.maxCredits, call);
  const lists = await askLists(snovio, plan.lists, search, call, budget);
  const rest = people.filter(person => lists.every(({ matches }) => !matches.has(person)));
  const hashes = hashesOf(rest);
  const again = hashes.filter(hash => plan.again.includes(hash));
  const others = hashes.filter(hash => !again.includes(hash));
  const tolerant = rest.length < people.length || (again.length > 0 && others.length > 0);
  const options = { call, what: peopleInWords(plan.count), budget, tolerant };
  const reveals = [await snovio.run(personReveal, others, options)];
  if (again.length > 0) reveals.push(await snovio.run(personReveal, again, { ...options, fresh: true }));
  return { lists, reveals };
}

async function planFor(
  snovio: Snovio,
  people: readonly DatabasePerson[],
  found: FoundPeople,
  search: AddressSearch,
): Promise<Plan> {
  const hashes = hashesOf(people);
  const known = await snovio.survey(personReveal, hashes, false);
  const knownOf = ({ hash }: DatabasePerson) =>
    hash === undefined ? undefined : known.get(personReveal.key(hash));
  const payable = people.filter(person => knownOf(person)?.mayCost);
  const again = search.fresh ? hashesOf(people.filter(person => isDoubtful(knownOf(person)))) : [];
  const lists = await planLists(snovio, payable, found, search);
  const listed = knownFrom(lists);
  const unlisted = new Set(hashesOf(payable.filter(person => !listed.has(person))));
  return {
    lists,
    count: hashes.length,
    again,
    reveals: unlisted.size + again.length,
    hasFree: hasFree(known) || lists.some(({ price }) => price === 0),
  };
}

function hashesOf(people: readonly DatabasePerson[]): string[] {
  return people.flatMap(({ hash }) => hash ?? []);
}

/** The most that lists can cost which are not stored. */
export function listPrice(lists: readonly PlannedList[]): number {
  return lists.reduce((sum, { price }) => sum + price, 0);
}

function peopleInWords(count: number): string {
  return `the addresses of ${count} ${count === 1 ? 'person' : 'people'}`;
}

/**
 * The call's budget. Lists come first since they cost less, so nobody is asked only for their sake: where reveals alone
 * need no asking, both together may spend what needs none.
 */
async function budgetFor(
  snovio: Snovio,
  { lists, count, reveals, hasFree }: Plan,
  maxCredits: number | undefined,
  call: CallContext,
): Promise<Budget> {
  const open = (credits: number, what: string) => snovio.budget(credits, maxCredits, what, call, hasFree);
  const people = peopleInWords(count);
  const first = listPrice(lists);
  if (first === 0) return open(reveals, people);
  const what = `${people} (${first} to look them up by company, then 1 for each who is not found so)`;
  return open(reveals + first, what).catch(async error => {
    if (hasCode(error, 'credit_ceiling')) return open(reveals, people).catch(() => Promise.reject(error));
    throw error;
  });
}

/** Credits that this call has caused for addresses, or may have. */
export function paidFor({ lists, reveals }: Addresses): number {
  return [...lists.map(({ run }) => run), ...reveals].reduce((sum, run) => sum + paidIn(run), 0);
}

/** The runs whose credits an answer tells. Of lists the sources disagree on the price. */
export function partsOf({ lists, reveals }: Addresses): CreditsPart[] {
  return [
    ...lists.map(({ run }) => ({ run, estimated: true })),
    ...reveals.map(run => ({ run, estimated: false })),
  ];
}

/** No id, no reveal: nothing else in a row says for certain who it is. */
const NO_ID = { status: 'error', reason: 'no_id' } as const;

/** What has become of somebody. */
export function leadOf(person: DatabasePerson, { lists, reveals }: Addresses): Lead {
  const list = lists.find(({ matches }) => matches.has(person));
  if (list) return listedLead(person, list);
  const lead = toLead(person);
  if (person.hash === undefined) return { ...lead, ...NO_ID };
  const key = personReveal.key(person.hash);
  const run = reveals.find(({ outcomes }) => outcomes.has(key));
  const result = askedResult<RevealedPerson, Lead & ItemResult>(
    run?.outcomes.get(key),
    ({ emails, ...names }) => ({
      status: emails.length > 0 ? 'found' : 'not_found',
      firstName: names.firstName ?? lead.firstName,
      lastName: names.lastName ?? lead.lastName,
      linkedIn: names.linkedIn,
      emails: [...emails],
      // Nobody says that whoever is named instead has the job of the one who was shown.
      ...(isOther(names.firstName, lead.firstName) && { reason: 'other_name', position: undefined }),
    }),
    UNKNOWN_ID,
  );
  return { ...lead, ...result, paid: run?.paid.get(key) || undefined };
}

function isOther(name: string | undefined, shown: string | undefined): boolean {
  return !!name && !!shown && normaliseName(name) !== normaliseName(shown);
}

/** Somebody whose address a list tells. What the list cost stands with the first of them. */
function listedLead(person: DatabasePerson, { matches, outcome, run }: AskedList): Lead {
  const row = matches.get(person);
  const result = itemResult<unknown, Lead & ItemResult>(outcome, () => ({
    status: 'found',
    firstName: row?.firstName,
    lastName: row?.lastName,
    linkedIn: row && profileOf(row),
    emails: row ? [{ email: row.email, status: 'valid' }] : [],
  }));
  const [first] = matches.keys();
  return { ...toLead(person), ...result, paid: (first === person && paidIn(run)) || undefined };
}
