import { SMALL_FIRMS } from './small-firms.ts';
import type { Company, CompanySeed } from './types.ts';

/** A year's revenue by size. */
const REVENUES: Record<string, Company['revenue']> = {
  Self: { min: 1, max: 500_000 },
  '1-10': { min: 500_000, max: 1_000_000 },
  '11-50': { min: 1_000_000, max: 2_500_000 },
  '51-200': { min: 5_000_000, max: 10_000_000 },
  '201-500': { min: 20_000_000, max: 50_000_000 },
  '501-1000': { min: 100_000_000, max: 500_000_000 },
};

/** The companies of the database; `mailbox` and `staff` say what each of the first ten is for. */
export const COMPANIES: Company[] = [
  company(
    'acme.example',
    'Acme Rockets',
    'valid',
    130,
    ['Berlin', 'Germany'],
    'Aviation & Aerospace',
    '201-500',
  ),
  company('globex.example', 'Globex', 'valid', 34, ['Lisbon', 'Portugal'], 'Internet', '51-200'),
  // Everybody here is in Snov.io's database already: v1 reads are complete and free at once.
  company(
    'initech.example',
    'Initech',
    'valid',
    22,
    ['Austin', 'United States'],
    'Computer Software',
    '11-50',
  ),
  company('umbra.example', 'Umbra Textiles', 'catchall', 20, ['Porto', 'Portugal'], 'Textiles', '51-200'),
  company(
    'greyfield.example',
    'Greyfield Bank',
    'greylist',
    18,
    ['Leeds', 'United Kingdom'],
    'Banking',
    '501-1000',
  ),
  company('tarnhelm.example', 'Tarnhelm Security', 'banned', 16, ['Oslo', 'Norway'], 'Security', '51-200'),
  company(
    'solvane.example',
    'Solvane Energy',
    'connection_error',
    16,
    ['Kyiv', 'Ukraine'],
    'Utilities',
    '201-500',
  ),
  company(
    'quillon.example',
    'Quillon Press',
    'hidden_by_owner',
    14,
    ['Kraków', 'Poland'],
    'Publishing',
    '11-50',
  ),
  company(
    'brightwell.example',
    'Brightwell Clinics',
    'not_valid',
    14,
    ['Graz', 'Austria'],
    'Hospitals',
    '51-200',
  ),
  company('norrland.example', 'Norrland Timber', 'valid', 16, ['Umeå', 'Sweden'], 'Paper & Forest', '11-50'),
  ...SMALL_FIRMS.map(completed),
  // Nobody here is on a list of the account, and every position has several people.
  company('meridian.example', 'Meridian Freight', 'valid', 90, ['Munich', 'Germany'], 'Internet', '51-200'),
];

/** A free-mail provider: `webmail` is true and the count always 0 there [A][B]. */
export const WEBMAIL = 'freemail.example';
/** A provider of throw-away addresses. */
export const DISPOSABLE = 'throwaway.example';
/** Knows every name and every address: for load tests. */
export const LOAD = 'load.example';

type Place = [city: string, country: string];

function company(
  domain: string,
  name: string,
  mailbox: Company['mailbox'],
  staff: number,
  [city, country]: Place,
  industry: string,
  size: string,
): Company {
  return completed({ domain, name, mailbox, staff, city, country, industry, size });
}

/** With what follows from the rest. */
function completed(firm: CompanySeed): Company {
  const { domain, industry, size } = firm;
  return {
    ...firm,
    founded: 1900 + domain.length * 5,
    revenue: REVENUES[size] ?? { min: 0, max: 1 },
    specialities: industry.split(' & '),
  };
}
