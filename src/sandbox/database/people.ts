import { FIRST_NAMES, LAST_NAMES, POSITIONS, SKILLS } from '../data/names.ts';
import { PEOPLE } from '../data/people.ts';
import { PLACES } from '../data/places.ts';
import { LEADERS } from '../data/positions.ts';
import type { Company, MailboxKind, PersonSeed, Place } from '../data/types.ts';

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
  /** Where the person lives. */
  place: Place | undefined;
}

/** All people of these companies: the named people first, then as many generated as the staff is short of. */
export function createPeople(companies: Company[]): Person[] {
  const seeds = [...PEOPLE, ...companies.flatMap(generateStaff)];
  const slugs = new Set<string>();
  return seeds.map((seed, index) => {
    const company = companies.find(({ domain }) => domain === seed.domain);
    return createPerson(seed, company, index, slugs);
  });
}

/** Firms of so few people are known by those who lead them. */
const SMALL = 3;

function generateStaff(company: Company): PersonSeed[] {
  const count = company.staff - PEOPLE.filter(person => person.domain === company.domain).length;
  const start = company.domain.length * 7 + company.name.length;
  return Array.from({ length: count }, (_, index) => {
    // 30 and 31 have no common factor: the first 930 pairs all differ.
    const firstName = pick(FIRST_NAMES, start + index);
    return {
      firstName,
      lastName: pick(LAST_NAMES, start + index),
      domain: company.domain,
      position: pick(company.staff > SMALL ? POSITIONS : LEADERS, index),
      handle:
        index % 5 === 0 && company.staff > SMALL
          ? `${firstName.toLowerCase()}${company.domain.slice(0, 4)}${index}`
          : undefined,
      // At every company somebody has just left.
      mailbox: index % 13 === 5 ? 'not_valid' : undefined,
    };
  });
}

function createPerson(
  seed: PersonSeed,
  company: Company | undefined,
  index: number,
  slugs: Set<string>,
): Person {
  const { local = localPart(seed.firstName, seed.lastName), handle, ...rest } = seed;
  const base = `${ascii(seed.firstName)}-${ascii(seed.lastName)}-${seed.domain.split('.')[0] || 'freelance'}`;
  const slug = slugs.has(base) ? `${base}-2` : base;
  slugs.add(slug);
  return {
    ...rest,
    id: 301_000 + index,
    company,
    email: `${local}@${seed.domain || 'freemail.example'}`,
    mailbox: seed.mailbox ?? company?.mailbox ?? 'valid',
    slug,
    ...(handle ? { handle } : {}),
    skills: index % 3 === 0 ? [] : [pick(SKILLS, index), pick(SKILLS, index + 2)],
    place: index % 9 === 8 ? pick(PLACES, index) : placeOf(company),
  };
}

/** The place of a company; undefined where there is none. */
export function placeOf(company: Company | undefined): Place | undefined {
  return PLACES.find(({ city }) => city === company?.city);
}

/** `first.last` in lower case without accents, as every company here builds its addresses. */
export function localPart(firstName: string, lastName: string): string {
  return `${ascii(firstName)}.${ascii(lastName)}`;
}

function ascii(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/ł/g, 'l').replace(/[^\p{L}\p{N}]+/gu, '');
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}
