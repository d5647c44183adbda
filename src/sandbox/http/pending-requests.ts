import type { ParsedRequest } from './context.ts';
import { ORIGIN } from './route.ts';

const ID_HEADER = 'x-sandbox-request';

/**
 * Requests that are being answered. msw passes a `Request` to its handlers, and copies of it; an id in a header
 * leads from any of these to what the server has parsed.
 */
export class PendingRequests {
  #lastId = 0;
  readonly #requests = new Map<string, ParsedRequest>();

  /** Keeps a parsed request until its `release`. */
  add(parsed: ParsedRequest): { request: Request; release: () => void } {
    const id = String(++this.#lastId);
    this.#requests.set(id, parsed);
    const url = ORIGIN + parsed.logged.path;
    const request = new Request(url, { method: parsed.logged.method, headers: { [ID_HEADER]: id } });
    return { request, release: () => this.#requests.delete(id) };
  }

  readonly lookup = (request: Request): ParsedRequest => {
    const parsed = this.#requests.get(request.headers.get(ID_HEADER) ?? '');
    if (!parsed) throw new Error('The request is not pending');
    return parsed;
  };
}
