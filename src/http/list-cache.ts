import type { McpHttpHandler } from '@modelcontextprotocol/server';

type Fetch = McpHttpHandler['fetch'];

const MOST_KEPT = 100;
/** A question of a usual client is far shorter. */
const LONGEST_KEY = 4096;

/**
 * Gives the SDK's own answer to a `tools/list` of the 2026 era again when the same question comes with another id: for
 * servers whose tools never change. Serialising all schemas anew is most of what such a request costs.
 */
export function cacheLists(fetch: Fetch): Fetch {
  const results = new Map<string, string>();
  return async (request, options) => {
    const asked = listRequest(options?.parsedBody);
    const key =
      asked && request.headers.get('mcp-method') === 'tools/list' ? keyOf(request, asked.rest) : undefined;
    const known = key === undefined ? undefined : results.get(key);
    if (asked && known !== undefined) return replay(asked.id, known);
    const response = await fetch(request, options);
    if (key === undefined || response.status !== 200 || !isJson(response)) return response;
    const result = resultOf(await response.clone().json());
    if (result !== undefined && results.size < MOST_KEPT) results.set(key, JSON.stringify(result));
    return response;
  };
}

function listRequest(body: unknown): { id: string | number; rest: object } | undefined {
  if (typeof body !== 'object' || body === null || !('id' in body) || !('method' in body)) return undefined;
  const { id, ...rest } = body;
  const plain = typeof id === 'string' || typeof id === 'number';
  return plain && body.method === 'tools/list' ? { id, rest } : undefined;
}

/** Everything that the SDK looks at before it answers; undefined when that is too long to be kept. */
function keyOf({ headers }: Request, rest: object): string | undefined {
  const seen = [...headers].filter(
    ([name]) => name.startsWith('mcp-') || name === 'accept' || name === 'content-type',
  );
  const key = JSON.stringify([seen, rest]);
  return key.length <= LONGEST_KEY ? key : undefined;
}

function replay(id: string | number, result: string): Response {
  const body = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`;
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

function isJson({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('application/json') === true;
}

function resultOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'result' in answer ? answer.result : undefined;
}
