import { z } from 'zod';
import type { Tool } from '../tool.ts';

export type Json = Record<string, unknown>;

/** A tool as hosts are told of it; the code behind it is loaded when it is called. */
export interface ToolListing extends Omit<Tool, 'input' | 'output' | 'run'> {
  readonly inputSchema: Json;
  readonly outputSchema: Json;
  load(): Promise<Tool>;
}

const made = new WeakMap<Tool, ToolListing>();

/** The listing of a tool whose code is there; made once, however many servers tell of it. */
export function listingOf(tool: Tool): ToolListing {
  const known = made.get(tool) ?? makeListing(tool);
  made.set(tool, known);
  return known;
}

function makeListing(tool: Tool): ToolListing {
  const { input, output, run: _, ...told } = tool;
  return {
    ...told,
    inputSchema: jsonSchema(input, 'input'),
    outputSchema: jsonSchema(output, 'output'),
    load: async () => tool,
  };
}

/**
 * JSON Schema 2020-12, MCP's default dialect, without what every schema repeats: unknown arguments are refused, and
 * answers hold nothing unknown, whether the schema says so or not.
 */
export function jsonSchema(schema: z.ZodObject, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema: part }) => {
      if (part.additionalProperties === false) delete part.additionalProperties;
    },
  });
  return json;
}
