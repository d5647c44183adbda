import type { CallToolResult, McpServer, ResourceLink, ServerContext } from '@modelcontextprotocol/server';
import { campaignResource } from './campaigns.ts';
import { listResource } from './lists.ts';
import { addressOf } from './match.ts';
import type { AccountResource } from './resource.ts';

/** The first revision whose clients know links in answers. */
const FIRST_WITH_LINKS = '2025-06-18';

/**
 * The tools whose answer is about one list or campaign that somebody will look at next, and the field that names it.
 * Listings have none: a link for each of their rows would cost more than the rows.
 */
const LINKS: ReadonlyMap<string, { to: AccountResource; field: string }> = new Map([
  ['create_prospect_list', { to: listResource, field: 'id' }],
  ['save_prospects', { to: listResource, field: 'listId' }],
  ['add_prospect_to_list', { to: listResource, field: 'listId' }],
  ['create_campaign', { to: campaignResource, field: 'campaignId' }],
  ['change_campaign_status', { to: campaignResource, field: 'campaignId' }],
  ['pause_campaign', { to: campaignResource, field: 'campaignId' }],
]);

interface Link {
  readonly to: AccountResource;
  readonly id: string;
}

/** What the answer of a tool leads to; undefined if there is nothing of the kind. */
export function linkOf(tool: string, { structuredContent }: CallToolResult): Link | undefined {
  const known = LINKS.get(tool);
  const answer = structuredContent as Record<string, unknown> | undefined;
  const id = known && answer?.[known.field];
  return known && typeof id === 'string' ? { to: known.to, id } : undefined;
}

/** The answer with the link. Its text stays what it is: the structured content once more. */
export function linked(result: CallToolResult, { to, id }: Link): CallToolResult {
  const { name, title, mimeType } = to;
  const block: ResourceLink = { type: 'resource_link', uri: addressOf(to, id), name, title, mimeType };
  return { ...result, content: [...result.content, block] };
}

/** Whether the client knows links. Without a session, one of 2025 says in a header which revision it has agreed to. */
export function knowsLinks({ server }: McpServer, ctx: ServerContext): boolean {
  const revision =
    server.getNegotiatedProtocolVersion() ?? ctx.http?.req?.headers.get('mcp-protocol-version');
  return typeof revision === 'string' && revision >= FIRST_WITH_LINKS;
}
