import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { hostHeaderValidation, originValidation, toNodeHandler } from '@modelcontextprotocol/node';
import { type AuthInfo, createMcpHandler, type McpServer } from '@modelcontextprotocol/server';
import { credentialsOf, identify, type Refusal } from './caller.ts';
import type { HttpRequest } from './http-request.ts';
import { OpenCalls } from './limits.ts';

export interface HttpOptions {
  readonly factory: () => McpServer;
  readonly host: string;
  readonly port: number;
  /** Bearer tokens that are let in; none: everybody who reaches the port. */
  readonly tokens: readonly string[];
  /** Host names, without ports, that `/mcp` answers to, and the same of Origin. */
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** Whether the store can be used, and how the last upstream requests went. */
  readonly readiness: () => { ready: boolean; upstream: string };
  readonly onError: (message: string) => void;
}

export interface HttpServing {
  readonly port: number;
  /** No new calls; resolves when the running ones have ended. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1024 * 1024;
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const CALLS_PER_CALLER = 256;
const CALLS_IN_ALL = 1024;

/** Serves MCP at `/mcp`, both protocol eras, without sessions; `/healthz` and `/readyz` beside it. */
export async function serveHttp(options: HttpOptions): Promise<HttpServing> {
  const state: State = { open: new OpenCalls(CALLS_PER_CALLER, CALLS_IN_ALL), draining: false };
  const handler = createMcpHandler(options.factory, {
    maxRequestBodySize: MAX_BODY_BYTES,
    onerror: error => options.onError(error.message),
  });
  const mcp = toNodeHandler(handler, {
    maxRequestBodySize: MAX_BODY_BYTES,
    onerror: error => options.onError(error.message),
  });
  const guards = [
    hostHeaderValidation([...options.allowedHosts]),
    originValidation([...options.allowedOrigins]),
  ];
  const server = createServer({
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: 500,
  });
  server.on('request', (request, response) => {
    if (pathOf(request) !== '/mcp') return answerProbe(request, response, options);
    if (!guards.every(guard => guard(request, response))) return;
    void admit(request, response, options, state, mcp);
  });
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(options.port, options.host, resolve),
  );
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    drain: () => drain(server, state),
    close: async () => {
      await handler.close();
      server.closeAllConnections();
    },
  };
}

interface State {
  readonly open: OpenCalls;
  draining: boolean;
}

type NodeHandler = ReturnType<typeof toNodeHandler>;

async function admit(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
  state: State,
  mcp: NodeHandler,
): Promise<void> {
  const requestId = randomUUID();
  response.setHeader('x-request-id', requestId);
  const admitted = judge(request, options, state);
  if ('status' in admitted) return refuse(request, response, admitted);
  const { caller, credentials, leave } = admitted;
  const gone = new AbortController();
  response.once('close', () => {
    leave();
    if (!response.writableFinished) gone.abort();
  });
  const extra: HttpRequest = { requestId, caller, credentials, gone: gone.signal };
  const auth: AuthInfo = {
    token: '',
    clientId: caller,
    scopes: [],
    expiresAt: Number.MAX_SAFE_INTEGER,
    extra,
  };
  await mcp(Object.assign(request, { auth }), response);
}

function judge(request: IncomingMessage, { tokens }: HttpOptions, { open, draining }: State) {
  if (draining)
    return { status: 503, message: 'The server is about to stop.', headers: { 'retry-after': '5' } } as const;
  const caller = identify(request, tokens);
  if (typeof caller !== 'string') return caller;
  const credentials = credentialsOf(request);
  if (credentials && 'status' in credentials) return credentials;
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    return { status: 413, message: `A request may hold at most ${MAX_BODY_BYTES} bytes.` } as const;
  }
  const leave = open.enter(caller);
  if (!leave)
    return { status: 429, message: 'Too many calls are open.', headers: { 'retry-after': '5' } } as const;
  return { caller, credentials, leave };
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, message, headers }: Refusal,
): void {
  const body = JSON.stringify({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null });
  // The body was not read: the connection cannot be used again.
  response
    .writeHead(status, { ...headers, 'content-type': 'application/json', connection: 'close' })
    .end(body);
  request.resume();
}

/** Probes come from load balancers that know no Host name of ours; they are told nothing that is worth hiding. */
function answerProbe(request: IncomingMessage, response: ServerResponse, { readiness }: HttpOptions): void {
  const path = pathOf(request);
  const json = (status: number, body: object) => {
    response
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify(body));
  };
  request.resume();
  if (path === '/healthz') return json(200, { status: 'ok' });
  if (path !== '/readyz') return json(404, { error: 'Not found. MCP is served at /mcp.' });
  const { ready, upstream } = readiness();
  json(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', upstream });
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function drain(server: Server, state: State): Promise<void> {
  state.draining = true;
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  server.closeIdleConnections();
  return closed;
}
