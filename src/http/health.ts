import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Readiness {
  /** Whether the store can be used. */
  readonly ready: boolean;
  /** How the last upstream request went. */
  readonly upstream: string;
}

/** Probes come from load balancers that know no Host name of ours; they are told nothing that is worth hiding. */
export async function answerHealth(
  request: IncomingMessage,
  response: ServerResponse,
  readiness: () => Promise<Readiness>,
  stopping: boolean,
): Promise<void> {
  const path = pathOf(request);
  const json = (status: number, body: object) => {
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    response.writeHead(status, headers).end(JSON.stringify(body));
  };
  // Nobody who probes has anything to say.
  if (request.headers['content-length'] || request.headers['transfer-encoding'])
    response.shouldKeepAlive = false;
  if (path === '/healthz') return json(200, { status: 'ok' });
  if (path !== '/readyz') return json(404, { error: 'Not found. MCP is served at /mcp.' });
  const { ready, upstream } = await readiness();
  if (ready && !stopping) json(200, { status: 'ready', upstream });
  else json(503, { status: stopping ? 'stopping' : 'not ready', upstream });
}

export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}
