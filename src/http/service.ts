import { randomUUID } from 'node:crypto';
import {
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  type McpRequestContext,
} from '@modelcontextprotocol/server';
import type { App } from '../app/app.ts';
import type { VaultKey } from '../app/vault/keys.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { type Config, DEFAULT_HTTP_WAIT_SECONDS } from '../config/settings.ts';
import { CardQuestions } from '../mcp/apps/card-questions.ts';
import { auditCalls, whoIs } from '../mcp/audit-call.ts';
import { composeServer, composeTasks } from '../mcp/compose-server.ts';
import { httpRequestOf } from '../mcp/request-context.ts';
import { declareSubscriptions } from '../mcp/resources/announce.ts';
import { eventsResource } from '../mcp/resources/events.ts';
import { ResourceUpdates } from '../mcp/resources/updates.ts';
import { EventWatch } from '../snovio/events/event-watch.ts';
import type { Tool } from '../tool.ts';
import type { Tracing } from '../tracing/tracing.ts';
import type { Access } from './access/access.ts';
import type { Narrowing } from './access/grant.ts';
import type { RefusedRequest } from './admission.ts';
import { createAliases } from './aliases.ts';
import type { CallLog } from './call-log.ts';
import { openVault } from './connect/open.ts';
import { deliveryEndpoint } from './deliveries/endpoint.ts';
import { inboxesOf } from './deliveries/inboxes.ts';
import { LIMITS, type Limits } from './limits.ts';
import { AccountListeners } from './listeners.ts';
import { metricsEndpoint } from './metrics/endpoint.ts';
import type { Metrics } from './metrics/metrics.ts';
import { effectsOf } from './oauth/needed-scope.ts';
import { narrowed, type Offer, perOffer, withinScopes } from './oauth/scoped-servers.ts';
import { SCOPES } from './oauth/scopes.ts';
import { signInOf } from './oauth/sign-in.ts';
import { startHttpServer } from './server.ts';
import { Shutdown } from './shutdown.ts';
import type { OwnSignIn } from './sign-in/open.ts';
import { StoreHealth } from './store-health.ts';
import { Tenants } from './tenants.ts';

export interface HttpServiceOptions {
  readonly config: Config;
  readonly app: App;
  readonly tools: readonly Tool[];
  readonly log: CallLog;
  readonly audit: AuditLog;
  /** Who is let in with limits of their own; it is closed with the service. */
  readonly access?: Access | undefined;
  /** The authorization server that is a part of this one; it is closed with the service. */
  readonly ownSignIn?: OwnSignIn | undefined;
  /** Counts for `/metrics`; without it there is none. */
  readonly metrics?: Metrics | undefined;
  /** Makes spans of calls; without it there are no traces. */
  readonly tracing?: Tracing | undefined;
  /** With which signed-in people's own accounts are kept; without them nobody keeps one here. */
  readonly vaultKeys?: readonly VaultKey[] | undefined;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly limits?: Partial<Limits>;
}

export interface HttpService {
  /** The port that it listens on. */
  readonly port: number;
  /**
   * Lets running calls finish, within limits of time, and closes the app.
   * @param drainSeconds how long new calls are still taken, while it says that it is not ready
   */
  finish(drainSeconds?: number): Promise<void>;
}

