import { Tiktoken } from 'js-tiktoken/lite';
import o200k from 'js-tiktoken/ranks/o200k_base';
import { atMost, type Figure, type Part, reported } from './figure.ts';
import { type ListedTool, listTools } from './listing.ts';

/** These take everything that can be said about a person. */
const WHOLE_PROSPECT = ['save_prospects', 'add_prospect_to_list'];
const SHOWN = 5;

/** What the list of tools costs in every conversation: name, description and input schema, as JSON. */
export const tokens: Part = {
  name: 'tokens',
  run: async () => {
    const { tools } = await listTools();
    const encoder = new Tiktoken(o200k);
    const sized = tools
      .map(tool => ({ name: tool.name, size: encoder.encode(textOf(tool)).length }))
      .sort((a, b) => b.size - a.size);
    const total = sized.reduce((sum, { size }) => sum + size, 0);
    const usual = sized.filter(({ name }) => !WHOLE_PROSPECT.includes(name));
    const whole = sized.filter(({ name }) => WHOLE_PROSPECT.includes(name));
    return [
      atMost(`tools/list, ${tools.length} tools, tokens (o200k_base)`, total, 4800, { digits: 0 }),
      largest('largest tool that takes a whole prospect, tokens', whole, 480),
      largest('largest other tool, tokens', usual, 300),
      reported('next largest', usual.slice(1, SHOWN).map(sizeOf).join(', ')),
    ];
  },
};

interface Sized {
  name: string;
  size: number;
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
