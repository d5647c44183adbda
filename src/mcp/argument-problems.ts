import { z } from 'zod';
import { SnovioError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';

/** The most problems of one call that are told, and the most names that nobody knows. */
const MOST_PROBLEMS = 3;
const MOST_NAMES = 5;
/** The most fields of an object that an example shows. */
const MOST_SHOWN = 4;

/** What an argument of a type takes, by zod's word for the type. */
const TAKES: Readonly<Record<string, string>> = {
  string: 'takes a text in quotes',
  number: 'takes a whole number, such as 25',
  int: 'takes a whole number, such as 25',
  boolean: 'takes true or false',
  array: 'takes a list, such as ["one", "another"]',
  object: 'takes an object, such as {"name": "value"}',
  record: 'takes an object, such as {"name": "value"}',
};

/** A person's name as a whole, where a tool may want its parts. */
const WHOLE_NAME = /^(?:full[\s_-]?)?name$/i;
const ITS_PARTS: readonly string[] = ['firstName', 'lastName'];

/** What is wrong with arguments that a schema refuses, and what it would take. */
export function wrongArguments(
  schema: z.ZodObject,
  args: unknown,
  issues: readonly z.core.$ZodIssue[],
): SnovioError {
  // What is missing was perhaps given under a name that nobody knows: that comes first.
  const isUnknown = (issue: z.core.$ZodIssue) => issue.code === 'unrecognized_keys';
  const sorted = [...issues.filter(isUnknown), ...issues.filter(issue => !isUnknown(issue))];
  const told = eachOnce(sorted).slice(0, MOST_PROBLEMS);
  const unknown = told.flatMap(issue => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  return new SnovioError('invalid_input', {
    message: `${told.map(issue => problemOf(issue, schema, args)).join('; ')}. Nothing was sent.`,
    names: unknown.slice(0, MOST_NAMES).map(name => ({ what: 'unknown', name })),
  });
}

/** What a list of objects, or an object, takes, with the fields that it cannot do without; undefined for anything else. */
function objectsIn(schema: z.core.$ZodType | undefined): string | undefined {
  if (schema instanceof z.ZodOptional) return objectsIn(schema.unwrap());
  const element = schema instanceof z.ZodArray ? schema.element : schema;
  if (!(element instanceof z.ZodObject)) return undefined;
  const keys = Object.keys(element.shape);
  const required = keys.filter(key => !(element.shape[key] instanceof z.ZodOptional));
  const shown = (required.length > 0 ? required : keys).slice(0, MOST_SHOWN);
  const example = `{${shown.map(key => `"${key}": …`).join(', ')}}`;
  return element === schema
    ? `takes an object, such as ${example}`
    : `takes a list of objects, such as [${example}]`;
}

/** Without those that are the same in a later entry of a list. */
function eachOnce(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const kinds = new Map<string, z.core.$ZodIssue>();
  for (const issue of issues) {
    const path = issue.path.filter(part => typeof part !== 'number');
    const what = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, MOST_NAMES) : issue.message;
    const kind = JSON.stringify([path, issue.code, what]);
    if (!kinds.has(kind)) kinds.set(kind, issue);
  }
  return [...kinds.values()];
}

function problemOf(issue: z.core.$ZodIssue, schema: z.ZodObject, args: unknown): string {
  const path = issue.path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const where = path.replace(/^\./, '');
  if (issue.code === 'unrecognized_keys')
    return `${where && `${where}: `}unknown argument${meantBy(issue.keys, schemaAt(schema, issue.path))}`;
  return `${where || 'arguments'}: ${wordsOf(issue, schema, args)}`;
}

function wordsOf(issue: z.core.$ZodIssue, schema: z.ZodObject, args: unknown): string {
  switch (issue.code) {
    case 'invalid_type': {
      const takes = objectsIn(schemaAt(schema, issue.path)) ?? TAKES[issue.expected] ?? issue.message;
      return valueAt(args, issue.path) === undefined ? `is missing; it ${takes}` : takes;
    }
    case 'invalid_value':
      return `takes one of ${issue.values.join(', ')}`;
    case 'too_big':
      return issue.origin === 'array'
        ? `takes at most ${issue.maximum} entries; call again for the rest`
        : `takes at most ${issue.maximum}`;
    case 'too_small':
      return issue.origin === 'array'
        ? `takes at least ${issue.minimum} ${issue.minimum === 1 ? 'entry' : 'entries'}`
        : `takes at least ${issue.minimum}`;
    default:
      return issue.message;
  }
}

/** Arguments of many tools: where one does not take them, nothing of another name was meant. */
const COMMON: readonly string[] = ['detail', 'fields', 'fullText', 'limit', 'next', 'maxCredits', 'fresh'];

/** The argument that each name nobody knows was meant for perhaps, and all that there are. */
function meantBy(names: readonly string[], schema: z.core.$ZodType | undefined): string {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const isInParts = ITS_PARTS.every(part => known.includes(part));
  const meant = names
    .slice(0, MOST_NAMES)
    .filter(name => !COMMON.includes(name))
    .flatMap(name => (isInParts && WHOLE_NAME.test(name) ? ITS_PARTS : (nearest(name, known) ?? [])));
  const question = meant.length > 0 ? `; did you mean ${[...new Set(meant)].join(', ')}?` : ';';
  return `${question} known: ${known.join(', ') || 'none'}`;
}

/** The schema of a part of the arguments. */
function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional) return schemaAt(schema.unwrap(), path);
  const [part, ...rest] = path;
  if (part === undefined) return schema;
  if (schema instanceof z.ZodArray) return schemaAt(schema.element, rest);
  if (schema instanceof z.ZodObject) return schemaAt(schema.shape[String(part)], rest);
  return undefined;
}

function valueAt(args: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    args,
  );
}
