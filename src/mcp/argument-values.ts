import { z } from 'zod';
import { isGuarded, type Renamed, readNames } from './argument-names.ts';

// Hosts and models write arguments in forms that a schema refuses though their meaning is plain. Here they are put into
// the form that the schema takes; whatever is not plain stays as it is, and the schema says what is wrong with it.

/** No list that a tool takes is longer, and no object has more fields: what is larger is left to the schema. */
export const MOST_ENTRIES = 1000;
/** The most characters of a list or an object that is given as text. */
const LONGEST_JSON = 100_000;
/** The most characters of a number, a truth value or a word of a choice. */
const LONGEST_WORD = 60;

/** A decimal number as one would write it. One with more digits is rounded, and no longer the id that was meant. */
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
/** What sets values apart in a text that may hold several. */
const SEPARATOR = /[,;\n]/;

/** Arguments in the form that a tool's schema takes, as far as their meaning is plain. */
export interface Understood {
  readonly args: unknown;
  /** The arguments that were given under another word. */
  readonly renamed: readonly Renamed[];
}

/** @throws SnovioError `invalid_input` where two arguments mean the same, or one could mean two */
export function understood(schema: z.ZodObject, raw: unknown): Understood {
  const renamed: Renamed[] = [];
  return { args: objectOf(schema, raw, renamed), renamed };
}

/** @param key the argument's own name, or that of the list in which it stands */
function partOf(schema: z.core.$ZodType, value: unknown, key: string, renamed: Renamed[]): unknown {
  if (schema instanceof z.ZodOptional) return partOf(schema.unwrap(), value, key, renamed);
  if (schema instanceof z.ZodArray) return listOf(schema, value, key, renamed);
  if (schema instanceof z.ZodObject) return objectOf(schema, value, renamed);
  if (schema instanceof z.ZodRecord) return parsed(value, '{') ?? value;
  if (schema instanceof z.ZodString) return textOf(onlyOf(value));
  if (schema instanceof z.ZodEnum) return choiceOf(schema.options, onlyOf(value));
  return wordOf(schema, value, key);
}

/** A number or a truth value that is given as text. */
function wordOf(schema: z.core.$ZodType, value: unknown, key: string): unknown {
  if (typeof value !== 'string' || value.length > LONGEST_WORD) return value;
  const word = isGuarded(key) ? value : value.trim().toLowerCase();
  if (schema instanceof z.ZodNumber && PLAIN_NUMBER.test(word)) return Number(word);
  if (schema instanceof z.ZodBoolean && (word === 'true' || word === 'false')) return word === 'true';
  return value;
}

function objectOf(schema: z.ZodObject, value: unknown, renamed: Renamed[]): unknown {
  const object = parsed(value, '{') ?? value;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return object;
  if (Object.keys(object).length > MOST_ENTRIES) return object;
  const fields = readNames(schema, object);
  renamed.push(...fields.renamed);
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  const read = ([key, part]: [string, unknown]): [string, unknown] => {
    const field = Object.hasOwn(shape, key) ? shape[key] : undefined;
    return [key, field ? partOf(field, part, key, renamed) : part];
  };
  return Object.fromEntries([...fields.values].map(read));
}

/** One value is a list of one, unless its text may hold several. */
function listOf(schema: z.ZodArray, value: unknown, key: string, renamed: Renamed[]): unknown {
  const list = parsed(value, '[') ?? parsed(value, '{') ?? value;
  if (list === null || list === undefined) return list;
  if (Array.isArray(list))
    return list.length > MOST_ENTRIES ? list : list.map(part => partOf(schema.element, part, key, renamed));
  const text = typeof list === 'string' ? list.trim() : undefined;
  return text === '' || (text && SEPARATOR.test(text)) ? list : [partOf(schema.element, list, key, renamed)];
}

/** The list or object that a host has written as text. */
function parsed(value: unknown, opening: '[' | '{'): object | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_JSON || !value.trimStart().startsWith(opening))
    return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** The value of a list that holds no other. */
function onlyOf(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 && typeof value[0] !== 'object' ? value[0] : value;
}

/** A text that is given as a number. */
function textOf(value: unknown): unknown {
  return typeof value === 'number' && PLAIN_NUMBER.test(String(value)) ? String(value) : value;
}

/** A word of a choice in another spelling, such as `c-level` for `c_level`. */
function choiceOf(options: readonly (string | number)[], value: unknown): unknown {
  if (typeof value !== 'string' || value.length > LONGEST_WORD || options.includes(value)) return value;
  const plain = (option: string | number) =>
    String(option)
      .toLowerCase()
      .replace(/[\s_-]+/g, '');
  const fitting = options.filter(option => plain(option) === plain(value));
  return fitting.length === 1 ? fitting[0] : value;
}
