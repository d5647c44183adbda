import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HttpHandler } from 'msw/http';
import { getResponse } from 'msw/utils/get-response';
import { handles } from '../state/faults.ts';
import type { State } from '../state/state.ts';
import { type Answer, half, spoil } from './apply-fault.ts';
import { type Call, readCall } from './context.ts';
import { missing } from './responses.ts';
import { ORIGIN } from './route.ts';

/** What the server needs to know about the methods. */
export interface Methods {
  handlers: HttpHandler[];
  template: (method: string, path: string) => string | undefined;
}

const KEY = 'x-sandbox-call';

/** Calls on their way, so that a handler finds what the server has read. */
export class Calls {
  #next = 1;
  readonly #open = new Map<string, Call>();

  /** Keeps a call until its `release`. */
  keep(call: Call): { request: Request; release: () => void } {
    const id = String(this.#next++);
    this.#open.set(id, call);
    const url = ORIGIN + call.logged.path;
    const request = new Request(url, { method: call.logged.method, headers: { [KEY]: id } });
    return { request, release: () => this.#open.delete(id) };
  }

  readonly of = (request: Request): Call => {
    const call = this.#open.get(request.headers.get(KEY) ?? '');
    if (!call) throw new Error('A request that the server has not read');
    return call;
  };
}

/** An HTTP server that answers with these methods. */
export function serverFor(state: State, calls: Calls, methods: Methods): Server {
  const options = { keepAliveTimeout: 60_000 };
  return createServer(options, (req, res) => {
    serve(state, calls, methods, req, res).catch(() => res.destroy());
  });
}

async function serve(
  state: State,
  calls: Calls,
  methods: Methods,
  req: IncomingMessage,
  res: ServerResponse,
) {
  const call = await readCall(req, Buffer.concat(await req.toArray()));
  const { logged } = call;
  logged.template = methods.template(logged.method, logged.path) ?? logged.path;
  state.requests.push(logged);
  const { request, release } = calls.keep(call);
  const response = (await getResponse(methods.handlers, request).finally(release)) ?? missing();
  const rule = call.fault;
  if (rule && handles(rule)) {
    await rule.on?.('charged', logged);
    if (rule.delayMs && rule.when === 'after') await state.clock.pause(rule.delayMs);
  }
  send(res, await spoil(response, rule), () => void rule?.on?.('answered', logged), logged);
}

function send(res: ServerResponse, answer: Answer, sent: () => void, logged: { status: number }): void {
  if (answer.end === 'hang') return;
  if (answer.end === 'drop') return void res.socket?.destroy();
  logged.status = answer.status;
  const whole = Buffer.byteLength(answer.body);
  if (answer.end === 'whole') {
    res.writeHead(answer.status, { 'content-length': whole, ...answer.headers });
    return void res.end(answer.body, sent);
  }
  const part = half(answer.body);
  res.writeHead(answer.status, { 'content-length': Buffer.byteLength(part) + whole + 1, ...answer.headers });
  res.write(part, () => setTimeout(() => res.socket?.destroy(), 10).unref());
}
