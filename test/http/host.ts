import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** The last revision of each protocol era. */
export const REVISIONS = ['2026-07-28', '2025-11-25'] as const;
export type Revision = (typeof REVISIONS)[number];

/** Connects a host over HTTP. @param headers of every request */
export async function connectHost(
  port: number,
  revision: Revision,
  headers: Record<string, string | string[]> = {},
): Promise<Client> {
  const isNew = revision === '2026-07-28';
  const client = new Client(
    { name: 'host', version: '0' },
    isNew ? { versionNegotiation: { mode: { pin: revision } } } : {},
  );
  const url = new URL(`http://127.0.0.1:${port}/mcp`);
  await client.connect(
    new StreamableHTTPClientTransport(url, { requestInit: { headers: headers as Record<string, string> } }),
  );
  return client;
}
