import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthInfo, McpHttpHandler } from '@modelcontextprotocol/server';

/** What is known of a request beside its headers. */
export interface Given {
  /** Its body. */
  readonly json: unknown;
  readonly authInfo: AuthInfo;
  /** Aborts when the connection closes before the answer is sent. */
  readonly signal: AbortSignal;
}

/** Answers a request whose body has been read. Resolves when the answer is sent, or nobody is there to read it. */
export type McpEndpoint = (request: IncomingMessage, response: ServerResponse, given: Given) => Promise<void>;

/**
 * Leads requests of Node's HTTP server to MCP, and its answers back. The SDK has an adapter too (`toNodeHandler`), which
 * writes the parsed body out again for a handler that does not read it, and sends each answer in chunks.
 * @param fetch is given requests without a body, and their JSON beside them
 */
export function mcpEndpoint(fetch: McpHttpHandler['fetch']): McpEndpoint {
  return async (request, response, { json: parsedBody, authInfo, signal }) => {
    const answer = await fetch(requestOf(request, signal), { authInfo, parsedBody });
    await send(answer, response, signal);
  };
}

function requestOf({ method = 'POST', headers, url = '/' }: IncomingMessage, signal: AbortSignal): Request {
  const given = new Headers();
  for (const [name, value] of Object.entries(headers)) if (typeof value === 'string') given.set(name, value);
  return new SignalledRequest(
    `http://${headers.host ?? 'localhost'}${url}`,
    { method, headers: given },
    signal,
  );
}

/** A request with this signal. A usual one follows it by a signal of its own, which costs more than the rest of it. */
class SignalledRequest extends Request {
  override readonly signal: AbortSignal;

  constructor(url: string, init: RequestInit, signal: AbortSignal) {
    super(url, init);
    this.signal = signal;
  }
}

/** JSON is sent at once, with its length, and a stream as it comes. */
async function send(answer: Response, response: ServerResponse, signal: AbortSignal): Promise<void> {
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
  await passOn(body, response, signal);
  response.end();
}

/** Resolves when the stream has ended, or there is nobody any more who would read it. */
async function passOn(
  chunks: AsyncIterable<Uint8Array>,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const left = new Promise<void>(resolve =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  try {
    for await (const chunk of chunks) {
      // Where the server has ended the stream, a client that does not read keeps its connection open for a while.
      if (signal.aborted || response.writableEnded) return;
      const isFull = !response.write(chunk);
      if (isFull) await Promise.race([left, new Promise(resolve => response.once('drain', resolve))]);
    }
  } catch {
    // The SDK breaks a stream off where its client has left, or the server is stopping.
  }
}
