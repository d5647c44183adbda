import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { http } from '../http/kit.ts';

/** How often each copy is asked whether it is ready. */
const PROBE_MS = 100;

/** A balancer before copies of the server, as proxies are: it asks which are ready, and takes turns among them. */
export interface Balancer extends AsyncDisposable {
  readonly port: number;
  add(port: number): void;
  /** Resolves when so many copies are ready. */
  ready(copies: number): Promise<void>;
}

/**
 * Starts a balancer. What has been sent to a copy is never sent again: nobody knows what came of it.
 * @param retries whether what could not be sent goes to another copy
 */
export async function startBalancer({ retries = true } = {}): Promise<Balancer> {
  const copies = new Map<number, { isReady: boolean; agent: Agent }>();
  let turn = 0;
  let isOpen = true;

  const probe = async (port: number) => {
    const reply = await http(port, {
      path: '/readyz',
      method: 'GET',
      signal: AbortSignal.timeout(2000),
    }).catch(() => undefined);
    const copy = copies.get(port);
    if (copy) copy.isReady = reply?.status === 200;
  };
  const probing = (async () => {
    while (isOpen) {
      await Promise.all([...copies.keys()].map(probe));
      await sleep(PROBE_MS);
    }
  })();

  const pass = (
    port: number,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<boolean> =>
    new Promise(resolve => {
      const { method, url: path } = request;
      // Whether a connection is kept is between its two ends.
      const { connection: _, ...headers } = request.headers;
      const { agent } = copies.get(port) ?? {};
      const passed = send({ host: '127.0.0.1', port, method, path, headers, agent }, answer => {
        const { connection: _, ...headers } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, headers);
        answer.pipe(response);
        answer.once('error', () => response.destroy());
        resolve(true);
      });
      passed.once('error', (error: NodeJS.ErrnoException & { syscall?: string }) => {
        // Only who was never connected to has got nothing of it.
        if (error.syscall === 'connect') return resolve(false);
        if (response.headersSent) response.destroy();
        else response.writeHead(502).end();
        resolve(true);
      });
      response.once('close', () => passed.destroy());
      passed.end(body);
    });

  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const ready = [...copies].filter(([, { isReady }]) => isReady).map(([port]) => port);
    turn += 1;
    const order = ready.map((_, i) => ready[(turn + i) % ready.length] ?? 0);
    for (const port of retries ? order : order.slice(0, 1))
      if (await pass(port, request, body, response)) return;
    response.writeHead(503).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    add: port => void copies.set(port, { isReady: false, agent: new Agent({ keepAlive: true }) }),
    ready: async count => {
      while ([...copies.values()].filter(({ isReady }) => isReady).length < count) await sleep(20);
    },
    [Symbol.asyncDispose]: async () => {
      isOpen = false;
      await probing;
      for (const { agent } of copies.values()) agent.destroy();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
