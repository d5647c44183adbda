import { jsonSchema } from '../../src/mcp/tool-listing.ts';
import { tools } from '../../tools/index.ts';

/** What the tests read of a JSON Schema. */
export type Schema = Readonly<Record<string, unknown>> & {
  type?: string;
  enum?: string[];
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  maxItems?: number;
  minimum?: number;
};

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
