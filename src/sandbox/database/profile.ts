import { at, type PhpDate, phpDate, plainDate } from '../dates.ts';
import type { Person } from './people.ts';

/** A job as v1 shows it: 17 keys, any of which may be null [C:ref]. */
export type Job = Record<string, string | null>;

/** When the database last looked at somebody. */
export function seenAt(person: Person): number {
  return at('2025-03-01 12:37:58') + person.id * 60_000;
}

/** The two forms of a date: the same field is a date object in some methods and a string in one. */
export function lastUpdate(person: Person): { object: PhpDate; text: string } {
  return { object: phpDate(seenAt(person)), text: plainDate(seenAt(person)) };
}

export function linkedIn(person: Person): string {
  return `https://www.linkedin.com/in/${person.slug}`;
}

/** `social[].type` seen: `linkedIn`, `twitter` [C:ref]. */
export function social(person: Person): { link: string; type: string }[] {
  const x = person.handle ? [{ link: `https://x.com/${person.handle}`, type: 'twitter' }] : [];
  return [{ link: linkedIn(person), type: 'linkedIn' }, ...x];
}

/** Empty for somebody without a company. */
export function currentJobs(person: Person): Job[] {
  if (!person.domain) return [];
  const company = person.company;
  return [
    job({
      companyName: company?.name ?? 'Load Works',
      position: person.position,
      socialLink: companyPage(person),
      site: `https://${person.domain}`,
      locality: company?.country ?? null,
      city: company?.city ?? null,
      startDate: `${2012 + (person.id % 10)}-07-31`,
      size: company?.size ?? null,
      industry: company?.industry ?? null,
      companyType: 'Privately Held',
      country: company?.country ?? null,
    }),
  ];
}

/** One former job for most people. */
export function previousJobs(person: Person): Job[] {
  if (person.id % 3 === 0) return [];
  return [
    job({
      companyName: 'Former Freight',
      position: 'Trainee',
      socialLink: 'https://www.linkedin.com/company/100002',
      site: 'http://www.former.example/',
      locality: 'United States',
      state: 'GA',
      city: 'Atlanta',
      street: '1 Sample Parkway',
      postal: '30328',
      founded: '1907',
      endDate: `${2011 + (person.id % 10)}-06-30`,
      size: '10001+',
      industry: 'Logistics and Supply Chain',
      companyType: 'Public Company',
      country: 'United States',
    }),
  ];
}

/** A company's page on LinkedIn. */
export function companyPage(person: Person): string {
  return `https://www.linkedin.com/company/${person.domain.split('.')[0]}-page`;
}

/** All 17 keys; those not given are null. */
export function job(given: Partial<Job>): Job {
  const keys = [
    ...[
      'companyName',
      'position',
      'socialLink',
      'site',
      'locality',
      'state',
      'city',
      'street',
      'street2',
      'postal',
    ],
    ...['founded', 'startDate', 'endDate', 'size', 'industry', 'companyType', 'country'],
  ];
  return Object.fromEntries(keys.map(key => [key, given[key] ?? null]));
}
