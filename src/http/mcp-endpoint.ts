import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthInfo, McpHttpHandler } from '@modelcontextprotocol/server';

/** Answers a request whose body has been read. @param json the body */
export type McpEndpoint = (
  request: IncomingMessage,
  response: ServerResponse,
  json: unknown,
  authInfo: AuthInfo,
) => Promise<void>;

/**
 * Leads requests of Node's HTTP server to MCP, and its answers back. The SDK has an adapter too (`toNodeHandler`), which
 * writes the parsed body out again for a handler that does not read it, and sends each answer in chunks.
 * @param fetch is given requests without a body, and their JSON beside them
 */
export function mcpEndpoint(fetch: McpHttpHandler['fetch']): McpEndpoint {
  return async (request, response, parsedBody, authInfo) => {
    const gone = new AbortController();
    let isAnswered = false;
    response.once('close', () => {
      if (!isAnswered) gone.abort();
    });
    const answer = await fetch(requestOf(request, gone.signal), { authInfo, parsedBody });
    await send(answer, response, gone.signal);
    isAnswered = true;
  };
}

function requestOf({ method = 'POST', headers, url = '/' }: IncomingMessage, signal: AbortSignal): Request {
  const given = new Headers();
  for (const [name, value] of Object.entries(headers)) if (typeof value === 'string') given.set(name, value);
  return new Request(`http://${headers.host ?? 'localhost'}${url}`, { method, headers: given, signal });
}

/** JSON is sent at once, with its length, and a stream as it comes. */
async function send(answer: Response, response: ServerResponse, gone: AbortSignal): Promise<void> {
  const headers = Object.fromEntries(answer.headers);
  // Streams say that their connection is kept, also where the client has asked to close it, or the server is ending.
  delete headers.connection;
  const { status, body } = answer;
  if (!body || headers['content-type']?.startsWith('application/json')) {
    const text = await answer.text();
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
    return;
  }
  response.writeHead(status, headers);
  await passOn(body, response, gone);
  response.end();
}

/** Resolves when the stream has ended, or there is nobody any more who would read it. */
async function passOn(
  chunks: AsyncIterable<Uint8Array>,
  response: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  const left = new Promise<void>(resolve => gone.addEventListener('abort', () => resolve(), { once: true }));
  try {
    for await (const chunk of chunks) {
      if (gone.aborted) return;
      const isFull = !response.write(chunk);
      if (isFull) await Promise.race([left, new Promise(resolve => response.once('drain', resolve))]);
    }
  } catch {
    // The SDK breaks a stream off where its client has left, or the server is stopping.
  }
}
