import type { ReadResourceResult, Resource } from '@modelcontextprotocol/server';
import { PAGE_TYPE } from './protocol.ts';

/** A card that hosts with MCP Apps show beside a tool's answer. */
export interface View {
  /** The name of its folder in src/views. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The tools whose answers it shows. */
  readonly tools: readonly string[];
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
];

const viewsByTool = new Map(VIEWS.flatMap(view => view.tools.map(tool => [tool, view] as const)));

function addressOf({ name }: View): string {
  return `ui://snovio/${name}`;
}

/**
 * What the listing of a tool says of its card. It is always said: many hosts cannot tell a server that keeps no session
 * whether they show cards, and the others ignore it.
 */
export function cardMeta(tool: string): { _meta?: { ui: { resourceUri: string } } } {
  const view = viewsByTool.get(tool);
  return view ? { _meta: { ui: { resourceUri: addressOf(view) } } } : {};
}

/** The pages of the cards of these tools, as resources. */
export function viewResources(tools: ReadonlySet<string>): Resource[] {
  return VIEWS.filter(view => view.tools.some(tool => tools.has(tool))).map(view => ({
    uri: addressOf(view),
    name: `${view.name}-card`,
    title: view.title,
    description: view.description,
    mimeType: PAGE_TYPE,
  }));
}

/** The page at this address; undefined if there is none. */
export async function readView(uri: string): Promise<ReadResourceResult | undefined> {
  const view = VIEWS.find(known => addressOf(known) === uri);
  if (!view) return undefined;
  const { viewPage } = await import('./view-pages.ts');
  // No origins: the host's policy, like the page's own, lets the page load nothing and send nothing.
  const { permissions } = view;
  const ui = { csp: {}, ...(permissions && { permissions }), prefersBorder: true };
  return { contents: [{ uri, mimeType: PAGE_TYPE, text: await viewPage(view.name), _meta: { ui } }] };
}
