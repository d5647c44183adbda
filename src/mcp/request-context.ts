import type { ServerContext } from '@modelcontextprotocol/server';
import type { Credentials } from '../snovio/transport/api-client.ts';
import type { Holder } from '../spending/holders.ts';

/** What a tool call over HTTP knows of its request. It travels as the SDK's `authInfo.extra`. */
export interface HttpRequest extends Record<string, unknown> {
  readonly requestId: string;
  /** When its headers were read, in milliseconds of `performance.now()`. */
  readonly arrivedAt: number;
  /** Who is calling: names a bearer token (by its hash) or an address. */
  readonly caller: string;
  /** Whom its payments count among besides the account. */
  readonly holders?: readonly Holder[] | undefined;
  /** The account in `credentials`, where whoever runs the server has named it. */
  readonly accountName?: string | undefined;
  /** Who has signed in: SHA-256 of issuer and subject. */
  readonly person?: string | undefined;
  /** What the caller is offered less than others; undefined: nothing. Its form is that of whoever lets callers in. */
  readonly narrowing?: object | undefined;
  /** The Snov.io account in the request's headers, or the one of its caller; undefined: the server's own. */
  readonly credentials: Credentials | undefined;
  /** Aborts if the connection closes before the answer is sent: the client has left, or the server ends a stream. */
  readonly clientGone: AbortSignal;
  /** Whether its caller would be let in again; the answer of who would not is ended. A token whose time is over does not count. */
  readonly isLetIn: () => Promise<boolean>;
  /** Keeps the request's place, and all that it holds, beyond its answer. @returns what gives them back */
  readonly keep: () => () => void;
  /** Calls `end` once the request has ended, with or without an answer, and nothing is kept of it. */
  readonly whenOver: (end: () => void) => void;
}

/** The HTTP request behind a call; undefined on stdio. */
export function httpRequestOf(ctx: ServerContext): HttpRequest | undefined {
  return ctx.http?.authInfo?.extra as HttpRequest | undefined;
}

/** What a request of the 2026 protocol says of its client. @param key a key of its `_meta`, such as `CLIENT_INFO_META_KEY` */
export function fromEnvelope(ctx: ServerContext, key: string): unknown {
  return (ctx.mcpReq.envelope as Record<string, unknown> | undefined)?.[key];
}

/**
 * Who is calling: without tokens everybody is the same, wherever they call from.
 * @param otherwise who calls where there is no HTTP request
 */
export function principalOf(request: HttpRequest | undefined, otherwise = 'stdio'): string {
  const caller = request?.caller ?? otherwise;
  return caller.startsWith('address ') ? 'anybody' : caller;
}
