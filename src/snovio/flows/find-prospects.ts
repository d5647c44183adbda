import type { z } from 'zod';
import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import { type Person, type PersonEmails, personKey } from '../methods/find.ts';
import type { UrlProfile } from '../methods/url.ts';
import { normaliseDomain, normaliseSocialUrl } from '../shapes/normalise.ts';
import type { Prospect } from '../shapes/prospect.ts';
import {
  creditsOf,
  type DispatchContext,
  dispatch,
  type Item,
  type QuestionEngines,
  type Spending,
  survey,
} from '../tasks/dispatch.ts';
import type { Known } from '../tasks/engine.ts';
import type { Outcome } from '../tasks/pending-item.ts';
import { toPerson } from './find-emails.ts';
import { BAD_FORMAT, type ItemResult, type ItemStatus, itemResult, remainder } from './item-result.ts';

export interface FoundProspect extends ItemResult {
  /** As the caller wrote it. */
  url: string;
  /** How the search for the address ended, where it was a search of its own. */
  emailStatus?: ItemStatus | undefined;
  emailReason?: string | undefined;
  prospect?: z.output<typeof Prospect> | undefined;
}

export interface ProspectsAnswer {
  results: FoundProspect[];
  pending: number;
  note?: string | undefined;
  credits: Credits;
}

interface Questions {
  readonly url: QuestionEngines<string, UrlProfile>;
  readonly find: QuestionEngines<Person, PersonEmails>;
}

export interface ProspectsOptions extends Spending {
  /** Whether addresses are searched where the profile brings none. */
  readonly emails: boolean;
}

/** Finds the people behind profile links, and their addresses at the company they work for. */
export async function findProspects(
  asker: DispatchContext,
  questions: Questions,
  urls: readonly string[],
  call: CallContext,
  options: ProspectsOptions,
): Promise<ProspectsAnswer> {
  const { url: question, find } = questions;
  const links = urls.map(normaliseSocialUrl);
  const unique = new Map(links.flatMap(link => (link ? [[link.key, link] as const] : [])));
  const items: Item<string>[] = [...unique.values()].map(({ key, url, network }) => {
    return { item: key, input: url, price: 1, only: network === 'x' ? 'v1' : undefined };
  });
  const what = `${items.length} profile${items.length === 1 ? '' : 's'}`;
  const known = survey(question, items, options.fresh === true);
  const admitted = admit(asker, questions, { items, known, what }, options);
  const profiles = await dispatch(asker, question, items, {
    ...options,
    call,
    what,
    admitted: new Set(admitted.keys()),
  });
  const people = options.emails ? peopleOf(profiles, known) : new Map<string, Person>();
  const found = await findAll(asker, find, people, { ...options, call, admitted });
  const results = urls.map((url, i): FoundProspect => {
    const link = links[i];
    if (!link) return { url, ...BAD_FORMAT };
    return { url, ...resultOf(profiles.get(link.key), people.get(link.key), found) };
  });
  const parts = [
    { scope: question.scope, outcomes: profiles, estimated: false },
    { scope: find.scope, outcomes: found, estimated: false },
  ];
  return {
    results,
    pending: results.filter(one => one.status === 'pending' || one.emailStatus === 'pending').length,
    note: noteOf(results, options.emails, asker.ceiling.wallsInWords()),
    credits: creditsOf<unknown>(asker, parts, options.maxCredits),
  };
}

/** What is left to do, addresses included. */
function noteOf(results: readonly FoundProspect[], emails: boolean, walls: string): string | undefined {
  const profiles = remainder(results, emails ? 2 : 1, walls);
  const searches = results.flatMap(one =>
    one.emailStatus ? [{ status: one.emailStatus, reason: one.emailReason }] : [],
  );
  const addresses = remainder(searches, 1, walls);
  return [profiles, addresses && `Addresses: ${addresses}`].filter(Boolean).join(' ') || undefined;
}

