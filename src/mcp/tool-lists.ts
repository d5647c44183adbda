import type { ListToolsResult } from '@modelcontextprotocol/server';
import { annotations } from './annotations.ts';
import { answerTool } from './apps/answer-tool.ts';
import { cardMeta, mayAsk } from './apps/views.ts';
import { widerListing } from './tasks/wider.ts';
import type { Json, ToolListing } from './tool-listing.ts';

/** A tool as hosts see it. */
export type ShownTool = Omit<ToolListing, 'load' | 'toolset' | 'methods' | 'credits'>;

/** What a client says that it knows. */
export interface Knows {
  readonly tasks: boolean;
  readonly cards: boolean;
}

/** The lists of tools, of which a client gets the one for what it knows. None of them ever changes. */
export class ToolLists {
  readonly #shown: readonly ShownTool[];
  readonly #hasWideTasks: boolean;
  readonly #hasCards: boolean;
  readonly #lists = new Map<string, ListToolsResult>();

  constructor(shown: readonly ShownTool[], has: { readonly wideTasks: boolean; readonly cards: boolean }) {
    this.#shown = shown;
    this.#hasWideTasks = has.wideTasks;
    this.#hasCards = has.cards;
  }

  for(knows: Knows): ListToolsResult {
    const key = JSON.stringify(knows);
    const list = this.#lists.get(key) ?? this.#make(knows);
    this.#lists.set(key, list);
    return list;
  }

  #make({ tasks, cards }: Knows): ListToolsResult {
    const listings = tasks && this.#hasWideTasks ? this.#shown.map(widerListing) : this.#shown;
    const tools = listings.map(listing => this.#entry(listing, cards));
    if (!tasks && !cards) return { tools };
    // Not to be cached for others: what a client gets depends on what it declares.
    return { tools: [...tools, ...(cards ? [answerTool] : [])], cacheScope: 'private' };
  }

  #entry(listing: ShownTool, cards: boolean): ListToolsResult['tools'][number] {
    const { name, title, description, inputSchema } = listing;
    const isAsking = cards && mayAsk(listing);
    return {
      name,
      title,
      description,
      inputSchema: { type: 'object', ...inputSchema },
      outputSchema: {
        type: 'object',
        ...(isAsking ? orQuestion(listing.outputSchema) : listing.outputSchema),
      },
      annotations: { title, ...annotations(listing) },
      ...(this.#hasCards && cardMeta(listing, cards)),
    };
  }
}

/** The schema of an answer that may hold nothing but a question; see `card-questions.ts`. */
function orQuestion({ required: _, ...schema }: Json): Json {
  return schema;
}
