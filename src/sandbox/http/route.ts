import { type HttpHandler, http } from 'msw/http';
import type { Generation } from '../options.ts';
import type { State } from '../state/state.ts';
import type { ParsedRequest, RequestContext, Source } from './context.ts';

/** Answers a request. */
export type Handler = (context: RequestContext) => Response | Promise<Response>;

/** One method of the API. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As the reference writes it, with `{name}` for parameters. */
  path: string;
  /** Where its parameters may travel; elsewhere they are not seen. */
  paramsIn: Source[];
  /** Set for methods that can be switched off with their generation. */
  generation?: Generation;
  handler: Handler;
}

/** All requests are matched on this origin, whatever address the sandbox listens on. */
export const ORIGIN = 'http://sandbox';

/** Finds the parsed form of a request that msw passes on. */
export type Lookup = (request: Request) => ParsedRequest;

/** The msw handler of a route. */
export function handlerOf(route: Route, state: State, lookup: Lookup): HttpHandler {
  const path = ORIGIN + route.path.replace(/\{(\w+)\}/g, ':$1');
  const method = route.method.toLowerCase() as Lowercase<Route['method']>;
  return http[method](path, ({ request, params: pathParams }) => {
    const parsed = lookup(request);
    const { account } = parsed;
    // The middleware has let no request without an account pass.
    if (!account) return undefined;
    const params = Object.assign({}, ...route.paramsIn.map(source => parsed.sources[source]), pathParams);
    return route.handler({ ...parsed, state, account, params });
  });
}

/** Finds the first of these routes for a method and a real path; undefined for an unknown path. */
export function routeFinder(routes: readonly Route[]): (method: string, path: string) => Route | undefined {
  const patterns = routes.map(route => ({ route, pattern: patternOf(route.path) }));
  return (method, path) =>
    patterns.find(({ route, pattern }) => route.method === method && pattern.test(path))?.route;
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
}
