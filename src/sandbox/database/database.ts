import { COMPANIES } from '../data/companies.ts';
import { hexOf } from '../random.ts';
import type { MailboxKind } from './mailbox.ts';
import { type Person, populate } from './people.ts';

/** A company of the invented database. */
export interface Company {
  domain: string;
  name: string;
  /** What a check of its people's mailboxes ends in. */
  mailbox: MailboxKind;
  staff: number;
  city: string;
  country: string;
  industry: string;
  /** A range, such as `51-200`. */
  size: string;
}

/** One address that is known for a domain, in the order of the domain searches. */
export interface KnownAddress {
  /** Ascending within the domain; what `lastId` counts in. */
  id: number;
  email: string;
  generic: boolean;
  person?: Person;
}

const ROLES = ['info', 'sales', 'support', 'hr', 'press', 'orders', 'billing', 'careers', 'office'];

const people = populate(COMPANIES);
const companies = new Map(COMPANIES.map(each => [each.domain, each]));
const byEmail = new Map(people.map(each => [each.email, each]));
const bySlug = new Map(people.map(each => [each.slug, each]));
const byHandle = new Map(people.filter(each => each.handle).map(each => [each.handle, each]));
const byHash = new Map(people.map(each => [prospectHash(each), each]));
const addresses = new Map(COMPANIES.map(each => [each.domain, addressesOf(each.domain)]));

/** The invented database, the same in every sandbox; nothing in it ever changes. */
export const world = {
  people: people as readonly Person[],
  company: (domain: string) => companies.get(domain),
  companyByName: (name: string) =>
    COMPANIES.find(each => each.name.toLowerCase() === name.trim().toLowerCase()),
  byEmail: (email: string) => byEmail.get(email),
  bySlug: (slug: string) => bySlug.get(slug),
  byHandle: (handle: string) => byHandle.get(handle),
  byHash: (hash: string) => byHash.get(hash),
  staff: (domain: string) => people.filter(each => each.domain === domain),
  addresses: (domain: string): KnownAddress[] => addresses.get(domain) ?? [],
};

/** The long hex tail of a prospect's `search_emails_start` [C:ref]. */
export function prospectHash(person: Person): string {
  return hexOf(`prospect ${person.slug}`, 102);
}

function addressesOf(domain: string): KnownAddress[] {
  const roles = ROLES.map(role => ({ email: `${role}@${domain}`, generic: true }));
  const own = people.filter(each => each.domain === domain);
  const all = [...roles, ...own.map(person => ({ email: person.email, generic: false, person }))];
  return all.map((each, at) => ({ id: 1_823_000_001 + at * 17, ...each }));
}

/** Whether v1 knows the answer without any charged call: everything about Initech. */
export function inDatabase(addressOrDomain: string): boolean {
  const domain = addressOrDomain.slice(addressOrDomain.lastIndexOf('@') + 1).toLowerCase();
  return domain === 'initech.example';
}
