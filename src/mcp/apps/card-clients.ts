import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type McpRequestContext,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { fromEnvelope, type HttpRequest, httpRequestOf, principalOf } from '../request-context.ts';
import { APPS_EXTENSION, PAGE_TYPE } from './protocol.ts';

/** So long a client that says that it shows cards may take to read the page of one that asks. */
const READS_WITHIN_MS = 20_000;
/** Names of clients and programs are free to choose over HTTP, so only so many are kept of a caller, and so much of each. */
const MOST_NAMES = 250;
const LONGEST_NAME = 200;

/** What is known of the clients of a caller. By caller, so that none can make another's be forgotten. */
class CallersClients {
  /**
   * By program, whether it said that it shows cards. Over HTTP, clients of the 2025 protocol say what they can do in
   * their first request only. A session that carries it on would not help: claude.ai returns no `Mcp-Session-Id`, but says
   * it anew ahead of each call (github.com/anthropics/claude-ai-mcp, issues 583 and 975). So its last word counts.
   */
  readonly declaring = new Map<string, boolean>();
  /** The clients that have read the page of a card. */
  readonly reading = new Map<string, true>();
  /** When each of the others was first asked (`performance.now()`). */
  readonly asked = new Map<string, number>();
}

/**
 * Which clients show cards. All that do say so, but not all that say so do. Who has read the page of a card evidently
 * does. Until then a client is believed where there is no other way to ask its user: hosts read the page while the call
 * runs, or after it.
 */
export class CardClients {
  readonly #byCaller = new Map<string, CallersClients>();

  /** A client of the 2025 protocol has said what it can do. */
  initialized({ authInfo, requestInfo }: McpRequestContext, capabilities: unknown): void {
    const { declaring } = this.#of(authInfo?.extra as HttpRequest | undefined);
    keep(declaring, programOf(requestInfo), declaresCards(capabilities));
  }

  /** Whether the client of a request says that it shows cards. */
  declares({ server }: McpServer, ctx: ServerContext): boolean {
    if (ctx.mcpReq.envelope) return declaresCards(fromEnvelope(ctx, CLIENT_CAPABILITIES_META_KEY));
    if (!ctx.http) return declaresCards(server.getClientCapabilities());
    return this.#of(httpRequestOf(ctx)).declaring.get(programOf(ctx.http.req)) === true;
  }

  /** The client has read the page of a card. */
  hasRead(ctx: ServerContext): void {
    const { reading, asked } = this.#of(httpRequestOf(ctx));
    asked.delete(clientOf(ctx));
    keep(reading, clientOf(ctx), true);
  }

  wasAsked(ctx: ServerContext): void {
    const { reading, asked } = this.#of(httpRequestOf(ctx));
    const client = clientOf(ctx);
    if (!reading.has(client) && !asked.has(client)) keep(asked, client, performance.now());
  }

  /** Whether the client of a request has read the page of a card. */
  isKnownToShow(ctx: ServerContext): boolean {
    return this.#of(httpRequestOf(ctx)).reading.has(clientOf(ctx));
  }

  /**
   * Whether a question on a card may reach the user, as far as is known.
   * @param hasOtherWay whether the user can be asked without a card
   */
  mayShow(server: McpServer, ctx: ServerContext, hasOtherWay: boolean): boolean {
    if (!this.declares(server, ctx)) return false;
    if (this.isKnownToShow(ctx)) return true;
    const askedAt = this.#of(httpRequestOf(ctx)).asked.get(clientOf(ctx));
    return !hasOtherWay && (askedAt === undefined || performance.now() - askedAt <= READS_WITHIN_MS);
  }

  #of(request: HttpRequest | undefined): CallersClients {
    const caller = principalOf(request);
    const known = this.#byCaller.get(caller) ?? new CallersClients();
    this.#byCaller.set(caller, known);
    return known;
  }
}

/** @param capabilities whatever a client sends */
function declaresCards(capabilities: unknown): boolean {
  const { extensions } = (capabilities ?? {}) as { extensions?: Record<string, unknown> };
  const { mimeTypes } = (extensions?.[APPS_EXTENSION] ?? {}) as { mimeTypes?: unknown };
  return Array.isArray(mimeTypes) && mimeTypes.includes(PAGE_TYPE);
}

/** The client that the request names, else the program that sends it. */
function clientOf(ctx: ServerContext): string {
  const named = JSON.stringify(fromEnvelope(ctx, CLIENT_INFO_META_KEY))?.slice(0, LONGEST_NAME);
  return named ?? programOf(ctx.http?.req);
}

function programOf(request: globalThis.Request | undefined): string {
  return request?.headers.get('user-agent')?.slice(0, LONGEST_NAME) ?? '';
}

/** Puts an entry last. Where there are too many the one that was kept longest goes. */
function keep<V>(entries: Map<string, V>, key: string, value: V): void {
  entries.delete(key);
  const [first] = entries.keys();
  if (first !== undefined && entries.size >= MOST_NAMES) entries.delete(first);
  entries.set(key, value);
}