/** Serves the tools over HTTP. Each request works with the account in its headers, or else the server's own. */
export async function serveHttp({
  config,
  app,
  tools,
  log,
  audit,
  access,
  ownSignIn,
  metrics,
  tracing,
  vaultKeys,
  ...listen
}: HttpServiceOptions): Promise<HttpService> {
  const { accounts } = app;
  const waitSeconds = config.waitSeconds ?? DEFAULT_HTTP_WAIT_SECONDS;
  const limits = { ...LIMITS, ...listen.limits };
  const shutdown = new Shutdown();
  const auditCall = auditCalls(audit);
  const updates = new ResourceUpdates();
  accounts.onWrite = (account, request) => updates.written(account, request);
  const eventWatch =
    app.events &&
    new EventWatch(accounts.store.events, account => updates.changed(account, eventsResource.uri));
  const tasks = composeTasks(accounts.config, async () => accounts.store.longCalls);
  const signIn = ownSignIn?.signIn ?? signInOf(config, problem => log.warn(`sign-in: ${problem}`));
  const vault = openVault(config, signIn, vaultKeys, accounts, ownSignIn?.web);
  const tenants = new Tenants(accounts, limits.newPairsPerMinute, vault?.connecting);
  // A caller whose scopes change has the same cards in front of them.
  const cards = new CardQuestions();
  const composeWithin = (offer: Offer) =>
    composeServer({
      ...offer,
      cards,
      ...((signIn || access) && { listScope: 'private' as const }),
      tasks,
      defaultWaitSeconds: waitSeconds,
      accountOf: (ctx, call) => {
        const request = httpRequestOf(ctx);
        return request ? tenants.accountOf(request, call) : accounts.ownAccount();
      },
      log,
      answerNow: shutdown.answerNow,
      stop: shutdown.stop,
      traceCall: tracing?.call,
      onCall: record => {
        log.call(record);
        auditCall(record);
        metrics?.call(record);
        tracing?.ended(record);
      },
    });
  const composeFor = perOffer((scopes, narrowing) =>
    composeWithin(narrowed(withinScopes({ config, tools }, scopes), narrowing)),
  );
  // Only the 2026 protocol can listen without a session.
  const factory = (context: McpRequestContext) => {
    const { scopes, extra } = context.authInfo ?? {};
    const instance = composeFor(scopes ?? SCOPES, extra?.narrowing as Narrowing | undefined)(context);
    if (context.era === 'modern') declareSubscriptions(instance);
    return instance;
  };
  const health = new StoreHealth(accounts.store);
  const onRefused = refusalReporter(log, audit, metrics);
  if (ownSignIn)
    ownSignIn.onWrongPassword = network =>
      onRefused({ requestId: randomUUID(), reason: 'wrong_password', caller: undefined, network });
  const server = await startHttpServer({
    ...listen,
    // A call that gets its place at last has half of its time left.
    limits: { ...limits, waitingMs: Math.min(limits.waitingMs, waitSeconds * 500) },
    factory,
    listeners: new AccountListeners(
      (request, wait) => tenants.checkedKeyOf(request, wait),
      updates,
      eventWatch,
    ),
    listsStay: true,
    tokens: config.httpTokens,
    access,
    signIn,
    ownSignIn,
    effectOf: effectsOf(tools),
    accountNameOf: (credentials, person) => tenants.nameOf(credentials, person),
    connect: vault?.pages({ tenants, access, log, audit }),
    allowedHosts: allowedHostsOf(config),
    allowedOrigins: config.allowedOrigins?.map(hostnameOf) ?? localhostAllowedOrigins(),
    readiness: async () => ({ ready: (await health.check()).isUsable, upstream: accounts.upstream }),
    deliveries: deliveryEndpoint(inboxesOf(app, limits, metrics), limits, log.protocol),
    metrics: metrics && metricsEndpoint(metrics, config, onRefused, log.protocol),
    onError: log.protocol,
    onRefused,
  });
  metrics?.measure({ load: server.load, accounts, health });
  return {
    port: server.port,
    finish: async (drainSeconds = 0) => {
      eventWatch?.close();
      await shutdown.run(server, tasks, app, drainSeconds * 1000);
      access?.close();
      ownSignIn?.close();
    },
  };
}

/** Tells the logs of requests that were refused at the door. A network is personal data, so it appears under an alias. */
function refusalReporter(
  log: CallLog,
  audit: AuditLog,
  metrics: Metrics | undefined,
): (refused: RefusedRequest) => void {
  const aliasOf = createAliases();
  return ({ requestId, reason, caller, network }) => {
    metrics?.refused(reason);
    const from = aliasOf(network);
    if (reason === 'wrong_token') log.wrongToken({ requestId, from });
    const event = reason === 'wrong_token' ? 'wrong_token' : 'refusal';
    const who = caller === undefined ? { who: 'nobody', from } : { who: whoIs(caller) };
    audit.write({ event, ...who, outcome: reason, requestId });
  };
}

/** The names that the server answers to. Where it is said how others reach it, that name is one of them. */
function allowedHostsOf({ allowedHosts, publicUrl }: Config): string[] {
  if (allowedHosts) return allowedHosts.map(hostnameOf);
  return [...localhostAllowedHostnames(), ...(publicUrl === undefined ? [] : [hostnameOf(publicUrl)])];
}

/** `https://chat.example.com:8443` and `chat.example.com:8443` name the same host. */
function hostnameOf(value: string): string {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  return url?.hostname || value;
}
