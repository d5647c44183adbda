import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { filled, given, invalid } from './check.ts';

// How arguments become filters. Each tool is read by an agent as a whole, and there are many filters: so what is to be
// excluded stands in the same list with a `-` before it, ranges are texts, and values are checked here, not by a schema.

/** Snov.io documents no limit; this one keeps a request within reason. */
const MOST_VALUES = 50;

export const seniority = z
  .array(z.enum(['c_level', 'vp_level', 'director_level', 'manager_level', 'staff']))
  .optional()
  .describe('Management levels');

/** As a request carries them; what is empty is left out. */
export type Filters = Record<string, unknown>;

/** @throws SnovioError `invalid_input` where there is nothing to search by */
export function someFilter(filters: Filters): Filters {
  if (Object.keys(filters).length > 0) return filters;
  throw invalid('arguments', 'give at least one filter.');
}

/** What to include, and what to exclude. @throws SnovioError `invalid_input` */
export function sides(values: readonly string[] | undefined, argument: string): Filters {
  const isExcluded = (value: string) => value.startsWith('-');
  const all = plain(values, argument);
  return dropEmpty({
    include: all.filter(value => !isExcluded(value)),
    exclude: all.filter(isExcluded).map(value => filled(value.slice(1), argument)),
  });
}

/**
 * The values without blanks around them, in one order and each once: the same search is paid for once, however it is
 * written. @throws SnovioError `invalid_input`
 */
export function plain(values: readonly string[] = [], argument: string): string[] {
  if (values.length > MOST_VALUES)
    throw invalid(argument, `takes at most ${MOST_VALUES} values; call again for the rest.`);
  return [...new Set(values.map(value => filled(value, argument)))].sort();
}

/** The values, all of which have to be among these. @throws SnovioError `invalid_input` */
export function oneOf(
  allowed: readonly string[],
  values: readonly string[] | undefined,
  argument: string,
): string[] {
  const all = plain(values, argument);
  const wrong = all.find(value => !allowed.includes(value));
  if (wrong === undefined) return all;
  throw invalid(argument, `takes ${allowed.join(', ')}.`, given(wrong));
}

/** Places; Snov.io takes one to include and one to exclude. @throws SnovioError `invalid_input` */
export function places(values: readonly string[] | undefined, argument: string): Filters {
  const { include, exclude } = sides(values, argument) as Record<'include' | 'exclude', string[]>;
  return dropEmpty({ include: location(include, argument), exclude: location(exclude, argument) });
}

function location(places: readonly string[] = [], argument: string): Filters | undefined {
  const [place, another] = places;
  if (another !== undefined)
    throw invalid(argument, 'takes one place to include and one to exclude; call once for each.');
  if (place === undefined) return undefined;
  const [, type, name] = /^(city|state|country|region|subregion)\s*:\s*(\S.*)$/i.exec(place) ?? [];
  if (type && name) return { locality: name, location_type: type.toLowerCase() };
  const form = 'write a place as "country: Germany"; types: city, state, country, region, subregion.';
  throw invalid(argument, form, given(place));
}

/** A range such as `5-20`, `5-` or `-20`. @throws SnovioError `invalid_input` */
export function rangeOf(text: string | undefined, argument: string): { from?: number; to?: number } {
  if (text === undefined) return {};
  const bounds = text.split('-').map(bound => bound.trim());
  const [from = '', to = ''] = bounds;
  const isRange = bounds.length === 2 && bounds.every(bound => /^(?:\d{1,7}(?:\.\d)?)?$/.test(bound));
  if (!isRange || from + to === '') throw invalid(argument, 'write a range as 5-20, 5- or -20.', given(text));
  if (from && to && Number(from) > Number(to))
    throw invalid(argument, 'ends before it begins; write the smaller bound first.', given(text));
  return { ...(from && { from: Number(from) }), ...(to && { to: Number(to) }) };
}
