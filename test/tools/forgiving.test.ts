import { describe, expect, test } from 'vitest';
import { MOST_ENTRIES } from '../../src/mcp/argument-values.ts';
import { parseArguments } from '../../src/mcp/run-tool.ts';
import { jsonSchema } from '../../src/mcp/tool-listing.ts';
import { tools } from '../../tools/index.ts';
import { sample } from '../hostile/arguments.ts';
import type { Schema } from './schemas.ts';

// For each argument of each tool: every plain spelling means the same as the strict one.

/** What is never guessed. */
const GUARDED = ['maxCredits', 'fresh', 'reveal', 'confirm', 'allowSending'];

/** A kind of difference, a value in the strict form, and the same in another form. */
type Form = [kind: string, strict: unknown, forgiving: unknown];

/** The forms in which a value may be given. */
function formsOf(schema: Schema, name: string): Form[] {
  const strict = sample(schema, name);
  const isGuarded = GUARDED.includes(name);
  if (schema.enum) {
    const option = String(schema.enum.at(-1));
    return [
      ['another case', option, option.toUpperCase()],
      ['other separators', option, ` ${option.toLowerCase().replaceAll('_', '-')} `],
      ['a list of one', option, [option]],
    ];
  }
  if (schema.type === 'array') return listForms(schema.items ?? {}, name);
  const forms: Readonly<Record<string, Form[]>> = {
    string: [
      ['a number', '4711', 4711],
      ['a decimal number', '1.5', 1.5],
      ['a list of one', strict, [strict]],
    ],
    integer: [
      ['a number as text', strict, `${strict}`],
      ...(isGuarded ? [] : [['blanks around it', strict, ` ${strict}\n`] satisfies Form]),
    ],
    boolean: [
      ['true as text', true, 'true'],
      ['false as text', false, 'false'],
      ...(isGuarded ? [] : [['another case', true, ' True '] satisfies Form]),
    ],
    object: [['an object as text', strict, JSON.stringify(strict)]],
  };
  return forms[String(schema.type)] ?? [];
}

function listForms(items: Schema, name: string): Form[] {
  const one = sample(items, name);
  return [
    ['one value', [one], one],
    ['a list as text', [one], ` ${JSON.stringify([one])} `],
    ...formsOf(items, name).flatMap(([kind, strict, other]): Form[] => [
      [`a list of ${kind}`, [strict], [other]],
      [`one value, ${kind}`, [strict], other],
    ]),
  ];
}

/** Other spellings of a name. */
function spellings(name: string): string[] {
  const words = name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
  return ['_', '-', ' '].map(separator => words.replaceAll(' ', separator)).concat(name.toUpperCase());
}

interface Place {
  tool: (typeof tools)[number];
  path: string;
  schema: Schema;
  name: string;
  isOptional: boolean;
  /** All arguments, with this value under this name. */
  put(name: string, value: unknown): unknown;
}

/** Every argument of a tool, those inside objects and lists too. */
function* placesIn(
  tool: Place['tool'],
  object: Schema,
  path: string,
  around: (inner: unknown) => unknown,
): Generator<Place> {
  for (const [name, schema] of Object.entries(object.properties ?? {})) {
    const { [name]: _, ...others } = sample(object, '') as Record<string, unknown>;
    const put = (key: string, value: unknown) => around({ ...others, [key]: value });
    const isOptional = !object.required?.includes(name);
    yield { tool, path: `${path}${name}`, schema, name, isOptional, put };
    const inside = (inner: unknown) => put(name, schema.items ? [inner] : inner);
    yield* placesIn(tool, schema.items ?? schema, `${path}${name}.`, inside);
  }
}

const places = tools.flatMap(tool => [
  ...placesIn(tool, jsonSchema(tool.input, 'input') as Schema, '', inner => inner),
]);
const named = places.map(place => [`${place.tool.name} ${place.path}`, place] as const);

/** What a value is parsed to. */
const parsed = ({ tool, put }: Place, name: string, value: unknown) => parseArguments(tool, put(name, value));

test('there are many arguments of every kind', () => {
  expect(places.length).toBeGreaterThan(250);
  const kinds = new Set(places.map(({ schema }) => (schema.enum ? 'enum' : schema.type)));
  expect([...kinds].sort()).toEqual(['array', 'boolean', 'enum', 'integer', 'object', 'string']);
  expect(places.map(({ path }) => path)).toContain('prospects.customFields.value');
});

test.each(named)('%s is read in every form that is plain', (_, place) => {
  const { schema, name } = place;
  for (const [kind, strict, forgiving] of formsOf(schema, name))
    expect({ kind, args: parsed(place, name, forgiving) }).toEqual({
      kind,
      args: parsed(place, name, strict),
    });
});

test.each(named)('%s is read under every spelling of its name', (_, place) => {
  const { schema, name } = place;
  const value = sample(schema, name);
  for (const spelling of spellings(name))
    expect(parsed(place, spelling, value)).toEqual(parsed(place, name, value));
});

test.each(named)('%s: a name that nobody knows is refused where it stands', (_, place) => {
  const { name, schema, path } = place;
  const inside = path.split('.').slice(0, -1);
  expect(() => parsed(place, 'shoeSize', sample(schema, name))).toThrow(
    new RegExp(
      `^${inside.map(part => `${part}(\\[0\\])?`).join('\\.')}${inside.length ? ': ' : ''}unknown argument`,
    ),
  );
});

test.each(named.filter(([, { isOptional }]) => isOptional))('%s: null is not given', (_, place) => {
  const { name, put, tool } = place;
  expect(parsed(place, name, null)).toEqual(parseArguments(tool, put(name, undefined)));
});

describe.each(named.filter(([, { name }]) => GUARDED.includes(name)))('%s', (_, place) => {
  const { name, schema } = place;

  test('is not guessed from other values', () => {
    const values = ['yes', 'True', ' true', 'on', '5.5', '1e2', '0x10', '+5', ' 5', '05', '', [5], ['true']];
    for (const value of values)
      expect(() => parsed(place, name, value), JSON.stringify(value)).toThrow(`${name}: takes`);
  });

  test('is not guessed from other names', () => {
    const others = ['max', 'credits', 'budget', 'force', 'confirmed', 'agree', 'send', 'revealEmails'];
    for (const other of others)
      expect(() => parsed(place, other, sample(schema, name)), other).toThrow('unknown argument');
  });
});

test('what is left to the schema because of its length is longer than any schema takes', () => {
  const most = places.flatMap(({ schema }) => Number(schema.maxItems ?? 0));
  expect(Math.max(...most)).toBe(MOST_ENTRIES);
});
