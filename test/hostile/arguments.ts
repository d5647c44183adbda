import { jsonSchema } from '../../src/mcp/tool-listing.ts';
import { tools } from '../../tools/index.ts';
import type { Schema } from '../tools/schemas.ts';

/** Arguments that tools take, by name. */
const SAMPLES: Readonly<Record<string, string>> = {
  email: 'ada.byron@acme.example',
  emails: 'ada.byron@acme.example',
  items: 'acme.example',
  domain: 'acme.example',
  url: 'https://www.linkedin.com/in/ada-byron-example',
  urls: 'https://www.linkedin.com/in/ada-byron-example',
  endpointUrl: 'https://hooks.acme.example/snovio',
  eventAction: 'sent',
};

/** The least that a schema takes. */
export function sample(schema: Schema, name: string): unknown {
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'array') return [sample(schema.items ?? {}, name)];
  if (schema.type === 'string') return SAMPLES[name] ?? '1';
  if (schema.type === 'integer') return schema.minimum ?? 5;
  if (schema.type === 'boolean') return true;
  const required = (schema.required ?? []).map(key => [key, sample(schema.properties?.[key] ?? {}, key)]);
  return Object.fromEntries(required);
}

type Put = (text: string) => unknown;

/** Every text that a schema takes: its path, and what puts another text in its place. */
function* textsIn(schema: Schema, path: string, put: (value: unknown) => unknown): Generator<[string, Put]> {
  if (schema.type === 'string') yield [path, put];
  if (schema.items) yield* textsIn(schema.items, `${path}[0]`, value => put([value]));
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const around = sample(schema, '') as object;
    const inside = path ? `${path}.${key}` : key;
    yield* textsIn(property, inside, value => put({ ...around, [key]: value }));
  }
}

/** Every text that a tool takes: the tool, the path of the text in its arguments, and what puts another text there. */
export const TEXTS = tools.flatMap(({ name, input }) =>
  [...textsIn(jsonSchema(input, 'input') as Schema, '', value => value)].map(
    ([path, put]) => [name, path, put] as const,
  ),
);

type Fill = (length: number) => unknown;

/** Every list that a schema takes: its path, and what makes it that long. */
function* listsIn(schema: Schema, path: string, put: (value: unknown) => unknown): Generator<[string, Fill]> {
  if (schema.items) {
    const item = sample(schema.items, path.split('.').at(-1) ?? '');
    yield [path, length => put(Array.from({ length }, () => item))];
    yield* listsIn(schema.items, `${path}[0]`, value => put([value]));
  }
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const around = sample(schema, '') as object;
    const inside = path ? `${path}.${key}` : key;
    yield* listsIn(property, inside, value => put({ ...around, [key]: value }));
  }
}

/** Every list that a tool takes: the tool, the path of the list in its arguments, and what makes it that long. */
export const LISTS = tools.flatMap(({ name, input }) =>
  [...listsIn(jsonSchema(input, 'input') as Schema, '', value => value)].map(
    ([path, fill]) => [name, path, fill] as const,
  ),
);
