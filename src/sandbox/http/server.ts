import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HttpHandler } from 'msw/http';
import { getResponse } from 'msw/utils/get-response';
import type { LoggedRequest } from '../log.ts';
import { runsHandler } from '../state/faults.ts';
import type { State } from '../state/state.ts';
import { type Answer, applyFault, firstHalf } from './apply-fault.ts';
import { parseRequest } from './context.ts';
import { middleware } from './middleware.ts';
import { PendingRequests } from './pending-requests.ts';
import { notFound } from './responses.ts';
import { handlerOf, type Route, routeFinder } from './route.ts';
import { tokenHandler } from './token.ts';

/** An HTTP server that answers with these routes; those of a generation that is switched off are not found. */
export function createSandboxServer(state: State, routes: Route[]): Server {
  const pending = new PendingRequests();
  const findRoute = routeFinder(routes);
  const isOpen = ({ generation }: Route) => !generation || state.settings.generations.includes(generation);
  const first = [...middleware(state, pending.lookup), tokenHandler(state, pending.lookup)];
  // msw would try one handler after the other: with the route known, no request waits for those of all others.
  const handlers = new Map<Route, HttpHandler>();
  const handlersOf = (route: Route | undefined) => {
    if (!route) return first;
    const handler = handlers.get(route) ?? handlerOf(route, state, pending.lookup);
    handlers.set(route, handler);
    return [...first, handler];
  };

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const parsed = await parseRequest(req, Buffer.concat(await req.toArray()));
    const { logged } = parsed;
    const found = findRoute(logged.method, logged.path);
    logged.template = found?.path ?? logged.path;
    const route = found && isOpen(found) ? found : undefined;
    parsed.isKnown = route !== undefined;
    state.requests.push(logged);
    const { request, release } = pending.add(parsed);
    const response = (await getResponse(handlersOf(route), request).finally(release)) ?? notFound();
    const rule = parsed.fault;
    if (rule && runsHandler(rule)) {
      await rule.on?.('charged', logged);
      if (rule.delayMs && rule.when === 'after') await state.clock.pause(rule.delayMs);
    }
    send(res, await applyFault(response, rule), () => void rule?.on?.('answered', logged), logged);
  }

  return createServer({ keepAliveTimeout: 60_000 }, (req, res) => {
    serve(req, res).catch(() => res.destroy());
  });
}

function send(res: ServerResponse, answer: Answer, onSent: () => void, logged: LoggedRequest): void {
  if (answer.end === 'hang') return;
  if (answer.end === 'drop') return void res.socket?.destroy();
  logged.status = answer.status;
  const length = Buffer.byteLength(answer.body);
  if (answer.end === 'whole') {
    res.writeHead(answer.status, { 'content-length': length, ...answer.headers });
    return void res.end(answer.body, onSent);
  }
  const part = firstHalf(answer.body);
  res.writeHead(answer.status, { 'content-length': Buffer.byteLength(part) + length + 1, ...answer.headers });
  res.write(part, () => setTimeout(() => res.socket?.destroy(), 10).unref());
}
