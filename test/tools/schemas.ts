/** A JSON Schema as tools show it, and what a test looks at in it. */
export type Schema = Record<string, unknown> & {
  type?: unknown;
  description?: string;
  enum?: readonly unknown[];
  required?: readonly string[];
  properties?: Record<string, Schema>;
  items?: Schema;
};

/** A schema and all schemas inside it, each with its path, such as `save_prospects.prospects[].email`. */
export function* walk(schema: Schema, at: string): Generator<[path: string, schema: Schema]> {
  yield [at, schema];
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    yield* walk(property, `${at}.${name}`);
  if (schema.items) yield* walk(schema.items, `${at}[]`);
}
