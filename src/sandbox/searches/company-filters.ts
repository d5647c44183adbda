import { COMPANIES } from '../data/companies.ts';
import type { Company } from '../data/types.ts';
import { placeOf } from '../database/people.ts';
import { type Params, text, textList } from '../http/params.ts';
import { invalid } from '../http/responses.ts';
import {
  all,
  contains,
  type Filter,
  firstOutside,
  locations,
  number,
  onlyKnown,
  part,
  same,
  similar,
  texts,
} from './filters.ts';

/** Company sizes, in the words of the filter [C:ref]. */
const SIZES = ['Self', '1-10', '11-50', '51-200', '201-500', '501-1000', '1001-5000', '5001-10000', '10001+'];

/** Steps of the revenue filter; the highest is there for `max` only [C:ref]. */
const REVENUES = [
  0, 1, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 20_000_000, 50_000_000, 100_000_000,
  500_000_000, 1_000_000_000,
];
const MOST_REVENUE = 1_000_000_000_000;

/** What companies are filtered by; `places` is where the filter for their places is documented. */
export function companyFilter(params: Params, places: Params, at: string, placesAt: string): Filter<Company> {
  return all<Company>([
    onlyKnown(params, at, ['name', 'locations', 'industries', 'size', 'revenue', 'specialities', 'founded']),
    texts(part(params, 'name'), `${at}.name`, ({ name }, wanted) => contains(name, wanted)),
    locations(places, placesAt, company => placeOf(company)),
    industry(part(params, 'industries'), `${at}.industries`),
    sizes(params, at),
    revenue(part(params, 'revenue'), `${at}.revenue`),
    specialities(textList(params, 'specialities')),
    founded(part(params, 'founded'), `${at}.founded`),
  ]);
}

function industry(params: Params, at: string): Filter<Company> {
  const known = COMPANIES.map(company => company.industry);
  const wanted = [...textList(params, 'include'), ...textList(params, 'exclude')];
  const unknown = wanted.find(name => !known.some(other => same(other, name)));
  if (unknown !== undefined) return similar(at, unknown, known);
  return texts(params, at, (company, name) => same(company.industry, name));
}

/** GUESS: one label as a text, or a list of them; no source shows which. */
function sizes(params: Params, at: string): Filter<Company> {
  const single = text(params, 'size');
  const wanted = single ? [single] : textList(params, 'size');
  const wrong = firstOutside(SIZES, wanted);
  if (wrong !== undefined) return invalid(`${at}.size`, `${wrong} is not allowed`);
  return ({ size }) => wanted.length === 0 || wanted.includes(size);
}

function revenue(params: Params, at: string): Filter<Company> {
  const [min, max] = [number(params, 'min'), number(params, 'max')];
  if (min !== undefined && !REVENUES.includes(min)) return invalid(`${at}.min`, `${min} is not allowed`);
  if (max !== undefined && !REVENUES.includes(max) && max !== MOST_REVENUE)
    return invalid(`${at}.max`, `${max} is not allowed`);
  if ((min ?? 0) > (max ?? MOST_REVENUE)) return invalid(`${at}.min`, 'min must not exceed max');
  return company => company.revenue.min >= (min ?? 0) && company.revenue.max <= (max ?? MOST_REVENUE);
}

function specialities(wanted: string[]): Filter<Company> {
  return company =>
    wanted.length === 0 || wanted.some(one => company.specialities.some(other => same(one, other)));
}

function founded(params: Params, at: string): Filter<Company> {
  const [from, till] = [number(params, 'from') ?? 0, number(params, 'till') ?? 9999];
  if (from > till) return invalid(`${at}.from`, 'from must not exceed till');
  return company => company.founded >= from && company.founded <= till;
}
