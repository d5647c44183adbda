import { COMPANIES } from '../data/companies.ts';
import type { Company } from '../data/types.ts';
import { hexOf } from '../random.ts';
import { createPeople, type Person } from './people.ts';

/** An address that is known for a domain. */
export interface KnownAddress {
  /** Ascending within the domain; what `lastId` refers to. */
  id: number;
  email: string;
  /** A role address, such as `info@`. */
  generic: boolean;
  person?: Person;
}

const ROLES = ['info', 'sales', 'support', 'hr', 'press', 'orders', 'billing', 'careers', 'office'];

const people = createPeople(COMPANIES);
const companies = new Map(COMPANIES.map(company => [company.domain, company]));
const byDomain = Map.groupBy(people, person => person.domain);
const byEmail = new Map(people.map(person => [person.email, person]));
const bySlug = new Map(people.map(person => [person.slug, person]));
const byHandle = new Map(people.map(person => [person.handle, person]));
const byHash = new Map(people.map(person => [prospectHash(person), person]));
const byRevealHash = new Map(people.map(person => [revealHash(person), person]));
const addresses = new Map(COMPANIES.map(({ domain }) => [domain, addressesOf(domain)]));

/** Snov.io's database of companies and people: invented, the same in every sandbox, and never changed. */
export const database = {
  people: people as readonly Person[],
  company: (domain: string) => companies.get(domain),
  /** By the exact name, but for case. */
  companyByName: (name: string) =>
    COMPANIES.find(company => company.name.toLowerCase() === name.trim().toLowerCase()),
  personByEmail: (email: string) => byEmail.get(email),
  personBySlug: (slug: string) => bySlug.get(slug),
  personByHandle: (handle: string) => byHandle.get(handle),
  personByHash: (hash: string) => byHash.get(hash),
  personByRevealHash: (hash: string) => byRevealHash.get(hash),
  companies: COMPANIES as readonly Company[],
  staff: (domain: string): readonly Person[] => byDomain.get(domain) ?? [],
  /** In the order of the domain searches; empty for an unknown domain. */
  addresses: (domain: string): KnownAddress[] => addresses.get(domain) ?? [],
};

/** The long hex tail of a prospect's `search_emails_start` [C:ref]. */
export function prospectHash(person: Person): string {
  return hexOf(`prospect ${person.slug}`, 102);
}

/**
 * The tail of a row's `email_and_hidden_info_reveal`: 32 hex digits in the sample [C:ref]. GUESS: the same in every
 * search.
 */
export function revealHash(person: Person): string {
  return hexOf(`reveal ${person.slug}`, 32);
}

function addressesOf(domain: string): KnownAddress[] {
  const roles = ROLES.map(role => ({ email: `${role}@${domain}`, generic: true }));
  const staff = byDomain.get(domain) ?? [];
  const all = [...roles, ...staff.map(person => ({ email: person.email, generic: false, person }))];
  return all.map((address, index) => ({ id: 1_823_000_001 + index * 17, ...address }));
}

/** Whether v1 knows the answer without a charged call: it does for everything about Initech. */
export function isKnownToV1(addressOrDomain: string): boolean {
  const domain = addressOrDomain.slice(addressOrDomain.lastIndexOf('@') + 1).toLowerCase();
  return domain === 'initech.example';
}
