import type { ServerContext } from '@modelcontextprotocol/server';
import type { Credentials } from '../snovio/transport/api-client.ts';

/** What a tool call over HTTP knows of its request; travels as the SDK's `authInfo.extra`. */
export interface HttpRequest extends Record<string, unknown> {
  readonly requestId: string;
  readonly caller: string;
  /** The account it brings; undefined: the server's own. */
  readonly credentials: Credentials | undefined;
  /** Aborts when the client goes away before it has its answer. */
  readonly gone: AbortSignal;
  /** Aborts when the request is over, however it ended. */
  readonly over: AbortSignal;
}

/** What HTTP knows of a call; undefined on stdio. */
export function httpRequestOf(ctx: ServerContext): HttpRequest | undefined {
  return ctx.http?.authInfo?.extra as HttpRequest | undefined;
}
