import MiniSearch from 'minisearch';
import type { ToolListing } from './tool-listing.ts';

/** Finds tools by words. */
export interface ToolIndex {
  /** The tools that fit some of these words, the best first. */
  search(query: string): ToolListing[];
}

/** Words of every question that tell nothing of the tool. */
const STOP_WORDS = new Set(
  'a an and all are at by do does for from get how i in is it list me my of on or show that the to tool was what which who with'.split(
    ' ',
  ),
);

/** An index of what tools are called, do and are for. Misspelt words and beginnings of words count as well. */
export function indexOf(tools: readonly ToolListing[]): ToolIndex {
  const index = new MiniSearch<ToolListing>({
    idField: 'name',
    fields: ['name', 'title', 'description', 'toolset'],
    tokenize: text => text.split(/[^\p{L}\p{N}]+/u),
    processTerm: term => {
      const word = term.toLowerCase();
      return word === '' || STOP_WORDS.has(word) ? null : word;
    },
    searchOptions: { boost: { name: 3, title: 2 }, prefix: true, fuzzy: 0.2 },
  });
  index.addAll(tools);
  const byName = new Map(tools.map(tool => [tool.name, tool]));
  return { search: query => index.search(query).flatMap(({ id }) => byName.get(String(id)) ?? []) };
}
