import type { ToolListing } from './tool-listing.ts';

/**
 * The selected tools, without the sentences that send an agent to a tool that it cannot see. The first sentence says
 * what a tool does, and stays.
 */
export function withoutAbsent(selected: readonly ToolListing[], all: readonly ToolListing[]): ToolListing[] {
  const absent = new Set(all.map(({ name }) => name));
  for (const { name } of selected) absent.delete(name);
  const namesAbsent = (sentence: string) => sentence.match(/\w+/g)?.some(word => absent.has(word));
  return selected.map(tool => {
    const [purpose, ...more] = tool.description.split(/(?<=\.) /);
    return { ...tool, description: [purpose, ...more.filter(part => !namesAbsent(part))].join(' ') };
  });
}
