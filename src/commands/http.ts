import { type Config, ConfigError } from '../config.ts';
import type { Runtime } from '../runtime.ts';
import { selectTools } from '../select.ts';
import type { HttpServing } from '../serve/http.ts';
import { httpRequestOf } from '../serve/http-request.ts';
import { createServerFactory } from '../server.ts';
import { openSession, type Session } from '../session.ts';
import { VERSION } from '../version.ts';
import type { Command } from './command.ts';
import { portOf } from './port.ts';

const DEFAULT_PORT = 3920;
/** Common proxies cut a request after 30 s. */
const WAIT_SECONDS = 25;
/**
 * What is left after SIGTERM: so long calls go on, then flows answer with what they have, a little later everything
 * else, and charged requests under way have the rest. Orchestrators kill after 30 s.
 */
const FINISH_MS = 15_000;
const STOP_MS = FINISH_MS + 2000;
const ALL_MS = 25_000;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

export const http: Command = {
  usage: 'Usage: snovio-mcp http [--host 127.0.0.1] [--port 3920] [flags]',
  help: `Serves MCP over Streamable HTTP at /mcp, for many users; /healthz and /readyz for load balancers.
Beyond this machine it asks for SNOVIO_HTTP_TOKENS and SNOVIO_HTTP_ALLOWED_HOSTS. A request may bring its own account in
the headers Snovio-Client-Id and Snovio-Client-Secret.`,
  options: { host: { type: 'string' }, port: { type: 'string' } },
  run: async ({ flags, config: read, tools }) => {
    const config = read();
    const host = String(flags.host ?? '127.0.0.1');
    const port = portOf(flags.port, DEFAULT_PORT);
    refuseOpenDoor(host, config);
    const [{ serveHttp }, { Tenants }, { createCallLog }] = await Promise.all([
      import('../serve/http.ts'),
      import('../serve/tenants.ts'),
      import('../serve/call-log.ts'),
    ]);
    const told = untilTold();
    const log = await createCallLog(config.logLevel);
    const session = await openSession(config);
    const { runtime, policy } = session;
    const tenants = new Tenants(runtime);
    const hurry = new AbortController();
    const stop = new AbortController();
    const factory = createServerFactory({
      tools: selectTools(tools, config),
      version: VERSION,
      accountOf: (ctx, call) => {
        const request = httpRequestOf(ctx);
        return request ? tenants.accountOf(request, call) : runtime.ownAccount();
      },
      policy,
      waitSeconds: config.waitSeconds ?? WAIT_SECONDS,
      log,
      hurry: hurry.signal,
      stop: stop.signal,
      onCall: log.call,
    });
    const serving = await serveHttp({
      factory,
      host,
      port,
      tokens: config.httpTokens,
      allowedHosts: (config.allowedHosts ?? LOOPBACK).map(hostnameOf),
      allowedOrigins: (config.allowedOrigins ?? LOOPBACK).map(hostnameOf),
      readiness: readinessOf(runtime),
      onError: log.protocol,
    });
    log.info(`serving MCP at http://${host.includes(':') ? `[${host}]` : host}:${serving.port}/mcp`);
    await told;
    log.info('stopping: running calls finish, new ones are refused');
    await finish(serving, session, { hurry, stop });
    return 0;
  },
};

/** Lets running calls end, in the time that there is. */
async function finish(
  serving: HttpServing,
  session: Session,
  { hurry, stop }: { hurry: AbortController; stop: AbortController },
): Promise<void> {
  const end = Date.now() + ALL_MS;
  const timers = [setTimeout(() => hurry.abort(), FINISH_MS), setTimeout(() => stop.abort(), STOP_MS)];
  await Promise.race([serving.drain(), new Promise(late => setTimeout(late, STOP_MS + 1000).unref())]);
  for (const timer of timers) clearTimeout(timer);
  await serving.close();
  await session.close(Math.max(0, end - Date.now()));
}

/** Bound to anything but this machine, the server asks who is there and what it is called. */
function refuseOpenDoor(host: string, { httpTokens, allowedHosts }: Config): void {
  if (host === '::1' || host === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host)) return;
  const missing = [
    ...(httpTokens.length === 0 ? ['SNOVIO_HTTP_TOKENS (bearer tokens that are let in)'] : []),
    ...((allowedHosts ?? []).length === 0 ? ['SNOVIO_HTTP_ALLOWED_HOSTS (the names it is reached by)'] : []),
  ];
  if (missing.length === 0) return;
  throw new ConfigError(
    `--host ${host}: others could reach this server, so it also needs ${missing.join(' and ')}. ` +
      'Example: SNOVIO_HTTP_TOKENS=a-long-random-token SNOVIO_HTTP_ALLOWED_HOSTS=mcp.example.com',
  );
}

/** `https://chat.example.com:8443` and `chat.example.com:8443` name the same host. */
function hostnameOf(value: string): string {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  return url?.hostname || value;
}

const READINESS_MS = 1000;

/** Whoever asks often is told what was found a moment ago: looking writes to the store. */
function readinessOf(runtime: Runtime): () => { ready: boolean; upstream: string } {
  let usable = true;
  let until = 0;
  return () => {
    if (Date.now() >= until) {
      usable = runtime.ledger.usable();
      until = Date.now() + READINESS_MS;
    }
    return { ready: usable, upstream: runtime.upstream };
  };
}

function untilTold(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}
