import { parseDate } from '../dates.ts';
import type { Person } from './people.ts';

const JOB_KEYS = [
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
  'founded',
  'startDate',
  'endDate',
  'size',
  'industry',
  'companyType',
  'country',
] as const;

/** A job as v1 shows it: 17 keys, any of which may be null [C:ref]. */
export type Job = Record<(typeof JOB_KEYS)[number], string | null>;

/** A link to a profile as v1 shows it; the types in the samples are `linkedIn` and `twitter`. */
export interface SocialLink {
  link: string;
  type: string;
}

const FIRST_SEEN = parseDate('2025-03-01 12:37:58');

/** When the database last saw somebody, in milliseconds of the epoch. */
export function lastSeen(person: Person): number {
  return FIRST_SEEN + person.id * 60_000;
}

/** Somebody's LinkedIn address. */
export function linkedInLink(person: Person): string {
  return `https://www.linkedin.com/in/${person.slug}`;
}

/** A company's page on LinkedIn. */
export function companyPage(person: Person): string {
  return `https://www.linkedin.com/company/${person.domain.split('.')[0]}-page`;
}

/** Somebody's profiles: LinkedIn for everybody, X for those with a handle. */
export function socialLinks(person: Person): SocialLink[] {
  const x = person.handle ? [{ link: `https://x.com/${person.handle}`, type: 'twitter' }] : [];
  return [{ link: linkedInLink(person), type: 'linkedIn' }, ...x];
}

/** A job with all 17 keys; those not given are null. */
export function createJob(given: Partial<Job>): Job {
  return Object.fromEntries(JOB_KEYS.map(key => [key, given[key] ?? null])) as Job;
}

/** Empty for somebody without a company. */
export function currentJobs(person: Person): Job[] {
  if (!person.domain) return [];
  const { company } = person;
  return [
    createJob({
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

/** One former job for two people in three. */
export function previousJobs(person: Person): Job[] {
  if (person.id % 3 === 0) return [];
  return [
    createJob({
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
