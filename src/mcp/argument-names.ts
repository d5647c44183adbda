import { z } from 'zod';
import { SnovioError } from '../errors.ts';

/** Money and consent: these go by their own name alone, and their values are never guessed. */
const GUARDED: ReadonlySet<string> = new Set(['maxCredits', 'fresh', 'reveal', 'confirm', 'allowSending']);

export function isGuarded(argument: string): boolean {
  return GUARDED.has(argument);
}

/** What agents call our arguments besides the names that follow from ours by rule. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  id: ['prospectId'],
  name: ['listName', 'title'],
  title: ['name', 'campaignName'],
  items: ['emails', 'email', 'domains', 'domain', 'addresses', 'address'],
  people: ['leads', 'contacts', 'prospects'],
  prospects: ['leads', 'contacts', 'people', 'person'],
  emails: ['addresses', 'address', 'emailAddresses', 'emailAddress'],
  email: ['address', 'emailAddress'],
  domain: ['companyDomain', 'website'],
  domains: ['companyDomains', 'companyDomain', 'websites', 'website'],
  url: ['link', 'profileUrl', 'linkedInUrl'],
  urls: ['links', 'link', 'profileUrls', 'profileUrl', 'linkedInUrls', 'linkedInUrl'],
  endpointUrl: ['endpoint', 'url', 'webhookUrl'],
  companies: ['companyNames', 'companyName'],
  companyName: ['company'],
  companySite: ['website', 'companyWebsite'],
  fullName: ['name'],
  position: ['jobTitle', 'title'],
  positions: ['jobTitles', 'jobTitle', 'titles', 'title'],
  dateFrom: ['from', 'startDate', 'fromDate'],
  dateTo: ['to', 'endDate', 'toDate'],
  next: ['cursor', 'nextCursor', 'pageToken', 'nextPageToken'],
};

/** No argument of ours has a longer name, in whatever spelling. */
const LONGEST = 60;

/** A name without what spellings differ in: `list_id`, `listID` and `List Id` are one. */
function folded(name: string): string {
  return name.length > LONGEST ? '' : name.replace(/[\s_-]+/g, '').toLowerCase();
}

/** `company` of `companies`, `campaignId` of `campaignIds`; undefined where it is no plural. */
function singular(name: string): string | undefined {
  if (name === 'people') return 'person';
  if (!name.endsWith('s')) return undefined;
  return name.endsWith('ies') ? `${name.slice(0, -3)}y` : name.slice(0, -1);
}

function plural(name: string): string {
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}

/** What else an argument may be called. Numbers and flags, money and consent among them, have no other names. */
function otherNames(key: string, schema: z.core.$ZodType): string[] {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  const isText = inner instanceof z.ZodString;
  if (!(isText || inner instanceof z.ZodArray)) return [];
  const one = isText ? key : singular(key);
  const thing = one?.endsWith('Id') ? one.slice(0, -2) : undefined;
  // Where an id is wanted, a name may do as well: its description says so.
  const isNamed = isText && /\bname\b/.test(inner.description ?? '');
  return [
    ...(one ? [one] : []),
    ...(isText ? [plural(key)] : []),
    ...(thing ? [thing] : []),
    ...(thing && isNamed ? [`${thing}Name`] : []),
    ...(OTHER_NAMES[key] ?? []),
  ];
}

/** Arguments that say whom a tool is about: there a mere `id` could be that of a person. */
const PEOPLE = ['email', 'emails', 'people', 'prospects', 'items'];

/** `id` where only one thing can be meant: a tool acts on the thing that it takes first. */
function barelyNamed(keys: readonly string[]): [name: string, key: string][] {
  const [first, ...others] = keys;
  const isOnly =
    first && /Ids?$/.test(first) && !others.some(key => /Ids?$/.test(key) || PEOPLE.includes(key));
  return isOnly ? ['id', 'ids'].map(name => [name, first]) : [];
}

type Names = ReadonlyMap<string, ReadonlySet<string>>;

const known = new WeakMap<z.ZodObject, Names>();

/** The arguments that a folded name can mean. A name of our own means that argument alone. */
function namesOf(schema: z.ZodObject): Names {
  const kept = known.get(schema);
  if (kept) return kept;
  const keys = Object.keys(schema.shape);
  const names = new Map<string, Set<string>>();
  const add = (name: string, key: string) =>
    names.set(folded(name), (names.get(folded(name)) ?? new Set()).add(key));
  for (const [key, field] of Object.entries<z.core.$ZodType>(schema.shape))
    for (const name of otherNames(key, field)) add(name, key);
  for (const [name, key] of barelyNamed(keys)) add(name, key);
  for (const key of keys) names.set(folded(key), new Set([key]));
  known.set(schema, names);
  return names;
}

/** Another word for an argument, not only another spelling. */
export interface Renamed {
  readonly given: string;
  readonly key: string;
}

/** Fields of an object under our names. */
interface Fields {
  /** What stands under each of our names, and what stands under names that nobody knows. */
  readonly values: ReadonlyMap<string, unknown>;
  readonly renamed: readonly Renamed[];
}

/**
 * Reads the names of an object's fields. `null` in an optional field means that it was not given.
 * @throws SnovioError `invalid_input` where two of them mean the same, or one could mean two
 */
export function readNames(schema: z.ZodObject, object: object): Fields {
  const names = namesOf(schema);
  const values = new Map<string, unknown>();
  const givenAs = new Map<string, string>();
  for (const [given, value] of Object.entries(object)) {
    const key = meant(names, given);
    if ((value === null || value === undefined) && isDispensable(schema, key, given)) continue;
    if (key !== undefined) {
      const first = givenAs.get(key);
      if (first !== undefined) throw twice(key, first, given);
      givenAs.set(key, given);
    }
    values.set(key ?? given, value);
  }
  const renamed = [...givenAs].filter(([key, given]) => folded(key) !== folded(given));
  return { values, renamed: renamed.map(([key, given]) => ({ key, given })) };
}

/** @throws SnovioError `invalid_input` where it could mean two */
function meant(names: Names, given: string): string | undefined {
  const [key, ...others] = names.get(folded(given)) ?? [];
  if (key === undefined || others.length === 0) return key;
  throw new SnovioError('invalid_input', {
    message: `One argument could mean ${[key, ...others].join(' or ')}: call again with the name that you mean. Nothing was sent.`,
    names: [{ what: 'given', name: given }],
  });
}

/** Whether a field without a value may be left out. One of a name that nobody knows stays, and is refused. */
function isDispensable(schema: z.ZodObject, key: string | undefined, given: string): boolean {
  return key !== undefined && (key !== given || schema.shape[key] instanceof z.ZodOptional);
}

function twice(key: string, ...given: readonly string[]): SnovioError {
  return new SnovioError('invalid_input', {
    message: `Two arguments mean ${key}: call again with one of them, as ${key}. Nothing was sent.`,
    names: given.map(name => ({ what: 'given', name })),
  });
}
