import type { App } from '../app/app.ts';
import type { Config } from '../config/settings.ts';
import { VERSION } from '../config/version.ts';
import { httpRequestOf } from '../mcp/request-context.ts';
import { selectTools } from '../mcp/select-tools.ts';
import { createServerFactory } from '../mcp/server.ts';
import type { Tool } from '../tool.ts';
import type { CallLog } from './call-log.ts';
import type { Readiness } from './health.ts';
import type { Limits } from './limits.ts';
import { type HttpServer, startHttpServer } from './server.ts';
import { Tenants } from './tenants.ts';

/** Common proxies cut a request after 30 s. */
const WAIT_SECONDS = 25;
/**
 * What is left once the server has to go: so long calls go on, then flows answer with what they have, a little later
 * everything else, and charged requests under way have the rest. Orchestrators kill after 30 s.
 */
const FINISH_MS = 15_000;
const STOP_MS = FINISH_MS + 2000;
const ALL_MS = 25_000;
const READINESS_MS = 1000;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

export interface HttpServiceOptions {
  readonly config: Config;
  readonly app: App;
  readonly tools: readonly Tool[];
  readonly log: CallLog;
  readonly host: string;
  readonly port: number;
  readonly limits?: Partial<Limits>;
}

/** Serves the tools over HTTP, each request with the account that it brings or the server's own. */
export async function serveHttp({
  config,
  app,
  tools,
  log,
  ...at
}: HttpServiceOptions): Promise<HttpService> {
  const { accounts, policy } = app;
  const tenants = new Tenants(accounts);
  const hurry = new AbortController();
  const stop = new AbortController();
  const factory = createServerFactory({
    tools: selectTools(tools, config),
    version: VERSION,
    accountOf: (ctx, call) => {
      const request = httpRequestOf(ctx);
      return request ? tenants.accountOf(request, call) : accounts.ownAccount();
    },
    policy,
    waitSeconds: config.waitSeconds ?? WAIT_SECONDS,
    log,
    hurry: hurry.signal,
    stop: stop.signal,
    onCall: log.call,
  });
  const serving = await startHttpServer({
    ...at,
    factory,
    listsStay: true,
    tokens: config.httpTokens,
    allowedHosts: (config.allowedHosts ?? LOOPBACK).map(hostnameOf),
    allowedOrigins: (config.allowedOrigins ?? LOOPBACK).map(hostnameOf),
    readiness: readinessOf(app),
    onError: log.protocol,
  });
  return { port: serving.port, finish: () => finish(serving, app, hurry, stop) };
}

export interface HttpService {
  readonly port: number;
  /** Lets running calls end, in the time that there is, and closes the app. */
  finish(): Promise<void>;
}

async function finish(
  serving: HttpServer,
  app: App,
  hurry: AbortController,
  stop: AbortController,
): Promise<void> {
  const end = Date.now() + ALL_MS;
  const timers = [setTimeout(() => hurry.abort(), FINISH_MS), setTimeout(() => stop.abort(), STOP_MS)];
  await Promise.race([serving.drain(), new Promise(late => setTimeout(late, STOP_MS + 1000).unref())]);
  for (const timer of timers) clearTimeout(timer);
  await serving.close();
  await app.close(Math.max(0, end - Date.now()));
}

/** Whoever asks often is told what was found a moment ago: looking writes to the store. */
function readinessOf({ accounts }: App): () => Promise<Readiness> {
  let ready = true;
  let until = 0;
  return async () => {
    if (Date.now() >= until) {
      ready = await accounts.store.isUsable();
      until = Date.now() + READINESS_MS;
    }
    return { ready, upstream: accounts.upstream };
  };
}

/** `https://chat.example.com:8443` and `chat.example.com:8443` name the same host. */
function hostnameOf(value: string): string {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  return url?.hostname || value;
}
