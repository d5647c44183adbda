import type { z } from 'zod';
import type { Budget } from '../../spending/budget.ts';
import type { Credits } from '../../spending/ceiling.ts';
import type { Generation } from '../../spending/store.ts';
import type { CallContext } from '../call-context.ts';
import { type Person, type PersonEmails, personKey } from '../methods/find.ts';
import { type UrlProfile, urlV1, urlV2 } from '../methods/url.ts';
import { normaliseDomain, normaliseSocialUrl, type SocialUrl } from '../shapes/normalise.ts';
import type { Prospect } from '../shapes/prospect.ts';
import type { ItemStatus } from '../shapes/statuses.ts';
import type { Snovio } from '../snovio.ts';
import type { Outcome } from '../tasks/item.ts';
import { emailSearch, isEstimated, toPerson } from './find-emails.ts';
import { defineFlow, type Known, type Run, type Spending } from './flow.ts';
import {
  BAD_FORMAT,
  creditsNote,
  type ItemResult,
  inOneNote,
  itemResult,
  remainder,
  wallsMet,
} from './item-result.ts';
import { admit, type Costs, hasFree, priceOf } from './run-flow.ts';

export interface FoundProspect extends ItemResult {
  /** As the caller wrote it. */
  url: string;
  /** How the search for the address ended, where there was such a search. */
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

export interface ProspectsOptions extends Spending {
  /** Whether addresses are searched where the profile brings none. */
  readonly emails: boolean;
}

/** The profile behind a link. Inputs come from {@link normaliseSocialUrl}; X is known to v1 only. */
export const profileSearch = defineFlow<string, UrlProfile>({
  question: 'url',
  methods: [urlV1, urlV2],
  key: url => normaliseSocialUrl(url)?.key ?? url,
  done: 'looked up',
  kindOf: ({ prospect }) => (prospect ? undefined : 'not found'),
  verdicts: ({ prospect }) => prospect?.emails ?? [],
});

/**
 * Finds the people behind profile links, and their addresses at the company they work for.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or the failure that every link met
 */
export async function findProspects(
  snovio: Snovio,
  urls: readonly string[],
  call: CallContext,
  options: ProspectsOptions,
): Promise<ProspectsAnswer> {
  const links = urls.map(normaliseSocialUrl);
  const unique = new Map(links.flatMap(link => (link ? [[link.key, link] as const] : [])));
  const what = `${unique.size} profile${unique.size === 1 ? '' : 's'}`;
  const inputs = [...unique.values()].map(({ url }) => url);
  const known = await snovio.survey(profileSearch, inputs, options.fresh === true);
  const costs = await costsOf(snovio, unique, known, options);
  const budget = await snovio.budget(priceOf(costs), options.maxCredits, what, call, hasFree(known));
  const room = budget.room;
  const admitted = admit(costs, budget);
  const profiles = await snovio.run(profileSearch, inputs, {
    ...options,
    call,
    what,
    admitted,
    only: key => onlyFor(unique.get(key)),
  });
  // What the links did not cost may be spent on addresses, in the links' order.
  budget.giveBack(room - budget.room);
  for (const credits of profiles.paid.values()) budget.spend(credits);
  const people = options.emails ? peopleOf(profiles.outcomes, known) : new Map<string, Person>();
  const wanted = new Map([...people.values()].map(person => [personKey(person), person]));
  const found = await snovio.run(emailSearch, [...wanted.values()], {
    ...options,
    call,
    what: `${wanted.size} address${wanted.size === 1 ? '' : 'es'}`,
    admitted: await admitAddresses(snovio, people, admitted, budget, options),
    tolerant: true,
  });
  const results = urls.map((url, i): FoundProspect => {
    const link = links[i];
    if (!link) return { url, ...BAD_FORMAT };
    return { url, ...resultOf(profiles.outcomes.get(link.key), people.get(link.key), found) };
  });
  const parts = [
    { run: profiles, estimated: false },
    { run: found, estimated: isEstimated(found, snovio) },
  ];
  const credits = await snovio.credits(parts, options.maxCredits);
  return {
    results,
    pending: results.filter(({ status, emailStatus }) => status === 'pending' || emailStatus === 'pending')
      .length,
    note: inOneNote(
      noteOf(results, options.emails, await wallsMet(snovio, [...results, ...searchesOf(results)], call)),
      creditsNote(credits),
    ),
    credits,
  };
}

/** Whole links are bought: an address is paid for only where its link was admitted, as far as the budget still goes. */
async function admitAddresses(
  snovio: Snovio,
  people: ReadonlyMap<string, Person>,
  links: ReadonlySet<string>,
  budget: Budget,
  { fresh = false }: ProspectsOptions,
): Promise<Set<string>> {
  const payable = [...people].flatMap(([link, person]) => (links.has(link) ? [person] : []));
  const known = await snovio.survey(emailSearch, payable, fresh);
  const costs = [...known].flatMap(([key, { mayCost }]) => (mayCost ? [[key, { price: 1 }] as const] : []));
  return admit(costs, budget);
}

function onlyFor(link: SocialUrl | undefined): 'v1' | undefined {
  return link?.network === 'x' ? 'v1' : undefined;
}

/** What is left to do, addresses included. */
function noteOf(results: readonly FoundProspect[], emails: boolean, walls: string): string | undefined {
  const told = results.map(({ prospect, ...result }) => ({ ...result, emails: prospect?.emails }));
  const profiles = remainder(told, emails ? 2 : 1, walls);
  const addresses = remainder(searchesOf(results), 1, walls);
  return inOneNote(profiles, addresses && `Addresses: ${addresses}`);
}

/** The searches for addresses, as results of their own. */
function searchesOf(results: readonly FoundProspect[]) {
  return results.flatMap(({ emailStatus, emailReason }) =>
    emailStatus ? [{ status: emailStatus, reason: emailReason }] : [],
  );
}

/** A link may cost 1 credit for the profile and, in v2, 1 for the address. */
async function costsOf(
  snovio: Snovio,
  links: ReadonlyMap<string, SocialUrl>,
  known: ReadonlyMap<string, Known>,
  { emails, fresh = false }: ProspectsOptions,
): Promise<Costs> {
  const searching = [...links].filter(
    ([key, link]) => emails && generationOf(snovio, link, known.get(key)) === 'v2',
  );
  const people = new Map(
    searching.map(([key]) => [key, personOf(known.get(key)?.answer as UrlProfile | undefined)]),
  );
  const searches = await snovio.survey(
    emailSearch,
    [...people.values()].flatMap(person => person ?? []),
    fresh,
  );
  const addressPrice = (key: string): number => {
    if (!people.has(key)) return 0;
    if (known.get(key)?.state !== 'stored') return 1;
    const person = people.get(key);
    return person && searches.get(personKey(person))?.mayCost ? 1 : 0;
  };
  return [...links.keys()]
    .map(key => [key, { price: (known.get(key)?.mayCost ? 1 : 0) + addressPrice(key) }] as const)
    .filter(([, { price }]) => price > 0);
}

/** The generation that answers a link: the one that has begun it, or the one that will be asked. */
function generationOf(snovio: Snovio, link: SocialUrl, profile: Known | undefined): Generation {
  return profile?.generation ?? onlyFor(link) ?? snovio.generation('url');
}

/** The person to search an address for; undefined where there is an address already, or no company with a site. */
function personOf(answer: UrlProfile | undefined): Person | undefined {
  const prospect = answer?.prospect;
  if (!prospect || prospect.emails?.length) return undefined;
  const site = prospect.currentJobs.map(job => job.site && normaliseDomain(job.site)).find(Boolean);
  return site ? toPerson({ ...prospect, domain: site }) : undefined;
}

/** The people whose address needs a search of its own, by link. A v1 profile comes with what Snov.io has. */
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

type LinkResult = Omit<FoundProspect, 'url'>;

function resultOf(
  profile: Outcome<UrlProfile> | undefined,
  person: Person | undefined,
  found: Run<PersonEmails>,
): LinkResult {
  const result: LinkResult = itemResult<UrlProfile, LinkResult>(profile, ({ prospect }) => {
    return { status: prospect ? 'found' : 'not_found', prospect };
  });
  if (!person || !result.prospect) return result;
  const outcome = found.outcomes.get(personKey(person));
  const email = itemResult<PersonEmails, ItemResult>(outcome, ({ emails }) => {
    return { status: emails.length > 0 ? 'found' : 'not_found' };
  });
  const emails = outcome?.status === 'done' ? [...outcome.answer.emails] : [];
  return {
    ...result,
    emailStatus: email.status,
    emailReason: email.reason,
    prospect: { ...result.prospect, ...(emails.length > 0 && { emails }) },
  };
}
