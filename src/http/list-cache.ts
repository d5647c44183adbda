import type { AuthInfo, McpHttpHandler } from '@modelcontextprotocol/server';

type Fetch = McpHttpHandler['fetch'];

const MAX_ENTRIES = 100;
/** The request of a usual client is far shorter. */
const MAX_KEY_LENGTH = 4096;

/**
 * Caches the SDK's answers to `tools/list` in the 2026 protocol, for servers whose tools never change: the same request
 * with another id gets the same result. Serialising all schemas is most of what such a request costs.
 */
export function cacheLists(fetch: Fetch): Fetch {
  const results = new Map<string, string>();
  return async (request, options) => {
    const list = listRequest(options?.parsedBody);
    const key =
      list && request.headers.get('mcp-method') === 'tools/list'
        ? keyOf(request, offerOf(options?.authInfo), list.rest)
        : undefined;
    const cached = key === undefined ? undefined : results.get(key);
    if (list && cached !== undefined) return responseOf(list.id, cached);
    const response = await fetch(request, options);
    if (key === undefined || response.status !== 200 || !isJson(response)) return response;
    const result = resultOf(await response.clone().json());
    if (result !== undefined && results.size < MAX_ENTRIES) results.set(key, JSON.stringify(result));
    return response;
  };
}

/** A `tools/list` request: its id, and everything else. */
function listRequest(body: unknown): { id: string | number; rest: object } | undefined {
  if (typeof body !== 'object' || body === null || !('id' in body) || !('method' in body)) return undefined;
  const { id, ...rest } = body;
  const valid = typeof id === 'string' || typeof id === 'number';
  return valid && body.method === 'tools/list' ? { id, rest } : undefined;
}

/** What the caller's token, and the access file, make of what is offered. */
function offerOf(authInfo: AuthInfo | undefined): unknown {
  return [authInfo?.scopes, authInfo?.extra?.narrowing];
}

/** Everything that the SDK's answer depends on; undefined if that is too long to be kept. */
function keyOf({ headers }: Request, offer: unknown, rest: object): string | undefined {
  const relevant = [...headers].filter(
    ([name]) => name.startsWith('mcp-') || name === 'accept' || name === 'content-type',
  );
  const key = JSON.stringify([relevant, offer, rest]);
  return key.length <= MAX_KEY_LENGTH ? key : undefined;
}

function responseOf(id: string | number, result: string): Response {
  const body = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`;
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

function isJson({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('application/json') === true;
}

function resultOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'result' in answer ? answer.result : undefined;
}
