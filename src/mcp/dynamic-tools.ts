import type { CallToolResult } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { SnovioError } from '../errors.ts';
import { failure, success } from './call-tool.ts';
import { parseArguments } from './run-tool.ts';
import type { ToolIndex } from './tool-index.ts';
import { jsonSchema, type ToolListing } from './tool-listing.ts';

/** How many tools an answer shows: each comes with its input schema, which costs the agent's context. */
const MOST_FOUND = 4;

const find = {
  name: 'find_tool',
  title: 'Find a tool that is not listed',
  description:
    'Searches the Snov.io tools that are not listed here, by what they do. Answers the best few with price and input schema, for use_tool. Free.',
  input: z.object({ query: z.string().describe('What is to be done, in a few words') }),
  output: z.object({
    tools: z.array(
      z.object({
        name: z.string(),
        description: z.string(),
        effect: z.string(),
        credits: z.string(),
        inputSchema: z.record(z.string(), z.unknown()).optional(),
        howTo: z.string(),
      }),
    ),
    message: z.string().optional(),
  }),
};

/** Runs tools that are not listed, and only read. */
export const USE_TOOL = 'use_tool';

const use = {
  name: USE_TOOL,
  title: 'Use a tool that is not listed',
  description:
    'Runs a tool that find_tool has found, with arguments by its input schema. Only tools that are free and change nothing.',
  input: z.object({
    name: z.string().describe('Name of the tool'),
    arguments: z.record(z.string(), z.unknown()).optional().describe('Its arguments'),
  }),
  output: z.object({}),
};

/** Runs a tool. @param args not checked yet */
type Run<R> = (listing: ToolListing, args: unknown) => Promise<R>;

/**
 * Two tools that stand for all that are not listed, so that an agent reads only of those that it looks for. Neither
 * spends or changes anything: what does is listed, where a host can ask the user before it runs, or not to be had.
 */
export class DynamicTools {
  /** How hosts see the two. */
  readonly listings = [listed(find), listed(use)];
  readonly #hidden: readonly ToolListing[];
  #index: Promise<ToolIndex> | undefined;

  /** @param hidden the tools that are not listed */
  constructor(hidden: readonly ToolListing[]) {
    this.#hidden = hidden;
  }

  has(name: string): boolean {
    return name === find.name || name === use.name;
  }

  /** Answers a call of one of the two. Never throws. @param run runs the tool that `use_tool` names */
  async call<R>(name: string, args: unknown, run: Run<R>): Promise<R | CallToolResult> {
    try {
      if (name === find.name) return success(await this.#find(args));
      const { listing, args: others } = this.#named(args);
      return await run(listing, others);
    } catch (error) {
      return failure(error);
    }
  }

  async #find(raw: unknown): Promise<z.input<typeof find.output>> {
    const { query } = parseArguments(find, raw) as z.output<typeof find.input>;
    this.#index ??= import('./tool-index.ts').then(({ indexOf }) => indexOf(this.#hidden));
    const found = (await this.#index).search(query).slice(0, MOST_FOUND);
    if (found.length === 0)
      return { tools: [], message: 'No tool fits these words. Try others, in English.' };
    return { tools: found.map(shown) };
  }

  /** @throws SnovioError `invalid_input`, `not_found` */
  #named(raw: unknown): { listing: ToolListing; args: unknown } {
    const { name, arguments: args = {} } = parseArguments(use, raw) as z.output<typeof use.input>;
    const listing = this.#hidden.find(tool => tool.name === name);
    if (listing?.effect === 'read') return { listing, args };
    const message = listing
      ? `It spends credits or changes data, so use_tool does not run it. ${howToList(listing)}`
      : 'There is no such tool beside those that are listed. find_tool finds them; a listed tool is called itself.';
    throw new SnovioError(listing ? 'invalid_input' : 'not_found', {
      message,
      names: [{ what: 'tool', name }],
    });
  }
}

function shown(tool: ToolListing): z.input<typeof find.output>['tools'][number] {
  const { name, description, effect, credits, inputSchema } = tool;
  if (effect !== 'read') return { name, description, effect, credits, howTo: howToList(tool) };
  return { name, description, effect, credits, inputSchema, howTo: 'use_tool' };
}

function howToList({ toolset }: ToolListing): string {
  return `The user has to add it to the server's settings first: SNOVIO_TOOLSETS=default,${toolset}`;
}

function listed({ input, output, ...facts }: typeof find | typeof use) {
  const effect = 'read' as const;
  return {
    ...facts,
    effect,
    inputSchema: jsonSchema(input, 'input'),
    outputSchema: jsonSchema(output, 'output'),
  };
}
