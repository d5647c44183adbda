import type { IncomingMessage } from 'node:http';
import type { LoggedRequest } from '../log.ts';
import type { Account } from '../state/account.ts';
import type { FaultRule } from '../state/faults.ts';
import type { State } from '../state/state.ts';
import { parseBody } from './body.ts';
import { type Params, parseBrackets } from './params.ts';

/** A place in which a parameter may travel. */
export type Source = 'query' | 'form' | 'json';

/** A request as the middleware sees it. */
export interface ParsedRequest {
  logged: LoggedRequest;
  sources: Record<Source, Params>;
  /** `Authorization` without `Bearer`, and `access_token` from wherever the reference lets it travel. */
  tokens: string[];
  /** Origin that the sandbox is reached at, for the links in its answers. */
  origin: string;
  /** Whether it is for one of the methods of the API; set where it is. */
  isKnown?: boolean;
  /** Whose token it is; set by the middleware. */
  account?: Account;
  /** What will go wrong with the answer; set by the middleware. */
  fault?: FaultRule;
}

/** What the handler of a route gets. */
export interface RequestContext extends ParsedRequest {
  state: State;
  account: Account;
  /** Parameters of the path and of the sources that the route names. */
  params: Params;
}

/** Parses a request whose body has been read. */
export async function parseRequest(req: IncomingMessage, body: Buffer): Promise<ParsedRequest> {
  const url = new URL(req.url ?? '/', 'http://sandbox');
  const contentType = req.headers['content-type'] ?? '';
  const sources = { query: parseBrackets(url.searchParams), ...(await parseBody(body, contentType)) };
  // The knowledge base writes some paths with a slash at the end [C:kb].
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/$/, '') : url.pathname;
  const logged: LoggedRequest = {
    at: Date.now(),
    method: req.method ?? 'GET',
    path,
    template: path,
    query: sources.query,
    body: { ...sources.form, ...sources.json },
    headers: headersOf(req),
    contentType,
    status: 0,
  };
  return { logged, sources, tokens: tokensOf(req, sources), origin: originOf(req) };
}

function headersOf(req: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]));
}

/** The samples of get-balance and get-user-campaigns send the token without `Bearer`, so both forms count [A]. */
function tokensOf(req: IncomingMessage, sources: Record<Source, Params>): string[] {
  const header = (req.headers.authorization ?? '').replace(/^bearer\s+/i, '').trim();
  const parameters = Object.values(sources).map(source => source.access_token);
  return [header, ...parameters].filter(
    (token): token is string => typeof token === 'string' && token !== '',
  );
}

function originOf(req: IncomingMessage): string {
  return `http://${req.headers.host ?? `127.0.0.1:${req.socket.localPort}`}`;
}
