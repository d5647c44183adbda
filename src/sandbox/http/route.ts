import { type HttpHandler, http } from 'msw/http';
import type { Generation } from '../options.ts';
import type { Account } from '../state/account.ts';
import type { Call, Source } from './context.ts';

type Verb = 'get' | 'post' | 'put' | 'delete';
type Handle = (call: Call, account: Account) => Response | Promise<Response>;

/** One method of the API. */
export interface Route {
  verb: Verb;
  /** As the reference writes it, with `{name}` for parameters. */
  path: string;
  /** Where its parameters may travel; elsewhere they are not seen. */
  from: Source[];
  generation?: Generation;
  handle: Handle;
}

/** Python's samples send a GET's parameters as a body, PHP's as query [A]. */
export function get(path: string, generation: Generation | undefined, handle: Handle): Route {
  return { verb: 'get', path, from: ['query', 'form'], generation, handle };
}

/** A method with a form body, or JSON as the vendor's own node sends it [C:n8n]. */
export function postForm(path: string, generation: Generation | undefined, handle: Handle): Route {
  return { verb: 'post', path, from: ['form', 'json'], generation, handle };
}

/** A method whose parameters travel in the query string of the POST, in a form or in JSON. */
export function postAny(path: string, generation: Generation | undefined, handle: Handle): Route {
  return { verb: 'post', path, from: ['query', 'form', 'json'], generation, handle };
}

/** A method that takes JSON only. */
export function sendJson(
  verb: Verb,
  path: string,
  generation: Generation | undefined,
  handle: Handle,
): Route {
  return { verb, path, from: ['json'], generation, handle };
}

/** All requests are matched on this origin, whatever address the sandbox listens on. */
export const ORIGIN = 'http://sandbox';

/** The msw handler of a route; `callOf` gives the request as the server has read it. */
export function handlerOf(route: Route, callOf: (request: Request) => Call): HttpHandler {
  const path = ORIGIN + route.path.replace(/\{(\w+)\}/g, ':$1');
  return http[route.verb](path, ({ request, params }) => {
    const call = callOf(request);
    call.params = Object.assign({}, ...route.from.map(source => call.sources[source]), params);
    // The token layer has let nobody pass without an account.
    return call.account ? route.handle(call, call.account) : undefined;
  });
}

/** Finds the reference's path for a real one. */
export function templates(routes: Route[]): (method: string, path: string) => string | undefined {
  const known = routes.map(({ verb, path }) => ({ verb: verb.toUpperCase(), path, form: formOf(path) }));
  return (method, path) => known.find(each => each.verb === method && each.form.test(path))?.path;
}

function formOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
}
