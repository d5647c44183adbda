import type { ToolListing } from './tool-listing.ts';

/**
 * The selected tools, without the sentences that send an agent to a tool that is not among them. The first sentence says
 * what a tool does, and stays.
 */
export function withoutUnlisted(
  selected: readonly ToolListing[],
  all: readonly ToolListing[],
): ToolListing[] {
  const unlisted = new Set(all.map(({ name }) => name));
  for (const { name } of selected) unlisted.delete(name);
  const namesUnlisted = (sentence: string) => sentence.match(/\w+/g)?.some(word => unlisted.has(word));
  return selected.map(tool => {
    const [purpose, ...more] = tool.description.split(/(?<=\.) /);
    return { ...tool, description: [purpose, ...more.filter(part => !namesUnlisted(part))].join(' ') };
  });
}
