import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import { z } from 'zod';

type Json = Record<string, unknown>;

const converted = new WeakMap<z.ZodType, { input?: Json; output?: Json }>();

/**
 * A zod schema as the SDK takes it, converted to JSON Schema once for all server instances (over HTTP there is one per
 * request). The check itself is left to the one place that words failures, so `validate` lets everything through.
 */
export function advertised(
  schema: z.ZodObject,
  io: 'input' | 'output',
): StandardSchemaWithJSON<unknown, unknown> {
  const convert = () => jsonSchema(schema, io);
  return {
    '~standard': {
      version: 1,
      vendor: 'snovio-mcp',
      validate: value => ({ value }),
      jsonSchema: { input: convert, output: convert },
    },
  };
}

/** JSON Schema 2020-12, MCP's default dialect, without the words that every schema repeats. */
export function jsonSchema(schema: z.ZodObject, io: 'input' | 'output'): Json {
  const known = converted.get(schema) ?? {};
  converted.set(schema, known);
  const { $schema: _, ...json } = known[io] ?? z.toJSONSchema(schema, { io });
  known[io] = json;
  return json;
}
