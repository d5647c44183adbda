import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { networkOf } from '../address.ts';
import { isOpenToAll } from '../authenticate.ts';
import { type DoorRules, refusedAtDoor } from '../front-door.ts';
import { pathOf } from '../health.ts';
import { resourceMetadata } from '../oauth/resource-metadata.ts';
import { METADATA_PATH } from '../oauth/sign-in.ts';
import { PerMinuteLimit } from '../rate-limit.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { aiCatalog, CARD_TYPE, CATALOG_TYPE, serverCard } from './documents.ts';
import { publicOrigin } from './public-origin.ts';

/** Requests of a network in a minute. Behind a proxy all are one network, so it is more than anybody needs. */
const PER_MINUTE = 600;

interface Document {
  readonly type: string;
  /** Undefined where this server has none. */
  content(origin: string, rules: DoorRules): object | undefined;
}

const RESOURCE_METADATA: Document = {
  type: 'application/json',
  content: (_, { signIn }) => signIn && resourceMetadata(signIn),
};

/** The public documents, by path. */
const DOCUMENTS: ReadonlyMap<string, Document> = new Map([
  [
    '/mcp/server-card',
    { type: CARD_TYPE, content: (origin, rules) => serverCard(origin, !isOpenToAll(rules)) },
  ],
  ['/.well-known/ai-catalog.json', { type: CATALOG_TYPE, content: origin => aiCatalog(origin) }],
  // Clients look at the place that RFC 9728 names for /mcp first, then at the one for the whole host.
  [`${METADATA_PATH}/mcp`, RESOURCE_METADATA],
  [METADATA_PATH, RESOURCE_METADATA],
]);

/** Of the headers of the discovery specification: any page that is let in may read the documents, and keep them. */
const SHARED_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': 'Content-Type, If-None-Match',
  'access-control-expose-headers': 'ETag',
};

const METHODS = 'GET, HEAD, OPTIONS';

/** Answers who this server is and where to connect, before anybody does: SEP-2127. No token, no account, nothing private. */
export class Discovery {
  readonly #rules: DoorRules;
  readonly #limit = new PerMinuteLimit(PER_MINUTE);

  constructor(rules: DoorRules) {
    this.#rules = rules;
  }

  /** Answers a request to one of the documents. @returns false if there is none at its path: the request is left alone */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const document = DOCUMENTS.get(pathOf(request));
    const content = document?.content(publicOrigin(request, this.#rules), this.#rules);
    if (!document || !content) return false;
    this.#answer(document.type, content, request, response);
    return true;
  }

  #answer(type: string, content: object, request: IncomingMessage, response: ServerResponse): void {
    const refusal = this.#refused(request);
    if (refusal) return refuse(request, response, refusal);
    // A question has no body. If there is one, it is not read, so the connection cannot be used again.
    if (request.headers['content-length'] || request.headers['transfer-encoding'])
      response.shouldKeepAlive = false;
    if (request.method === 'OPTIONS') {
      response.writeHead(204, SHARED_HEADERS).end();
      return;
    }
    send(request, response, type, JSON.stringify(content));
  }

  #refused(request: IncomingMessage): Refusal | undefined {
    const refusal = refusedAtDoor(request, this.#rules);
    if (refusal) return refusal;
    if (!METHODS.split(', ').includes(request.method ?? ''))
      return { status: 405, message: 'Only GET.', headers: { allow: METHODS } };
    const retry = this.#limit.take(networkOf(request.socket.remoteAddress));
    const headers = { 'retry-after': String(retry?.retryAfterSeconds) };
    return retry && { status: 429, message: 'Too many requests came from here.', headers };
  }
}

function send(request: IncomingMessage, response: ServerResponse, type: string, body: string): void {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = {
    ...SHARED_HEADERS,
    etag,
    'cache-control': 'public, max-age=3600',
    vary: 'Forwarded, X-Forwarded-Host, X-Forwarded-Proto',
  };
  const known = request.headers['if-none-match']?.split(',').map(tag => tag.trim().replace(/^W\//, ''));
  if (known?.includes(etag) || known?.includes('*')) {
    response.writeHead(304, headers).end();
    return;
  }
  const length = Buffer.byteLength(body);
  response.writeHead(200, { ...headers, 'content-type': type, 'content-length': length });
  response.end(request.method === 'HEAD' ? undefined : body);
}
