import type { ToolListing } from '../../mcp/tool-listing.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { termList, wrapped } from '../usage/layout.ts';
import { isRow, type Row } from './cells.ts';

/** What a tool does and takes, as JSON Schema: for programs, and for who wants every detail. */
export function toolSchemaText({ name, description, credits, inputSchema }: ToolListing): string {
  const schema = JSON.stringify(inputSchema, null, 2);
  return `${name}: ${description}\n\nCosts: ${credits}\n\nArguments (JSON Schema):\n${schema}`;
}

/** What a tool does and takes, for people. @param width the columns that it is wrapped to */
export function toolHelpText(
  listing: ToolListing,
  width: number,
  { paint }: Pick<Terminal, 'paint'>,
): string {
  const { name, title, description, credits, inputSchema } = listing;
  const args = argumentsOf(inputSchema);
  const list = args.map(({ term, meaning }) => [term, meaning] as const);
  return [
    `${paint('bold', name)}: ${title}`,
    wrapped(description, width).join('\n'),
    `Costs: ${credits}`,
    list.length === 0 ? 'It takes no arguments.' : `Arguments:\n${termList(list, width).join('\n')}`,
    `As JSON Schema: snovio-mcp call ${name} --help --json`,
  ].join('\n\n');
}

interface Argument {
  /** Its name, below that of the list or object that it is in, and its type. */
  readonly term: string;
  readonly meaning: string;
}

/** All arguments, each followed by the parts of what it holds. */
function argumentsOf(schema: unknown, depth = 0): Argument[] {
  if (!isRow(schema) || !isRow(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).flatMap(([name, property]) => {
    if (!isRow(property)) return [];
    const facts = [
      required.includes(name) ? 'required' : '',
      typeof property.description === 'string' ? property.description : '',
      ...limitsOf(property),
    ].filter(Boolean);
    const term = `${'  '.repeat(depth)}${name} (${typeOf(property)})`;
    return [{ term, meaning: facts.join('. ') }, ...argumentsOf(property.items ?? property, depth + 1)];
  });
}

/** A type in a word or two: `text`, `list of texts`. */
function typeOf(schema: Row): string {
  if (Array.isArray(schema.anyOf)) return schema.anyOf.filter(isRow).map(typeOf).join(' or ');
  if (schema.type === 'array') return isRow(schema.items) ? `list of ${typeOf(schema.items)}s` : 'list';
  const words: Row = { string: 'text', integer: 'number', boolean: 'true or false' };
  return String(words[String(schema.type)] ?? schema.type ?? 'value');
}

function limitsOf({ enum: words, default: usual, maxItems, minimum, maximum }: Row): string[] {
  return [
    Array.isArray(words) ? `One of ${words.join(', ')}` : '',
    maxItems === undefined ? '' : `At most ${maxItems}`,
    minimum === undefined ? '' : `At least ${minimum}`,
    maximum === undefined ? '' : `At most ${maximum}`,
    usual === undefined ? '' : `Unless given: ${JSON.stringify(usual)}`,
  ];
}
