import type { IncomingMessage } from 'node:http';
import type { Account } from '../state/account.ts';
import type { FaultRule } from '../state/faults.ts';
import { readBody } from './body.ts';
import { nest, type Params } from './params.ts';

/** One request as it came in; `status` is 0 until answered, and stays 0 when no answer was given. */
export interface LoggedRequest {
  /** Milliseconds of the epoch. */
  at: number;
  /** Id of the account that the request named. */
  account?: string;
  method: string;
  /** The real path, without query. */
  path: string;
  /** The path as the reference writes it, such as `/v2/webhooks/{webhook_id}`; the real one when unknown. */
  template: string;
  query: Params;
  /** The body's parameters, whatever their encoding. */
  body: Params;
  headers: Record<string, string>;
  contentType: string;
  status: number;
}

/** A place in which a parameter may travel. */
export type Source = 'query' | 'form' | 'json';

/** A request on its way through the sandbox. */
export interface Call {
  logged: LoggedRequest;
  sources: Record<Source, Params>;
  /** `Authorization` without `Bearer`, and `access_token` from wherever the reference lets it travel. */
  tokens: string[];
  account?: Account;
  fault?: FaultRule;
  /** Path and other parameters, from the sources that the method documents. */
  params: Params;
  /** Origin that the sandbox is reached at, for the links in its answers. */
  origin: string;
}

/** Reads a request completely. */
export async function readCall(req: IncomingMessage, raw: Buffer): Promise<Call> {
  const url = new URL(req.url ?? '/', 'http://sandbox');
  const contentType = req.headers['content-type'] ?? '';
  const body = await readBody(raw, contentType);
  const sources = { query: nest(url.searchParams), ...body };
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/+$/, '') : url.pathname;
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
  return { logged, sources, tokens: tokensOf(req, sources), params: {}, origin: originOf(req) };
}

function headersOf(req: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]));
}

/** Two documented samples send the bare token without `Bearer`, so both forms count [A]. */
function tokensOf(req: IncomingMessage, sources: Record<Source, Params>): string[] {
  const header = (req.headers.authorization ?? '').replace(/^bearer\s+/i, '').trim();
  const others = Object.values(sources).map(source => source.access_token);
  return [header, ...others].filter((token): token is string => typeof token === 'string' && token !== '');
}

function originOf(req: IncomingMessage): string {
  return `http://${req.headers.host ?? `127.0.0.1:${req.socket.localPort}`}`;
}
