import { tokensOf } from '../tokens.ts';
import { atMost, type Figure, type Part, reported } from './figure.ts';
import { type ListedTool, listTools } from './listing.ts';
import { program } from './scratch.ts';

/** These take whole prospects, steps of campaigns or filters. */
const ROOMY = [
  ...['add_prospect_to_list', 'save_prospects'],
  ...['create_campaign', 'update_campaign_steps'],
  ...['search_people', 'find_people'],
];
const SHOWN = 5;

/** What the list of tools costs in every conversation: name, description and input schema, as JSON. */
export const tokens: Part = {
  name: 'tokens',
  run: async () => {
    const sized = async (env: Record<string, string> = {}) => {
      const { tools } = await listTools(program(), env);
      return tools.map(tool => ({ name: tool.name, size: tokensOf(textOf(tool)) }));
    };
    const usually = await sized();
    const all = (await sized({ SNOVIO_TOOLSETS: 'all' })).sort((a, b) => b.size - a.size);
    const usual = all.filter(({ name }) => !ROOMY.includes(name));
    const roomy = all.filter(({ name }) => ROOMY.includes(name));
    return [
      sum('default toolsets', usually, 5400),
      sum('all toolsets', all, 10_500),
      largest('largest tool that takes whole prospects, steps or filters, tokens', roomy, 500),
      largest('largest other tool, tokens', usual, 350),
      reported('next largest', usual.slice(1, SHOWN).map(sizeOf).join(', ')),
    ];
  },
};

interface Sized {
  name: string;
  size: number;
}

function sum(which: string, tools: Sized[], most: number): Figure {
  const total = tools.reduce((sum, { size }) => sum + size, 0);
  return atMost(`tools/list, ${which}, ${tools.length} tools, tokens (o200k_base)`, total, most, {
    digits: 0,
  });
}

function textOf({ name, description, inputSchema }: ListedTool): string {
  return JSON.stringify({ name, description, inputSchema });
}

function largest(figure: string, [first]: Sized[], most: number): Figure {
  if (!first) throw new Error('No such tool is listed');
  return atMost(figure, first.size, most, { digits: 0, from: first.name });
}

function sizeOf({ name, size }: Sized): string {
  return `${name} ${size}`;
}
