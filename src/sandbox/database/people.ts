import { FIRST_NAMES, LAST_NAMES, POSITIONS, SKILLS } from '../data/names.ts';
import { PEOPLE } from '../data/people.ts';
import type { Company } from './database.ts';
import type { MailboxKind } from './mailbox.ts';

/** A person of the invented database. */
export interface Person {
  id: number;
  firstName: string;
  lastName: string;
  /** Empty for somebody without a current company. */
  domain: string;
  company?: Company;
  position: string;
  email: string;
  mailbox: MailboxKind;
  /** Last part of the LinkedIn address. */
  slug: string;
  /** Name on X, if any. */
  handle?: string;
  skills: string[];
}

/** A person as the data file names it; the rest follows from the name. */
export interface GivenPerson {
  firstName: string;
  lastName: string;
  domain: string;
  position: string;
  /** Local part of the address, when it isn't first.last. */
  local?: string;
  handle?: string;
  mailbox?: MailboxKind;
}

/** All people of these companies: the given ones first, then as many generated as the staff is short of. */
export function populate(companies: Company[]): Person[] {
  const given = [...PEOPLE, ...companies.flatMap(each => generate(each))];
  const slugs = new Set<string>();
  return given.map((each, at) => {
    const company = companies.find(one => one.domain === each.domain);
    return complete(each, company, at, slugs);
  });
}

function generate(company: Company): GivenPerson[] {
  const count = company.staff - PEOPLE.filter(each => each.domain === company.domain).length;
  const start = company.domain.length * 7 + company.name.length;
  return Array.from({ length: count }, (_, at) => ({
    // 30 and 31 have no common factor: the first 930 pairs all differ.
    firstName: pick(FIRST_NAMES, start + at),
    lastName: pick(LAST_NAMES, start + at),
    domain: company.domain,
    position: pick(POSITIONS, at),
    handle:
      at % 5 === 0
        ? `${pick(FIRST_NAMES, start + at).toLowerCase()}${company.domain.slice(0, 4)}${at}`
        : undefined,
    // Somebody has always just left.
    mailbox: at % 13 === 5 ? 'not_valid' : undefined,
  }));
}

function complete(given: GivenPerson, company: Company | undefined, at: number, slugs: Set<string>): Person {
  const { local = localPart(given.firstName, given.lastName), handle, ...rest } = given;
  const base = `${ascii(given.firstName)}-${ascii(given.lastName)}-${given.domain.split('.')[0] || 'freelance'}`;
  const slug = slugs.has(base) ? `${base}-2` : base;
  slugs.add(slug);
  return {
    ...rest,
    id: 301_000 + at,
    company,
    email: `${local}@${given.domain || 'freemail.example'}`,
    mailbox: given.mailbox ?? company?.mailbox ?? 'valid',
    slug,
    ...(handle ? { handle } : {}),
    skills: at % 3 === 0 ? [] : [pick(SKILLS, at), pick(SKILLS, at + 2)],
  };
}

/** `first.last` in plain letters, as every company here builds its addresses. */
export function localPart(firstName: string, lastName: string): string {
  return `${ascii(firstName)}.${ascii(lastName)}`;
}

function ascii(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/ł/g, 'l').replace(/[^\p{L}\p{N}]+/gu, '');
}

function pick<T>(list: readonly T[], at: number): T {
  return list[at % list.length] as T;
}
