import { createServer, type Server } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, type McpHttpHandler, type McpServerFactory } from '@modelcontextprotocol/server';
import { Admission, type AdmissionRules } from './admission.ts';
import { answerHealth, pathOf, type Readiness } from './health.ts';
import { LIMITS, type Limits } from './limits.ts';
import { cacheLists } from './list-cache.ts';

export interface HttpServerOptions extends AdmissionRules {
  readonly factory: McpServerFactory;
  readonly host: string;
  readonly port: number;
  /** The tools never change, so that a list may be answered as it was before. */
  readonly listsStay?: boolean;
  readonly readiness: () => Promise<Readiness>;
  /** Told where the protocol failed; never with words that came in. */
  readonly onError: (error: Error) => void;
  readonly limits?: Partial<Limits>;
}

export interface HttpServer {
  readonly port: number;
  /** Tells listeners of changes. */
  readonly notify: McpHttpHandler['notify'];
  /** No new calls; resolves when the running ones have ended. */
  drain(): Promise<void>;
  /** Cuts whatever still runs. */
  close(): Promise<void>;
}

/** Longer than load balancers keep an idle connection, so that they do not use one that we have just closed. */
const KEEP_ALIVE_MS = 65_000;
/** How often a server that is about to stop looks for connections that have become idle. */
const IDLE_LOOK_MS = 100;

/** Serves MCP at `/mcp`, both protocol eras, without sessions; `/healthz` and `/readyz` beside it. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const limits = { ...LIMITS, ...options.limits };
  const handler = createMcpHandler(options.factory, {
    maxRequestBodySize: limits.bodyBytes,
    maxSubscriptions: limits.listenersInAll,
    onerror: options.onError,
  });
  const fetch = options.listsStay ? cacheLists(handler.fetch) : handler.fetch;
  const mcp = toNodeHandler({ fetch }, { maxRequestBodySize: limits.bodyBytes, onerror: options.onError });
  const door = new Admission(options, limits, mcp, options.onError);
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: Math.min(500, limits.headersMs / 4),
  });
  server.on('request', (request, response) => {
    if (pathOf(request) !== '/mcp') void answerHealth(request, response, options.readiness, door.closed);
    else door.enter(request, response);
  });
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(options.port, options.host, resolve),
  );
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    notify: handler.notify,
    drain: () => drain(server, door),
    close: async () => {
      await handler.close();
      server.closeAllConnections();
    },
  };
}

async function drain(server: Server, door: Admission): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  door.close();
  const timer = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS);
  await closed;
  clearInterval(timer);
}
