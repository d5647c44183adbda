import { z } from 'zod';
import { plainLine } from '../../text/line.ts';
import { toIso, toLocalIso } from './dates.ts';

// Readers of single upstream fields. The sources differ in types and some samples in spelling, so each reader
// takes every form that was seen and gives one form back, or undefined.

/** An id: a number in some methods, a string in others; always a string here. */
export const anId = z.union([z.string(), z.number()]).transform(String);

/** An id that may be missing. */
export const maybeId = z
  .unknown()
  .optional()
  .transform(value => asText(value));

/** A short text (name, title, label) as answers show it; undefined when missing or empty. */
export const maybeText = z
  .unknown()
  .optional()
  .transform(value => {
    const text = asText(value);
    return text === undefined ? undefined : plainLine(text) || undefined;
  });

/** The most characters of a link. */
const LONGEST_LINK = 2048;
/** The most characters of an e-mail address. */
const LONGEST_ADDRESS = 320;

/** A link, whole or not at all: cut, it would lead elsewhere. */
export const maybeLink = z
  .unknown()
  .optional()
  .transform(value => {
    const text = asText(value);
    return text === undefined || text.length > LONGEST_LINK ? undefined : plainLine(text, LONGEST_LINK);
  });

/** An e-mail address, without the blanks and hidden characters that come along from pages on the web. */
export const anAddress = z.string().transform(text => plainLine(text, LONGEST_ADDRESS));

/** A text exactly as it came; undefined when missing or empty. */
export const rawText = z.unknown().optional().transform(asText);

/** A number, also in a string such as `"25000.00"`; undefined when there is none. */
export const maybeNumber = z
  .unknown()
  .optional()
  .transform(value => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
  });

/** A yes or no: a boolean, 0 or 1, or either in a string. */
export const maybeFlag = z
  .unknown()
  .optional()
  .transform(value => {
    if (value === true || value === 1 || value === '1' || value === 'true') return true;
    return value === false || value === 0 || value === '0' || value === 'false' ? false : undefined;
  });

/** A point in time in any of the upstream forms, as ISO 8601 in UTC. */
export const maybeDate = z.unknown().optional().transform(toIso);

/** The same in a zone that another field names. */
export const maybeLocalDate = z.unknown().optional().transform(toLocalIso);

/** An array that may be missing, an empty object in its place, or one bare item. */
export function anyArray<S extends z.ZodType>(item: S) {
  return z.preprocess((value: unknown) => {
    if (Array.isArray(value)) return value.filter(item => item !== null && item !== undefined);
    const isItem = typeof value === 'object' && value !== null && !isEmptyObject(value);
    return isItem ? [value] : [];
  }, z.array(item));
}

/** The items of an array that can be read. An item that cannot be read is left out. */
export function readable<S extends z.ZodType>(item: S) {
  return anyArray(z.unknown()).transform(list =>
    list.flatMap((raw): z.output<S>[] => {
      const result = item.safeParse(raw);
      return result.success ? [result.data] : [];
    }),
  );
}

/** An array whose items can all be read, or PHP's empty object for an empty one; anything else is no array. */
export function arrayOf<S extends z.ZodType>(item: S) {
  return z.preprocess((value: unknown) => (isEmptyObject(value) ? [] : value), z.array(item));
}

/** A bare top-level array; an empty object or nothing stands for none, any other object is no listing. */
export function bareArray<S extends z.ZodType>(item: S) {
  return z.preprocess((value: unknown) => (isEmpty(value) ? [] : value), z.array(item));
}

function asText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

type Kept<T> = { [K in keyof T]: T[K] };

/** Leaves out fields without content: undefined, null, empty texts, arrays and objects. */
export function dropEmpty<T extends object>(object: T): Kept<T> {
  const kept = Object.entries(object).filter(([, value]) => !isEmpty(value));
  return Object.fromEntries(kept) as Kept<T>;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || isEmptyObject(value);
}

/** Whether it is an object or an array without content: PHP writes one for the other. */
export function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
