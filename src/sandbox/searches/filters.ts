import { PLACES } from '../data/places.ts';
import type { Place } from '../data/types.ts';
import { type Params, text, textList } from '../http/params.ts';
import { error, invalid } from '../http/responses.ts';

// How the filters of the database searches are read, and what they let pass. GUESS: job titles and company names match in
// part, all other texts as a whole, and case does not matter.

/** A refusal, or what of a kind a filter lets pass. */
export type Filter<T> = Response | ((item: T) => boolean);

const LOCATION_TYPES = ['city', 'state', 'country', 'region', 'subregion'] as const;
/** How many similar values are offered [C:ref]. */
const MOST_CHOICES = 15;

/** What stands under a key, where it is an object; a single object may also be the only one of a list (GUESS). */
export function part(params: Params, key: string): Params {
  const [value] = [params[key]].flat();
  return typeof value === 'object' && value !== null ? (value as Params) : {};
}

/** Lets pass what all of them let pass; the first refusal, where there is one. */
export function all<T>(filters: Filter<T>[]): Filter<T> {
  const refusal = filters.find(filter => filter instanceof Response);
  if (refusal) return refusal as Response;
  return item => filters.every(filter => (filter as (item: T) => boolean)(item));
}

/** GUESS: a filter that is not documented is refused, so that a misspelt one is noticed. */
export function onlyKnown(params: Params, at: string, known: readonly string[]): Filter<unknown> {
  const foreign = Object.keys(params).find(key => !known.includes(key));
  return foreign === undefined ? () => true : invalid(`${at}.${foreign}`, 'unknown filter');
}

/** Texts to include and to exclude; to include none is to include all. */
export function texts<T>(
  params: Params,
  at: string,
  matches: (item: T, wanted: string) => boolean,
  allowed?: readonly string[],
): Filter<T> {
  const [include, exclude] = [textList(params, 'include'), textList(params, 'exclude')];
  const wrong = allowed && firstOutside(allowed, [...include, ...exclude]);
  if (wrong !== undefined) return invalid(at, `${wrong} is not allowed`);
  return all<T>([
    onlyKnown(params, at, ['include', 'exclude']),
    item =>
      (include.length === 0 || include.some(value => matches(item, value))) &&
      !exclude.some(value => matches(item, value)),
  ]);
}

/** A place to include and one to exclude. */
export function locations<T>(params: Params, at: string, placeIn: (item: T) => Place | undefined): Filter<T> {
  return all<T>([
    onlyKnown(params, at, ['include', 'exclude']),
    ...['include', 'exclude'].map(side => {
      const matches = location(part(params, side), `${at}.${side}`);
      if (matches instanceof Response || matches === undefined) return matches ?? (() => true);
      return (item: T) => matches(placeIn(item)) === (side === 'include');
    }),
  ]);
}

function location(params: Params, at: string): Response | ((place?: Place) => boolean) | undefined {
  const [locality, type] = [text(params, 'locality'), text(params, 'location_type')];
  if (!locality && !type) return undefined;
  if (type && !LOCATION_TYPES.includes(type as (typeof LOCATION_TYPES)[number]))
    return invalid(`${at}.location_type`, `${type} is not allowed`);
  // GUESS: without a type any of them may match.
  const types = LOCATION_TYPES.filter(each => !type || each === type);
  const known = PLACES.flatMap(place => types.map(each => place[each]));
  if (!known.some(name => same(name, locality))) return similar(`${at}.locality`, locality, known);
  return place => place !== undefined && types.some(each => same(place[each], locality));
}

/** NaN where there is something that is no number. */
export function number(params: Params, name: string): number | undefined {
  const value = text(params, name);
  return value === '' ? undefined : Number(value);
}

/** Nothing has this name: up to 15 similar ones are offered [C:ref]. GUESS: as an error, with a list of `choices`. */
export function similar(source: string, wanted: string, known: readonly string[]): Response {
  const likeness = (name: string) => commonStart(name.toLowerCase(), wanted.toLowerCase());
  const choices = [...new Set(known)]
    .sort((one, other) => likeness(other) - likeness(one) || one.localeCompare(other))
    .slice(0, MOST_CHOICES);
  return error(422, 'Nothing has this name', source, { choices });
}

function commonStart(one: string, other: string): number {
  const end = [...one].findIndex((char, index) => char !== other[index]);
  return end < 0 ? one.length : end;
}

/** The first of these values that is not allowed. */
export function firstOutside(allowed: readonly string[], values: readonly string[]): string | undefined {
  return values.find(value => !allowed.includes(value));
}

/** But for case. */
export function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** But for case. */
export function contains(text: string, wanted: string): boolean {
  return text.toLowerCase().includes(wanted.toLowerCase());
}
