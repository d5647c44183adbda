import type { ReadResourceResult, Resource } from '@modelcontextprotocol/server';
import type { ToolListing } from '../tool-listing.ts';
import { PAGE_TYPE } from './protocol.ts';

/** A card that hosts with MCP Apps show beside a tool's answer. */
export interface View {
  /** The name of its folder in src/views. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The tools whose answers it shows; `asking`: all those that may ask the user and have no card of their own. */
  readonly tools: readonly string[] | 'asking';
  /** What the browser has to permit its page. */
  readonly permissions?: { readonly clipboardWrite?: object };
}

export const VIEWS: readonly View[] = [
  {
    name: 'leads',
    title: 'Leads',
    description: 'A card: people as a table to sort and filter, to find their addresses, save and copy them.',
    tools: ['find_people', 'prepare_leads', 'find_emails', 'verify_emails', 'get_prospects_in_list'],
    permissions: { clipboardWrite: {} },
  },
  {
    name: 'spending',
    title: 'Credits',
    description: 'A card: the credits left, what your limits leave of them, and where they went.',
    tools: ['get_balance'],
  },
  {
    name: 'campaign',
    title: 'Campaign',
    description:
      'A card: what became of the mails of a campaign, its steps compared, and what people replied.',
    tools: ['get_campaign_report', 'get_all_campaign_replies'],
  },
  {
    name: 'approval',
    title: 'Approval',
    description: 'A card: asks before credits are spent, mail goes out, or something is deleted.',
    tools: 'asking',
  },
];

const viewsByTool = new Map(
  VIEWS.flatMap(view => (view.tools === 'asking' ? [] : view.tools.map(tool => [tool, view] as const))),
);
const askingView = VIEWS.find(({ tools }) => tools === 'asking');

/** The arguments by which a call says what the user agreed to: the tools that have one may have to ask. */
const AGREEMENTS = ['maxCredits', 'allowSending', 'confirm'];

/** Whether the user may have to be asked about a call. */
export function mayAsk({ inputSchema }: Pick<ToolListing, 'inputSchema'>): boolean {
  return AGREEMENTS.some(argument => Object.hasOwn(inputSchema.properties ?? {}, argument));
}

/** The card of a tool; undefined where it has none. */
function viewOf(tool: Listed): View | undefined {
  return viewsByTool.get(tool.name) ?? (mayAsk(tool) ? askingView : undefined);
}

type Listed = Pick<ToolListing, 'name' | 'inputSchema'>;

/** The address of a card's page. @param name the card's */
export function addressOf(name: string): string {
  return `ui://snovio/${name}`;
}

/**
 * What the listing of a tool says of its card. It is said to all clients: many hosts cannot tell a server that keeps no
 * session whether they show cards, and the others ignore it.
 * @param isShown whether the client says that it shows cards: others are told of none that only asks, which it never
 *   would there
 */
export function cardMeta(tool: Listed, isShown: boolean): { _meta?: { ui: { resourceUri: string } } } {
  const view = viewOf(tool);
  if (!view || (view === askingView && !isShown)) return {};
  return { _meta: { ui: { resourceUri: addressOf(view.name) } } };
}

/** The pages of the cards of these tools, as resources. */
export function viewResources(tools: readonly Listed[]): Resource[] {
  const views = new Set(tools.map(viewOf));
  return VIEWS.filter(view => views.has(view)).map(view => ({
    uri: addressOf(view.name),
    name: `${view.name}-card`,
    title: view.title,
    description: view.description,
    mimeType: PAGE_TYPE,
  }));
}

/**
 * The page at this address; undefined if there is none.
 * @param key what its answers have to show, see `card-questions.ts`; the page's script reads it, and models do not
 */
export async function readView(
  uri: string,
  key: string | undefined,
): Promise<ReadResourceResult | undefined> {
  const view = VIEWS.find(known => addressOf(known.name) === uri);
  if (!view) return undefined;
  const { viewPage } = await import('./view-pages.ts');
  const page = await viewPage(view.name);
  const text =
    key === undefined ? page : page.replace('<head>', `<head>\n<meta name="key" content="${key}">`);
  // No origins: the host's policy, like the page's own, lets the page load nothing and send nothing.
  const { permissions } = view;
  const ui = { csp: {}, ...(permissions && { permissions }), prefersBorder: true };
  return { contents: [{ uri, mimeType: PAGE_TYPE, text, _meta: { ui } }] };
}
