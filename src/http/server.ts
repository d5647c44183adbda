import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createMcpHandler, type McpHttpHandler, type McpServerFactory } from '@modelcontextprotocol/server';
import { Admission, type AdmissionOptions, type AdmissionRules } from './admission.ts';
import type { Connect } from './connect/connect.ts';
import { ConnectionLimit } from './connection-limit.ts';
import type { AnswerDelivery } from './deliveries/endpoint.ts';
import { Discovery } from './discovery/discovery.ts';
import { refusedByHost } from './front-door.ts';
import { answerHealth, pathOf, type Readiness } from './health.ts';
import { LIMITS, type Limits } from './limits.ts';
import { cacheLists } from './list-cache.ts';
import type { AccountListeners } from './listeners.ts';
import { mcpEndpoint } from './mcp-endpoint.ts';
import { refuse } from './refusal.ts';
import type { OwnSignIn } from './sign-in/open.ts';
import { ambiguousTarget } from './target.ts';

export interface HttpServerOptions extends AdmissionRules, Pick<AdmissionOptions, 'onError' | 'onRefused'> {
  readonly factory: McpServerFactory;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Whether the tools never change, so that answers to `tools/list` may be cached. */
  readonly listsStay?: boolean;
  readonly readiness: () => Promise<Readiness>;
  /** Answers what Snov.io sends by itself, and says whether it has; without it nothing is taken. */
  readonly deliveries?: AnswerDelivery | undefined;
  /** The authorization server that is a part of this one. */
  readonly ownSignIn?: Pick<OwnSignIn, 'serves' | 'answer'> | undefined;
  /** Answers `/metrics`; without it there are none. */
  readonly metrics?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** Answers `/connect`; without it nobody keeps an account here. */
  readonly connect?: Connect | undefined;
  /** Tells listeners what concerns their account; without it, listeners hear only what concerns all. */
  readonly listeners?: AccountListeners;
  readonly limits?: Partial<Limits>;
}

/** What the server is busy with. */
export interface HttpLoad {
  readonly calls: { readonly open: number; readonly waiting: number; readonly listening: number };
  readonly connections: { readonly open: number; readonly busy: number };
}

export interface HttpServer {
  /** The port that it listens on. */
  readonly port: number;
  /** Notifies listeners of changes. */
  readonly notify: McpHttpHandler['notify'];
  load(): HttpLoad;
  /** Says from now on that it is not ready, and ends each connection with its answer. Calls are still taken. */
  announceEnd(): void;
  /** Refuses new calls; resolves when the running ones have ended. */
  drain(): Promise<void>;
  /** Closes all connections, whatever still runs. */
  close(): Promise<void>;
}

/** Longer than load balancers keep an idle connection, so that they never send on one that was just closed here. */
const KEEP_ALIVE_MS = 65_000;
/** How often a server that is stopping closes connections that have become idle. */
const CLOSE_IDLE_EVERY_MS = 100;

/** Serves MCP at `/mcp`, in both protocol eras and without sessions; beside it how it is, and who it is. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const limits = { ...LIMITS, ...options.limits };
  const handler = createMcpHandler(options.factory, {
    maxRequestBodySize: limits.bodyBytes,
    maxSubscriptions: limits.listenersInAll,
    onerror: options.onError,
    ...(options.listeners && { bus: options.listeners }),
  });
  const listening = options.listeners?.around(handler.fetch) ?? handler.fetch;
  const fetch = options.listsStay ? cacheLists(listening) : listening;
  const connections = new ConnectionLimit(limits.connections);
  const admission = new Admission({
    ...options,
    limits,
    mcp: mcpEndpoint(fetch),
    onCall: ({ socket }) => connections.occupy(socket),
  });
  const discovery = new Discovery(options);
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: Math.min(500, limits.headersMs / 4),
  });
  connections.watch(server);
  let isEnding = false;
  server.on('request', (request, response) => {
    if (isEnding) response.shouldKeepAlive = false;
    const path = pathOf(request);
    if (path === '/mcp') return admission.handle(request, response);
    if (path === '/metrics' && options.metrics) return options.metrics(request, response);
    if (options.deliveries?.(request, response) || discovery.answer(request, response)) return;
    if (answerPage(request, response, options)) return;
    const ambiguous = ambiguousTarget(request);
    if (ambiguous) refuse(request, response, ambiguous);
    else void answerHealth(request, response, options.readiness, isEnding);
  });
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(options.port, options.host, resolve),
  );
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    notify: handler.notify,
    load: () => ({ calls: admission.load, connections: connections.load }),
    announceEnd: () => {
      isEnding = true;
    },
    drain: () => drain(server, admission),
    close: async () => {
      await handler.close();
      server.closeAllConnections();
    },
  };
}

/** Answers a request to one of the pages for browsers. @returns false if it is to none */
function answerPage(
  request: IncomingMessage,
  response: ServerResponse,
  { connect, ownSignIn, ...rules }: HttpServerOptions,
): boolean {
  const path = pathOf(request);
  const pages = ownSignIn?.serves(path) ? ownSignIn : /^\/connect(?:\/|$)/.test(path) ? connect : undefined;
  if (!pages) return false;
  const unclear = refusedByHost(request, rules);
  if (unclear) refuse(request, response, unclear);
  else void pages.answer(request, response);
  return true;
}

async function drain(server: Server, admission: Admission): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  admission.close();
  const timer = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
  await closed;
  clearInterval(timer);
}
