import type { Json } from '../tool-listing.ts';

/** An argument, or a field of an answer. */
export interface Field {
  /** Such as `results`, `emails`, `status`. */
  readonly path: readonly string[];
  /** In words, such as `list of texts, at most 100`. */
  readonly type: string;
  readonly required: boolean;
  readonly description: string | undefined;
  /** The words that it can be; empty where it can be others. */
  readonly values: readonly string[];
}

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: string[];
  description?: string;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
}

/** The fields of a JSON Schema, each before those inside it. */
export function fieldsOf(json: Json): Field[] {
  return inside(json as Schema, []);
}

function inside(schema: Schema, path: readonly string[]): Field[] {
  const object = schema.type === 'array' ? (schema.items ?? {}) : schema;
  return Object.entries(object.properties ?? {}).flatMap(([name, field]) => {
    const here = [...path, name];
    const values = (field.type === 'array' ? field.items?.enum : field.enum) ?? [];
    const required = object.required?.includes(name) === true;
    const { description } = field;
    return [{ path: here, type: typeOf(field), required, description, values }, ...inside(field, here)];
  });
}

function typeOf(field: Schema): string {
  if (field.type !== 'array') return single(field);
  const most = field.maxItems === undefined ? '' : `, at most ${field.maxItems}`;
  return `list of ${plural(field.items ?? {})}${most}`;
}

function plural(item: Schema): string {
  return item.enum ? single(item) : `${single(item)}s`;
}

function single({ type, enum: values, minimum, maximum }: Schema): string {
  if (values) return values.map(value => `\`${value}\``).join(', ');
  if (type === 'boolean') return 'true or false';
  if (type !== 'number' && type !== 'integer') return type === 'object' ? 'object' : 'text';
  if (maximum !== undefined) return `number, ${minimum ?? 0} to ${maximum}`;
  return 'number';
}
