import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { toNodeHandler } from '@modelcontextprotocol/node';
import { type AuthInfo, validateHostHeader, validateOriginHeader } from '@modelcontextprotocol/server';
import type { HttpRequest } from '../mcp/request-context.ts';
import type { Credentials } from '../snovio/transport/api-client.ts';
import { authenticate, credentialsOf, type Refusal } from './authenticate.ts';
import { readJson } from './body.ts';
import { type Limits, OpenCounter } from './limits.ts';

/** A client that still sends what nobody reads has this long to notice the refusal. */
const LINGER_MS = 1000;

type Handler = ReturnType<typeof toNodeHandler>;
type Leave = () => void;

/** Who is let in. */
export interface AdmissionRules {
  /** Bearer tokens; none: everybody who reaches the port. */
  readonly tokens: readonly string[];
  /** Host names, without ports, that `/mcp` answers to, and the same of Origin. */
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}

interface Visitor {
  readonly caller: string;
  readonly credentials: Credentials | undefined;
  readonly leave: Leave;
}

/** Decides which requests reach MCP, and who they are. */
export class Admission {
  /** The server is about to stop. */
  closed = false;
  readonly #admission: AdmissionRules;
  readonly #limits: Limits;
  readonly #mcp: Handler;
  readonly #onError: (error: Error) => void;
  readonly #calls: OpenCounter;
  readonly #listeners: OpenCounter;
  readonly #listening = new Set<ServerResponse>();

  constructor(admission: AdmissionRules, limits: Limits, mcp: Handler, onError: (error: Error) => void) {
    this.#admission = admission;
    this.#limits = limits;
    this.#mcp = mcp;
    this.#onError = onError;
    this.#calls = new OpenCounter(limits.callsPerCaller, limits.callsInAll);
    this.#listeners = new OpenCounter(limits.listenersPerCaller, limits.listenersInAll);
  }

  /** Answers a request to `/mcp`. */
  enter(request: IncomingMessage, response: ServerResponse): void {
    const requestId = randomUUID();
    response.setHeader('x-request-id', requestId);
    const visitor = this.#judge(request);
    if ('status' in visitor) return refuse(request, response, visitor);
    this.#admit(request, response, visitor, requestId).catch((error: Error) => {
      this.#onError(error);
      response.destroy();
    });
  }

  /** Nobody new, and those who only listen have to go; running calls go on. */
  close(): void {
    this.closed = true;
    for (const response of this.#listening) response.end();
  }

  #judge(request: IncomingMessage): Visitor | Refusal {
    const { tokens, allowedHosts, allowedOrigins } = this.#admission;
    const host = validateHostHeader(request.headers.host, [...allowedHosts]);
    if (!host.ok)
      return { status: 403, message: 'This Host is not served here (SNOVIO_HTTP_ALLOWED_HOSTS).' };
    const origin = validateOriginHeader(request.headers.origin, [...allowedOrigins]);
    if (!origin.ok)
      return { status: 403, message: 'This Origin is not let in (SNOVIO_HTTP_ALLOWED_ORIGINS).' };
    if (this.closed) return STOPPING;
    const caller = authenticate(request, tokens);
    if (typeof caller !== 'string') return caller;
    const credentials = credentialsOf(request);
    if (credentials && 'status' in credentials) return credentials;
    if (request.method !== 'POST')
      return { status: 405, message: 'Only POST: there are no sessions.', headers: { allow: 'POST' } };
    const { bodyBytes } = this.#limits;
    if (Number(request.headers['content-length'] ?? 0) > bodyBytes) {
      return { status: 413, message: `A request may hold at most ${bodyBytes} bytes.` };
    }
    const leave = this.#calls.enter(caller);
    return leave ? { caller, credentials, leave } : TOO_MANY;
  }

  async #admit(
    request: IncomingMessage,
    response: ServerResponse,
    { caller, credentials, leave }: Visitor,
    requestId: string,
  ): Promise<void> {
    const gone = new AbortController();
    const over = new AbortController();
    response.once('close', () => {
      leave();
      if (!response.writableFinished) gone.abort();
      over.abort();
    });
    const body = await readJson(request, this.#limits.bodyBytes);
    if (body === 'gone') return;
    if ('status' in body) return refuse(request, response, body);
    const refusal = this.closed ? STOPPING : this.#sort(body.json, caller, leave, response);
    if (refusal) return refuse(request, response, refusal);
    const extra: HttpRequest = { requestId, caller, credentials, gone: gone.signal, over: over.signal };
    await this.#mcp(Object.assign(request, { auth: authOf(caller, extra) }), response, body.json);
  }

  /** Makes room for what a body asks for: listeners elsewhere than calls, a batch as many calls. */
  #sort(json: unknown, caller: string, leave: Leave, response: ServerResponse): Refusal | undefined {
    if (Array.isArray(json)) {
      const { batch } = this.#limits;
      if (json.length > batch) return { status: 400, message: `A batch may hold at most ${batch} messages.` };
      const more = this.#calls.enter(caller, Math.max(0, json.length - 1));
      if (more) response.once('close', more);
      return more ? undefined : TOO_MANY;
    }
    if (!isListen(json)) return undefined;
    const stop = this.#listeners.enter(caller);
    if (!stop) return TOO_MANY;
    leave();
    this.#listening.add(response);
    response.once('close', () => {
      stop();
      this.#listening.delete(response);
    });
    return undefined;
  }
}

const TOO_MANY: Refusal = {
  status: 429,
  message: 'Too many calls are open.',
  headers: { 'retry-after': '5' },
};

const STOPPING: Refusal = {
  status: 503,
  message: 'The server is about to stop.',
  headers: { 'retry-after': '5' },
};

function refuse(
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
  linger(request, () => response.end());
}

function isListen(json: unknown): boolean {
  return (
    typeof json === 'object' && json !== null && 'method' in json && json.method === 'subscriptions/listen'
  );
}

/** The SDK wants to know a token's end; ours are good until the configuration changes. */
function authOf(caller: string, extra: HttpRequest): AuthInfo {
  return { token: '', clientId: caller, scopes: [], expiresAt: Number.MAX_SAFE_INTEGER, extra };
}

/** Swallows what a refused client still sends, for a moment: cut at once, it would never read the refusal. */
function linger(request: IncomingMessage, end: () => void): void {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, LINGER_MS);
  for (const event of ['end', 'error', 'close'] as const) request.once(event, () => resolve());
  if (request.complete && request.readableEnded) resolve();
  request.resume();
  void promise.then(() => {
    clearTimeout(timer);
    end();
  });
}
