import { SHOWS_CARDS } from '../mcp/cards/kit.ts';
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
    const sized = async (env: Record<string, string> = {}, capabilities = {}) => {
      const { tools } = await listTools(program(), env, capabilities);
      return tools.map(tool => ({ name: tool.name, size: tokensOf(textOf(tool)) }));
    };
    const usually = await sized();
    const withCards = await sized({}, SHOWS_CARDS);
    const all = (await sized({ SNOVIO_TOOLSETS: 'all' })).sort((a, b) => b.size - a.size);
    const usual = all.filter(({ name }) => !ROOMY.includes(name));
    const roomy = all.filter(({ name }) => ROOMY.includes(name));
    return [
      sum('default toolsets', usually, 5400),
      sum('all toolsets', all, 10_500),
      atMost(
        'what cards add to it for a client that shows them, tokens',
        total(withCards) - total(usually),
        150,
        { digits: 0 },
      ),
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
  const figure = `tools/list, ${which}, ${tools.length} tools, tokens (o200k_base)`;
  return atMost(figure, total(tools), most, { digits: 0 });
}

function total(tools: Sized[]): number {
  return tools.reduce((sum, { size }) => sum + size, 0);
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