/** A link may cost one for the profile and, in v2, one for the address. @returns the credits admitted by link */
function admit(
  asker: DispatchContext,
  { find }: Questions,
  { items, known, what }: { items: readonly Item<string>[]; known: ReadonlyMap<string, Known>; what: string },
  options: ProspectsOptions,
): Map<string, number> {
  const emailPrice = ({ item, only }: Item<string>): number => {
    const one = known.get(item);
    const generation = one?.generation ?? only ?? asker.generations.choose('url');
    if (!options.emails || generation === 'v1') return 0;
    if (one?.state !== 'stored') return 1;
    const person = personOf(one.answer as UrlProfile | undefined);
    const search = person && { item: personKey(person), input: person, price: 1 };
    return search && survey(find, [search], options.fresh === true).get(search.item)?.mayCost ? 1 : 0;
  };
  const costs = items
    .map(one => ({ item: one.item, price: (known.get(one.item)?.mayCost ? 1 : 0) + emailPrice(one) }))
    .filter(({ price }) => price > 0);
  const admitted = asker.ceiling.admit(costs, options.maxCredits, what);
  return new Map(costs.flatMap(({ item, price }) => (admitted.has(item) ? [[item, price] as const] : [])));
}

/** Whom to search an address for: somebody without one whose first company has a site. */
function personOf(answer: UrlProfile | undefined): Person | undefined {
  const prospect = answer?.prospect;
  if (!prospect || prospect.emails?.length) return undefined;
  const site = prospect.currentJobs.map(job => job.site && normaliseDomain(job.site)).find(Boolean);
  return site ? toPerson({ ...prospect, domain: site }) : undefined;
}

/** Whose address is searched apart. A profile of v1 came with what Snov.io has, and its price is 1. */
function peopleOf(
  profiles: ReadonlyMap<string, Outcome<UrlProfile>>,
  known: ReadonlyMap<string, Known>,
): Map<string, Person> {
  const people = new Map<string, Person>();
  for (const [key, outcome] of profiles) {
    if (outcome.status !== 'done') continue;
    const generation = outcome.source === 'ledger' ? known.get(key)?.generation : outcome.source;
    const person = generation === 'v1' ? undefined : personOf(outcome.answer);
    if (person) people.set(key, person);
  }
  return people;
}

async function findAll(
  asker: DispatchContext,
  find: QuestionEngines<Person, PersonEmails>,
  people: ReadonlyMap<string, Person>,
  options: ProspectsOptions & { call: CallContext; admitted: ReadonlyMap<string, number> },
): Promise<Map<string, Outcome<PersonEmails>>> {
  const byKey = new Map([...people.values()].map(person => [personKey(person), person]));
  if (byKey.size === 0) return new Map();
  const items = [...byKey].map(([item, input]) => ({ item, input, price: 1 }));
  const payable = [...people]
    .filter(([key]) => options.admitted.has(key))
    .map(([, person]) => personKey(person));
  const what = `${items.length} addresses`;
  return dispatch(asker, find, items, { ...options, what, admitted: new Set(payable), tolerant: true });
}

function resultOf(
  profile: Outcome<UrlProfile> | undefined,
  person: Person | undefined,
  found: ReadonlyMap<string, Outcome<PersonEmails>>,
): Omit<FoundProspect, 'url'> {
  const result = itemResult<UrlProfile, FoundProspect>(profile, ({ prospect }) => {
    return { url: '', status: prospect ? 'found' : 'not_found', prospect };
  }) as FoundProspect;
  const { url: _, ...rest } = result;
  if (!person || !rest.prospect) return rest;
  const outcome = found.get(personKey(person));
  const email = itemResult<PersonEmails, ItemResult>(outcome, ({ emails }) => {
    return { status: emails.length > 0 ? 'found' : 'not_found' };
  });
  const emails =
    outcome?.status === 'done' ? outcome.answer.emails.map(({ email, status }) => ({ email, status })) : [];
  return {
    ...rest,
    emailStatus: email.status,
    emailReason: email.reason,
    prospect: { ...rest.prospect, ...(emails.length > 0 && { emails }) },
  };
}
