// MCP Apps (specification 2026-01-26): hosts show a page of the server's beside the answer of a tool.

/** The extension by which clients and servers say that they know Apps. */
export const APPS_EXTENSION = 'io.modelcontextprotocol/ui';

/** What the page of a card is served as. */
export const PAGE_TYPE = 'text/html;profile=mcp-app';
