import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type McpRequestContext,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { type HttpRequest, httpRequestOf, principalOf } from '../request-context.ts';
import { APPS_EXTENSION, PAGE_TYPE } from './protocol.ts';

/** So long a client that says that it shows cards may take to read the page of one that asks. */
const READS_WITHIN_MS = 20_000;
/** Names of clients and programs are free to choose over HTTP, so only so many are kept, and only so much of each. */
const MOST_CLIENTS = 250;
const MOST_PROGRAMS = 25;
const LONGEST_NAME = 200;

/**
 * Which clients show cards. All that do say so, but not all that say so do. Who has read the page of a card evidently
 * does. Until then a client is believed where there is no other way to ask its user: hosts read the page while the call
 * runs, or after it.
 */
export class CardClients {
  /**
   * Over HTTP, clients of the 2025 protocol say what they can do in their first request only. A session that carries it
   * on would not help: claude.ai returns no `Mcp-Session-Id`, but says it anew ahead of each call
   * (github.com/anthropics/claude-ai-mcp, issues 583 and 975). So the last word of a caller's program counts. By caller,
   * so that none can make another's be forgotten.
   */
  readonly #declaring = new Map<string, Map<string, boolean>>();
  readonly #reading = new Set<string>();
  /** When each client was first asked that has not read a page (`performance.now()`). */
  readonly #asked = new Map<string, number>();

  /** A client of the 2025 protocol has said what it can do. */
  initialized({ authInfo, requestInfo }: McpRequestContext, capabilities: unknown): void {
    const caller = principalOf(authInfo?.extra as HttpRequest | undefined);
    const programs = this.#declaring.get(caller) ?? new Map<string, boolean>();
    this.#declaring.set(caller, programs);
    makeRoom(programs, MOST_PROGRAMS);
    programs.set(programOf(requestInfo), declaresCards(capabilities));
  }

  /** Whether the client of a request says that it shows cards. */
  declares({ server }: McpServer, ctx: ServerContext): boolean {
    if (ctx.mcpReq.envelope) return declaresCards(fromEnvelope(ctx, CLIENT_CAPABILITIES_META_KEY));
    if (!ctx.http) return declaresCards(server.getClientCapabilities());
    return this.#declaring.get(principalOf(httpRequestOf(ctx)))?.get(programOf(ctx.http.req)) === true;
  }

  /** The client has read the page of a card. */
  hasRead(ctx: ServerContext): void {
    const client = clientOf(ctx);
    this.#asked.delete(client);
    makeRoom(this.#reading);
    this.#reading.add(client);
  }

  wasAsked(ctx: ServerContext): void {
    const client = clientOf(ctx);
    if (this.#reading.has(client) || this.#asked.has(client)) return;
    makeRoom(this.#asked);
    this.#asked.set(client, performance.now());
  }

  /** Whether the client of a request has read the page of a card. */
  isKnownToShow(ctx: ServerContext): boolean {
    return this.#reading.has(clientOf(ctx));
  }

  /**
   * Whether a question on a card may reach the user, as far as is known.
   * @param hasOtherWay whether the user can be asked without a card
   */
  mayShow(server: McpServer, ctx: ServerContext, hasOtherWay: boolean): boolean {
    if (!this.declares(server, ctx)) return false;
    if (this.isKnownToShow(ctx)) return true;
    const askedAt = this.#asked.get(clientOf(ctx));
    return !hasOtherWay && (askedAt === undefined || performance.now() - askedAt <= READS_WITHIN_MS);
  }
}

/** @param capabilities whatever a client sends */
function declaresCards(capabilities: unknown): boolean {
  const { extensions } = (capabilities ?? {}) as { extensions?: Record<string, unknown> };
  const { mimeTypes } = (extensions?.[APPS_EXTENSION] ?? {}) as { mimeTypes?: unknown };
  return Array.isArray(mimeTypes) && mimeTypes.includes(PAGE_TYPE);
}

/** The client that the request names, else the program that sends it, with its caller. */
function clientOf(ctx: ServerContext): string {
  const named = JSON.stringify(fromEnvelope(ctx, CLIENT_INFO_META_KEY))?.slice(0, LONGEST_NAME);
  return JSON.stringify([named ?? programOf(ctx.http?.req), principalOf(httpRequestOf(ctx))]);
}

function programOf(request: globalThis.Request | undefined): string {
  return request?.headers.get('user-agent')?.slice(0, LONGEST_NAME) ?? '';
}

function fromEnvelope(ctx: ServerContext, key: string): unknown {
  return (ctx.mcpReq.envelope as Record<string, unknown> | undefined)?.[key];
}

function makeRoom(clients: Map<string, unknown> | Set<string>, most = MOST_CLIENTS): void {
  if (clients.size >= most) clients.clear();
}
