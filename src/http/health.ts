import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Readiness {
  /** Whether the ledger can be used. */
  readonly ready: boolean;
  /** How the last request to Snov.io went: `unknown`, `ok` or `failing`. */
  readonly upstream: string;
}

/**
 * Answers `/healthz` and `/readyz`. Load balancers probe with a Host of their own and without a token, so neither is
 * checked, and the answer holds nothing private.
 */
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
  // A probe has no body. If there is one, it is not read, so the connection cannot be used again.
  if (request.headers['content-length'] || request.headers['transfer-encoding'])
    response.shouldKeepAlive = false;
  if (path === '/healthz') return json(200, { status: 'ok' });
  if (path !== '/readyz') return json(404, { error: 'Not found. MCP is served at /mcp.' });
  if (excludesStore(request)) return json(stopping ? 503 : 200, { status: stopping ? 'stopping' : 'ready' });
  const { ready, upstream } = await readiness();
  if (ready && !stopping) json(200, { status: 'ready', upstream });
  else json(503, { status: stopping ? 'stopping' : 'not ready', upstream });
}

/**
 * Copies share their store: a balancer that takes each of them away with it leaves nobody who could tell callers why. The
 * parameter is named as in the probes of Kubernetes' API server.
 */
function excludesStore({ url = '' }: IncomingMessage): boolean {
  return new URLSearchParams(url.split('?', 2)[1]).getAll('exclude').includes('store');
}

/** A request's path, without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}
