import { z } from 'zod';
import { SnovioError } from '../errors.ts';
import { ROLES } from '../text/roles.ts';

/** Stands for a value that has not its form. It goes with what cannot be without it: a list's entry, an optional field. */
const LEFT_OUT = Symbol('left out');

type Cleaner = (value: unknown) => unknown;

const cleaners = new WeakMap<z.core.$ZodType, Cleaner>();

/**
 * The one way out for answers: cleans every text by its role in the tool's output schema.
 * @param answer parsed by `schema`
 * @throws SnovioError `upstream_malformed` where a text is needed and has not its form
 * @throws TypeError where the schema has a text without a role
 */
export function cleaned(schema: z.ZodObject, answer: object): object {
  const clean = cleanerOf(schema)(answer);
  if (clean !== LEFT_OUT) return clean as object;
  const message =
    "Snov.io's answer holds an id or address that is none. What was asked for may be done all the same: look before you repeat it.";
  throw new SnovioError('upstream_malformed', { message });
}

/** Kept, since making one walks the whole schema. */
export function cleanerOf(schema: z.core.$ZodType): Cleaner {
  const cleaner = cleaners.get(schema) ?? makeCleaner(schema);
  cleaners.set(schema, cleaner);
  return cleaner;
}

function makeCleaner(schema: z.core.$ZodType): Cleaner {
  if (schema instanceof z.ZodString) return textCleaner(schema);
  if (schema instanceof z.ZodOptional) return optionalCleaner(cleanerOf(schema.def.innerType));
  if (schema instanceof z.ZodArray) return arrayCleaner(cleanerOf(schema.def.element));
  if (schema instanceof z.ZodObject) return objectCleaner(schema);
  const { type } = schema._zod.def;
  // Their values are known beforehand, or are no texts.
  if (['number', 'boolean', 'enum', 'literal'].includes(type)) return value => value;
  throw new TypeError(`An output of type ${type} cannot be cleaned.`);
}

function textCleaner(schema: z.ZodString): Cleaner {
  const role = ROLES.get(schema);
  if (!role) throw new TypeError('A text of an output needs a role: see src/text/roles.ts.');
  return value => role.clean(value as string) ?? LEFT_OUT;
}

function optionalCleaner(clean: Cleaner): Cleaner {
  return value => {
    const result = value === undefined ? undefined : clean(value);
    return isNothing(result) ? undefined : result;
  };
}

function arrayCleaner(clean: Cleaner): Cleaner {
  return value => (value as unknown[]).map(clean).filter(entry => !isNothing(entry));
}

function objectCleaner({ shape }: z.ZodObject): Cleaner {
  const fields = Object.entries(shape).map(([key, field]) => [key, cleanerOf(field)] as const);
  return value => {
    const result: Record<string, unknown> = {};
    for (const [key, clean] of fields) {
      const field = clean((value as Record<string, unknown>)[key]);
      if (field === LEFT_OUT) return LEFT_OUT;
      if (field !== undefined) result[key] = field;
    }
    return result;
  };
}

function isNothing(value: unknown): boolean {
  return value === LEFT_OUT || value === '';
}
