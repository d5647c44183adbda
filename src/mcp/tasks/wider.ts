import { z } from 'zod';
import type { Tool } from '../../tool.ts';
import type { Json, ToolListing } from '../tool-listing.ts';

/** Items of one call of a client with tasks: others take as many as one answer is waited for. */
export const MOST_ITEMS = 1000;

const widerTools = new WeakMap<Tool, Tool>();

/** The tool as clients with tasks may call it: with more items. Kept, since its schema is compiled when it is first used. */
export function widerTool(tool: Tool): Tool {
  const wider = widerTools.get(tool) ?? { ...tool, input: widerInput(tool) };
  widerTools.set(tool, wider);
  return wider;
}

function widerInput({ input, long }: Tool): z.ZodObject {
  const fields = (long?.items ?? []).map(name => [name, wider(input.shape[name])]);
  return input.extend(Object.fromEntries(fields));
}

function wider(field: z.core.$ZodType | undefined): z.core.$ZodType {
  if (field instanceof z.ZodOptional) return z.optional(wider(field.def.innerType));
  if (!(field instanceof z.ZodArray)) throw new TypeError('Only arrays hold items.');
  const others = (field.def.checks ?? []).filter(({ _zod }) => _zod.def.check !== 'max_length');
  return field.clone({ ...field.def, checks: [...others, z.maxLength(MOST_ITEMS)] });
}

/** The tool as it is listed for them. */
export function widerListing<T extends Pick<ToolListing, 'description' | 'inputSchema' | 'long'>>(
  listing: T,
): T {
  const { items = [] } = listing.long ?? {};
  if (items.length === 0) return listing;
  const properties = (listing.inputSchema.properties ?? {}) as Record<string, Json>;
  const widened = items.map(name => [name, { ...properties[name], maxItems: MOST_ITEMS }]);
  return {
    ...listing,
    description: listing.description.replace(/\bup to (50|100) (?!credit)/, 'up to 1,000 '),
    inputSchema: {
      ...listing.inputSchema,
      properties: { ...properties, ...Object.fromEntries(widened) },
    },
  };
}
