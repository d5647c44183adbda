import type { Effect } from '../../tool.ts';
import type { ToolListing } from '../tool-listing.ts';
import { asks, errorCodesOf, errorLine } from './errors-of.ts';
import { type Field, fieldsOf } from './fields.ts';
import { allWords, wordsOf } from './words.ts';

const EFFECTS: Record<Effect, string> = {
  read: 'changes nothing',
  spend: 'changes nothing but the credit balance',
  write: 'changes data of the account',
  destructive: 'deletes data of the account, or writes over it',
};

/** The page that leads to all others: the tools, and the words that answers use. */
export function indexPage(listings: readonly ToolListing[]): string {
  const tools = listings.map(
    ({ name, title, toolset, credits }) => `- \`${name}\` (${toolset}; credits: ${credits}): ${title}`,
  );
  return [
    '# Tools and words of snovio-mcp',
    'Arguments, answer and errors of a tool: `snovio://reference/` and its name.',
    ['## Tools', '', ...tools].join('\n'),
    '## Words of answers',
    allWords(),
    '',
  ].join('\n\n');
}

/** What is to know of a tool, made of its declaration. */
export function toolPage(listing: ToolListing): string {
  const { name, title, toolset, effect, credits, methods, description } = listing;
  const args = fieldsOf(listing.inputSchema);
  const answer = fieldsOf(listing.outputSchema);
  const words = wordsOf(answer);
  const facts = [
    `- Toolset: ${toolset}`,
    `- Credits: ${credits}`,
    `- Effect: ${EFFECTS[effect]}`,
    ...(asks(args) ? ['- Mail, data that leaves, deletions: the user is asked first'] : []),
    `- Snov.io's methods: ${methods.join(', ')}`,
  ];
  return [
    `# ${name}: ${title}`,
    description,
    facts.join('\n'),
    section('Arguments', args.map(argumentLine), 'None.'),
    section('Answer', answer.map(fieldLine), 'Nothing but that it is done.'),
    ...(words.length > 0 ? [section('Words in it', words)] : []),
    section('Errors', errorCodesOf(listing).map(errorLine)),
    '',
  ].join('\n\n');
}

function section(title: string, lines: readonly string[], none = ''): string {
  return [`## ${title}`, '', ...(lines.length > 0 ? lines : [none])].join('\n');
}

function argumentLine({ path, type, required, description }: Field): string {
  return `${bullet(path)}: ${type}${required ? ', needed' : ''}.${description ? ` ${description}.` : ''}`;
}

function fieldLine({ path, type, required }: Field): string {
  return `${bullet(path)}: ${type}${required ? '' : ', where known'}`;
}

function bullet(path: readonly string[]): string {
  return `${'  '.repeat(path.length - 1)}- \`${path.at(-1)}\``;
}
