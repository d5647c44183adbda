import { z } from 'zod';
import type { Tool } from '../tool.ts';

export type Json = Record<string, unknown>;

/** A tool as hosts see it. Its code is loaded when it is called. */
export interface ToolListing extends Omit<Tool, 'input' | 'output' | 'run'> {
  readonly inputSchema: Json;
  readonly outputSchema: Json;
  load(): Promise<Tool>;
}

const listings = new WeakMap<Tool, ToolListing>();

/** The listing of a tool that is loaded already. Kept, since converting its schemas takes time. */
export function listingOf(tool: Tool): ToolListing {
  const listing = listings.get(tool) ?? makeListing(tool);
  listings.set(tool, listing);
  return listing;
}

function makeListing(tool: Tool): ToolListing {
  const { input, output, run: _, ...facts } = tool;
  return {
    ...facts,
    inputSchema: jsonSchema(input, 'input'),
    outputSchema: jsonSchema(output, 'output'),
    load: async () => tool,
  };
}

/** Bounds from here on are told by the refusal of what lies beyond them: rows, seconds, credits, mails a day. */
const SELDOM_REACHED = 600;

/**
 * JSON Schema 2020-12, MCP's default dialect. What goes without saying is left out to save tokens: a list or a number
 * is refused below its least, or beyond a most that is seldom reached; unknown arguments are refused, and answers hold
 * nothing unknown, whether the schema says so or not. So are arguments that are understood for the sake of older callers
 * only, and the word that keys are texts: Gemini refuses it.
 */
export function jsonSchema(schema: z.ZodObject, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema: part }) => {
      if (part.additionalProperties === false) delete part.additionalProperties;
      if (part.minItems === 1) delete part.minItems;
      delete part.propertyNames;
      if (part.minimum === 0 || part.minimum === 1) delete part.minimum;
      if (Number(part.maximum) >= SELDOM_REACHED) delete part.maximum;
    },
  });
  for (const [name, { deprecated }] of Object.entries((json.properties ?? {}) as Record<string, Json>))
    if (deprecated) delete (json.properties as Json)[name];
  return json;
}
