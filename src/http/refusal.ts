import type { IncomingMessage, ServerResponse } from 'node:http';

/** The refusals that stand in the audit log. */
export type RefusalReason =
  | 'malformed_host'
  | 'unknown_host'
  | 'unknown_origin'
  | 'forwarded_without_tokens'
  | 'no_token'
  | 'wrong_token'
  | 'wrong_password'
  | 'expired_token'
  | 'insufficient_scope'
  | 'sign_in_unavailable'
  | 'malformed_credentials'
  | 'unlisted'
  | 'account_fixed'
  | 'too_many_calls';

/** Why a request is refused before it reaches MCP. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 429 | 503;
  readonly message: string;
  /** Why, in a word for the audit log; undefined: nothing that an operator has to look into. */
  readonly reason?: RefusalReason;
  /** The JSON-RPC error code; -32000 if JSON-RPC has none of its own for this. */
  readonly code?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How long a client that is still sending has to notice the refusal. */
const DISCARD_MS = 1000;

/** Answers with a JSON-RPC error and closes the connection. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, message, code = -32_000, headers }: Refusal,
): void {
  const body = JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null });
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  response.write(body);
  discardBody(request, () => response.end());
}

/**
 * Reads and drops what the client is still sending, for a moment. If the connection were closed at once, a client in the
 * middle of its request would see a broken connection instead of the refusal.
 */
function discardBody(request: IncomingMessage, then: () => void): void {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, DISCARD_MS);
  for (const event of ['end', 'error', 'close'] as const) request.once(event, () => resolve());
  if (request.complete && request.readableEnded) resolve();
  request.resume();
  void promise.then(() => {
    clearTimeout(timer);
    then();
  });
}
